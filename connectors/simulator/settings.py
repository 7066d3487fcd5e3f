"""What a test or a presenter may change about the platforms while they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

REPLY_GATES = ("summoned", "explicit", "enterprise")


@dataclass
class Settings:
    """Behaviour of the platforms. Durations are seconds.

    reply_gate                    ``summoned``: an answer on X needs a mention of us, or a quote;
                                  ``explicit``: the mention has to be typed; ``enterprise``: none
    late_index_seconds            how long a new X post stays out of timelines and search
    duplicate_window_seconds      how long X refuses the same text from the same account
    graph_duplicate_window_seconds  the same for a Page's comments under one target; 0 is off
    require_appsecret_proof       whether the Graph API insists on ``appsecret_proof``
    latency_seconds               delay before every answer of a platform
    access_token_seconds          lifetime of X access tokens handed out from now on
    rate_limit                    replaces every X rate limit per 15 minutes; 0 keeps X's own
    usage_percent                 what the Graph usage header reports; 0 counts the calls
    """

    reply_gate: str = "summoned"
    late_index_seconds: float = 0
    duplicate_window_seconds: float = 24 * 3600
    graph_duplicate_window_seconds: float = 0
    require_appsecret_proof: bool = False
    latency_seconds: float = 0
    access_token_seconds: float = 7200
    rate_limit: int = 0
    usage_percent: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Apply ``changes``, all or none. Raises ValueError naming the setting at fault."""
        kinds = {field.name: field.type for field in fields(self)}
        checked = {name: _checked(name, kinds.get(name), value) for name, value in changes.items()}
        for name, value in checked.items():
            setattr(self, name, value)


def _checked(name: str, kind: Any, value: Any) -> Any:
    if kind is None:
        raise ValueError(f"unknown setting: {name}")
    if name == "reply_gate" and value not in REPLY_GATES:
        raise ValueError(f"reply_gate is one of {', '.join(REPLY_GATES)}")
    if kind == "bool" and not isinstance(value, bool):
        raise ValueError(f"{name} is true or false")
    if kind in ("float", "int") and not _is_amount(value):
        raise ValueError(f"{name} is a number, zero or more")
    return int(value) if kind == "int" else value


def _is_amount(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
