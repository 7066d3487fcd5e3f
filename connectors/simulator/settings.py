"""What a test or a presenter may change about the platforms while they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

REPLY_GATES = ("summoned", "explicit", "enterprise")
_CHOICES = {
    "reply_gate": REPLY_GATES,
    "ig_comment_shape": ("observed", "facebook_login", "instagram_login_flat"),
    "ig_signed_by": ("instagram", "facebook"),
    "x_plan": ("pay_per_use", "enterprise"),
    "x_signature": ("both", "oauth2", "legacy"),
    "x_crc_secret": ("either", "client", "consumer"),
    "x_webhook_style": ("xaa", "aaa"),
    "x_wrapped_users": ("alternate", "always", "never"),
    "x_processing": ("succeeds", "fails"),
    "page_roles": ("told", "of_a_business", "refused"),
    "mail_spf": ("pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"),
    "mail_dkim": ("none", "pass", "fail"),
}


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
    usage_percent                 what the Graph usage headers report; 0 counts the calls of a day
    app_usage_percent             the same of the app as a whole; 0 is as much as usage_percent
    page_tasks                    what the official may do on the Page, apart by commas
    page_roles                    whether Meta tells that: not of who belongs to a business
    human_agent                   whether Meta granted the app the Human Agent feature
    ig_public_content             whether Meta granted the app Instagram Public Content Access
    ig_message_access             whether the Instagram account lets apps see its messages
    ig_comment_shape              how Instagram tells of a comment: as ``observed``, or as Meta's
                                  pages have it for ``facebook_login`` and ``instagram_login_flat``
    ig_signed_by                  whose app secret signs what is about Instagram
    webhook_retry_seconds         pause before a webhook is tried again; doubled every time
    webhook_retries               how often it is tried again
    webhook_timeout_seconds       how long a platform waits for the answer to a webhook
    strict_webhook_urls           X: only https and no port in a webhook's address
    x_signature                   which signature headers X sends
    x_crc_secret                  with which of the app's secrets X's question is to be answered
    x_webhook_style               ``xaa`` envelopes, or the Account Activity shapes (``aaa``)
    x_wrapped_users               whether users in envelopes are inside ``{"data": …}``
    x_plan                        ``pay_per_use`` has no likes and no quotes
    x_processing                  how the processing of uploaded films ends
    x_processing_seconds          how long that takes
    x_daily_limit                 replaces every X limit per 24 hours; 0 keeps X's own
    x_reach                       how many of the newest posts a timeline of X gives; X has 800 for
                                  mentions; 0 is all
    x_strict_dms                  whether X lets us write only to who wrote first
    mail_password                 opens every mailbox of the post over IMAP
    mail_spf, mail_dkim           what the post's server finds of letters that come in by SMTP
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
    app_usage_percent: int = 0
    page_tasks: str = "ADVERTISE,ANALYZE,CREATE_CONTENT,MESSAGING,MODERATE,MANAGE"
    page_roles: str = "told"
    human_agent: bool = False
    ig_public_content: bool = True
    ig_message_access: bool = True
    ig_comment_shape: str = "observed"
    ig_signed_by: str = "instagram"
    webhook_retry_seconds: float = 1
    webhook_retries: int = 6
    webhook_timeout_seconds: float = 10
    strict_webhook_urls: bool = False
    x_signature: str = "both"
    x_crc_secret: str = "either"  # noqa: S105 - whose secret, not a secret
    x_webhook_style: str = "xaa"
    x_wrapped_users: str = "alternate"
    x_plan: str = "pay_per_use"
    x_processing: str = "succeeds"
    x_processing_seconds: float = 1
    x_daily_limit: int = 0
    x_reach: int = 0
    x_strict_dms: bool = False
    mail_password: str = "sim-post"  # noqa: S105 - of nothing real
    mail_spf: str = "pass"
    mail_dkim: str = "none"

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
    if name in _CHOICES and value not in _CHOICES[name]:
        raise ValueError(f"{name} is one of {', '.join(_CHOICES[name])}")
    if kind == "str" and not (isinstance(value, str) and value):
        raise ValueError(f"{name} is a text")
    if kind == "bool" and not isinstance(value, bool):
        raise ValueError(f"{name} is true or false")
    if kind in ("float", "int") and not _is_amount(value):
        raise ValueError(f"{name} is a number, zero or more")
    return int(value) if kind == "int" else value


def _is_amount(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
