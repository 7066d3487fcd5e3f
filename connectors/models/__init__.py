"""The municipality's apps and accounts on the platforms, and what arrived from them, raw."""

from connectors.models.account import Account, AccountQuerySet, AccountVault, Search
from connectors.models.app import App
from connectors.models.arrival import UNREADABLE, Arrival, ArrivalQuerySet, LookUp, digest
from connectors.models.usage import Allowance, SearchUsage, Usage

__all__ = [
    "UNREADABLE",
    "Account",
    "AccountQuerySet",
    "AccountVault",
    "Allowance",
    "App",
    "Arrival",
    "ArrivalQuerySet",
    "LookUp",
    "Search",
    "SearchUsage",
    "Usage",
    "digest",
]
