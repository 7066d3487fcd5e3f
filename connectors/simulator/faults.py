"""Things that go wrong on request.

Kinds, for any platform:

    401 402 403 429 500 503   refused or failed; nothing is carried out (Meta knows no 402)
    x:NAME, graph:CODE[/SUB]  one particular error body; nothing is carried out
    html502                   a gateway's HTML page; nothing is carried out
    not_json                  a 200 that is not JSON; nothing is carried out
    reset                     the connection breaks; nothing is carried out
    timeout                   no answer for ``seconds``; nothing is carried out
    lost                      carried out, then the connection breaks before the answer
    truncated                 carried out, and half of the answer arrives
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.simulator.graph import errors as graph_errors
from connectors.simulator.world import Platform, platform_named
from connectors.simulator.x.problems import FAULTS as X_FAULTS

TRANSPORT_KINDS = ("html502", "lost", "not_json", "reset", "timeout", "truncated")
_METHODS = ("*", "GET", "POST", "PUT", "DELETE")
_ALLOWED = {"platform", "method", "path", "kind", "times", "seconds"}


@dataclass
class Fault:
    """One fault, for the next ``times`` requests that match.

    path     a regular expression, searched for in the request's path
    seconds  how long a timeout lasts, or until when X and Meta say to stay away
    """

    platform: Platform
    kind: str
    method: str = "*"
    path: str = ""
    times: int = 1
    seconds: float = 60

    def matches(self, platform: Platform, method: str, path: str) -> bool:
        return (
            self.platform == platform
            and self.method in ("*", method)
            and re.search(self.path, path) is not None
        )


def fault_from(data: Mapping[str, Any]) -> Fault:
    """The fault ``data`` describes. Raises ValueError saying what is wrong with it."""
    if unknown := data.keys() - _ALLOWED:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    platform = platform_named(data.get("platform"))
    return Fault(
        platform,
        _kind(platform, str(data.get("kind", ""))),
        _method(data.get("method", "*")),
        _pattern(data.get("path", "")),
        int(_amount(data, "times", 1)),
        _amount(data, "seconds", 60),
    )


def _kind(platform: Platform, kind: str) -> str:
    if kind in TRANSPORT_KINDS:
        return kind
    if platform != "x":
        graph_errors.fault(kind)
    elif kind not in X_FAULTS:
        raise ValueError(f"X knows no fault {kind}")
    return kind


def _method(method: Any) -> str:
    if method not in _METHODS:
        raise ValueError(f"method is one of {', '.join(_METHODS)}")
    return str(method)


def _pattern(pattern: Any) -> str:
    try:
        return str(re.compile(pattern).pattern)
    except (re.error, TypeError):
        raise ValueError("path is a regular expression") from None


def _amount(data: Mapping[str, Any], name: str, otherwise: float) -> float:
    value = data.get(name, otherwise)
    if not isinstance(value, (int, float)) or value <= 0:
        raise ValueError(f"{name} is a number above zero")
    return value


@dataclass
class FaultBook:
    """The faults that wait for a request. Not saved: they are part of a test, not of the world."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, platform: Platform, method: str, path: str) -> Fault | None:
        """The first fault that matches, counted down; a fault that wore out is forgotten."""
        for fault in self.waiting:
            if fault.matches(platform, method, path):
                fault.times -= 1
                self.waiting = [each for each in self.waiting if each.times > 0]
                return fault
        return None
