"""The municipality's app at a platform: it connects accounts, and webhooks come in for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from connectors.base.connector import Connection, CredentialField
from connectors.base.items import Raw
from connectors.base.notebook import Memory, Notebook

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Answer:
    """What to say to a platform that tries whether we are there."""

    body: str
    content_type: str = "text/plain"


@dataclass(frozen=True)
class Parcel:
    """The part of a webhook's body that is for one account.

    ``raw`` has the source "webhook", or a name of its own for another shape. ``things`` is what
    it brought that is paid for, as in ``Use``, each under a name: several are counted together.
    """

    kind: str
    external_id: str
    raw: Raw
    things: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Login:
    """One way to connect accounts: X, Facebook Login, Instagram Login."""

    name: str
    label: StrOrPromise
    needs: tuple[str, ...] = ()  # names of credentials the app must have for it


@dataclass(frozen=True)
class Candidate:
    """An account that someone who signed in may connect.

    credentials  those of the account alone, without the app's
    missing      permissions that were not given
    """

    kind: str
    external_id: str
    handle: str
    name: str
    credentials: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subscription:
    """How the webhooks of one account stand.

    good      everything that should come in by webhook does
    detail    what is missing, in words for an administrator
    repaired  what was put right just now
    """

    good: bool
    detail: str = ""
    repaired: tuple[str, ...] = ()


class Gateway(ABC):
    """One company's platform, for one app. Cheap to make; use one instance in one thread.

    kinds   of the connectors whose accounts it speaks for
    terms   what a municipality has to settle first, one sentence each
    """

    do_not_call_in_templates: ClassVar[bool] = True  # they show what the class says

    kind: ClassVar[str]
    label: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]
    credential_fields: ClassVar[tuple[CredentialField, ...]]
    logins: ClassVar[tuple[Login, ...]]
    terms: ClassVar[tuple[StrOrPromise, ...]] = ()

    def __init__(self, credentials: Mapping[str, str], notebook: Notebook | None = None) -> None:
        self.credentials = credentials
        self.notebook = notebook or Memory()

    # Webhooks ----------------------------------------------------------------------------------

    @abstractmethod
    def challenge(self, query: Mapping[str, str]) -> Answer:
        """The platform asks (GET) whether this address is ours. Raises Forged."""

    @abstractmethod
    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Whether the platform wrote this. ``headers`` ignores case. Raises Forged."""

    @abstractmethod
    def open(self, body: bytes) -> list[Parcel]:
        """Sort a body by account. Pure. Raises Unreadable."""

    @abstractmethod
    def subscribe(self, url: str, connection: Connection, *, repair: bool) -> Subscription:
        """Whether all webhooks of this account come to ``url``; with ``repair`` make it so.

        Raises ConnectorError.
        """

    # Connecting --------------------------------------------------------------------------------

    @abstractmethod
    def authorise_url(self, login: str, redirect_uri: str, state: str, verifier: str) -> str:
        """Where the administrator gives permission. ``verifier`` is for PKCE, 43-128 characters."""

    @abstractmethod
    def redeem(self, login: str, redirect_uri: str, code: str, verifier: str) -> list[Candidate]:
        """What the permission is good for. Raises ConnectorError."""
