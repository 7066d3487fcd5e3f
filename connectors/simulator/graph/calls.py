"""What one call to the Graph is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.simulator.graph.addressing import Address
from connectors.simulator.graph.nodes import Context


@dataclass(frozen=True)
class Call:
    """One authenticated call. ``parameters`` are query and body together."""

    method: str
    address: Address
    context: Context
    parameters: Mapping[str, str]
