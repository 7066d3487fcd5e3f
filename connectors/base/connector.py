"""One account on one platform: what every connector promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.utils.translation import gettext

from connectors.base.errors import ConnectorError, Reason
from connectors.base.items import Item, Page, Person, Raw
from connectors.base.notebook import Memory, Notebook
from connectors.base.outgoing import Deed, Outgoing, Receipt, Restraint
from connectors.base.searching import Trial, Unsearchable, Wanted
from connectors.base.ways import Capability, Feature, Way

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Identity:
    """Whose credentials these are, as the platform says."""

    external_id: str
    handle: str
    name: str


@dataclass(frozen=True)
class Examination:
    """What the platform says of an account and of its credentials.

    expires_at   when the credentials lapse unless they are renewed; None when never, or unknown
    missing      permissions that Webcare needs and that were not given; None when the platform does
                 not tell, and what was known before still holds
    untold       how the names begin of which it does not tell, while it tells the others
    """

    identity: Identity
    expires_at: datetime | None = None
    missing: tuple[str, ...] | None = None
    untold: str = ""


@dataclass(frozen=True)
class CredentialField:
    """One secret an administrator enters for an account or an app.

    ours   we make it up, and the administrator copies it to the platform; it may be shown
    """

    name: str
    label: StrOrPromise
    required: bool = True
    help: StrOrPromise = ""
    ours: bool = False


class Vault(Protocol):
    """Where a connector's secrets live. Values are strings; nothing here is ever logged."""

    def read(self) -> Mapping[str, str]:
        """The credentials as last stored, those of the account's app included."""

    def renew(
        self, stale: Mapping[str, str], renew: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        """Replace credentials that stopped working, once, however many processes ask.

        ``renew`` runs under a lock and its result is stored before it is returned; when another
        process already replaced ``stale``, its result is returned and ``renew`` does not run.
        """


@dataclass(frozen=True)
class Use:
    """One request to a platform: what it took, and what is left.

    bucket     what the platform counts it under, such as "mentions". ``SHARED``, alone or before
               the name of another, is what it counts for a whole app: what is left of that is told
               beside the request itself, and is no request of its own
    things     what it returned or placed that is paid for, by a name without spaces, and the
               price of each in millionths of a US dollar, estimated; once a day, "" each time
    remaining  requests left in the bucket, where the platform says so; ``limit`` of how many
    resets_at  when the bucket is full again
    share      how much of the allowance is used, 0 to 1, where the platform tells only that
    times      requests that were counted together
    about      the saved query that was asked for, "" for what is none's
    """

    bucket: str
    things: Mapping[str, int] = field(default_factory=dict)
    remaining: int | None = None
    limit: int | None = None
    resets_at: datetime | None = None
    share: float | None = None
    times: int = 1
    about: str = ""


LISTENING = "search"  # the bucket of saved searches, which have a budget of their own
SHARED = "app"  # the bucket of all accounts of an app; "app tweets" is that of their "tweets"


class Meter(Protocol):
    """Counts what an account asks of its platform, and says when to leave it alone."""

    def check(self, bucket: str) -> None:
        """Raises ConnectorError THROTTLED while this bucket is empty, BUDGET while all are."""

    def left(self, bucket: str) -> int | None:
        """What asking may cost yet today, in millionths of a US dollar; None: anything."""

    def note(self, use: Use) -> None: ...


class FreeMeter:
    """Counts nothing; for who asks one question."""

    def check(self, bucket: str) -> None:
        """Everything may be asked."""

    def left(self, bucket: str) -> int | None:
        """Whatever it costs."""

    def note(self, use: Use) -> None:
        """Nobody looks."""


@dataclass(frozen=True)
class Connection:
    """What a connector works with: one account's public identity and its secrets.

    features     names of ``Connector.features`` that this account has
    searches     saved queries to listen to
    search_rest  how long to leave each of them alone once it was asked, as their budget runs low
    search_every the same of single ones, where somebody chose so
    notebook     what was found out beside the polls, which keep a cursor
    """

    external_id: str
    handle: str
    vault: Vault = field(repr=False)
    features: frozenset[str] = frozenset()
    searches: tuple[str, ...] = ()
    search_rest: timedelta = timedelta(0)
    search_every: Mapping[str, timedelta] = field(default_factory=dict)
    meter: Meter = field(default_factory=FreeMeter, repr=False)
    notebook: Notebook = field(default_factory=Memory, repr=False)

    def rest_of(self, query: str) -> timedelta:
        """How long to leave this saved query alone once it was asked."""
        return max(self.search_rest, self.search_every.get(query, timedelta(0)))


@dataclass(frozen=True)
class PassedOver:
    """A list that the platform refused, while the rest came in.

    label   what is in it, for the channel's page
    since   when it was first refused
    usual   it means nothing: many accounts have no such list, and are refused it
    """

    label: StrOrPromise
    reason: Reason
    since: datetime
    usual: bool = False


class Connector(ABC):
    """One platform, for one account. Cheap to make; use one instance in one thread.

    gateway      kind of the ``Gateway`` whose app speaks for it, "" when there is none
    ways         how an answer can go, the usual one first
    acts         what can be done with a message, and the feature each needs, "" for none
    restraints   what can be done about a person, and the feature each needs, "" for none
    lag          how long after a write the platform may still not show it to ``find``
    listens      what saved queries (``Connection.searches``) can be about, ``SEARCH`` or
                 ``HASHTAGS``, and the feature each needs, "" for none
    found_in     sources of bodies that nothing but a saved search brought
    costs        whether what is asked of it has to be paid for
    trial_costs  what trying out a saved query costs at most, in millionths of a US dollar
    global_people  whether a person has one number on the whole platform, for every account of ours
    cannot_know  what the platform never gives back, one sentence each, for the channel's page
    """

    do_not_call_in_templates: ClassVar[bool] = True  # they show what the class says

    kind: ClassVar[str]
    label: ClassVar[str]
    gateway: ClassVar[str] = ""
    ways: ClassVar[tuple[Way, ...]]
    acts: ClassVar[Mapping[Capability, str]] = {}
    restraints: ClassVar[Mapping[Capability, str]] = {}
    features: ClassVar[tuple[Feature, ...]] = ()
    credential_fields: ClassVar[tuple[CredentialField, ...]]
    lag: ClassVar[timedelta]
    listens: ClassVar[Mapping[Capability, str]] = {}
    found_in: ClassVar[frozenset[str]] = frozenset()
    costs: ClassVar[bool] = False
    trial_costs: ClassVar[int] = 0
    global_people: ClassVar[bool] = False
    cannot_know: ClassVar[tuple[StrOrPromise, ...]] = ()

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @classmethod
    def capabilities(cls, features: frozenset[str] = frozenset()) -> frozenset[Capability]:
        """What an account with these features can do."""
        answers = {way.capability for way in cls.ways if not way.feature or way.feature in features}
        acts = {
            act
            for act, feature in {**cls.acts, **cls.restraints, **cls.listens}.items()
            if not feature or feature in features
        }
        return frozenset(answers | acts)

    @classmethod
    def way(cls, capability: Capability) -> Way:
        """Raises ConnectorError NOT_ALLOWED for a way this platform does not have."""
        for way in cls.ways:
            if way.capability is capability:
                return way
        raise ConnectorError(Reason.NOT_ALLOWED, permanent=True)

    @abstractmethod
    def identify(self) -> Identity:
        """Ask the platform whose credentials these are. Raises ConnectorError."""

    def examine(self) -> Examination:
        """The same, with what the credentials may and how long they last."""
        return Examination(self.identify())

    def renew(self) -> None:  # noqa: B027 - most credentials never lapse
        """Renew credentials that would lapse, used or not. Called on the clock."""

    @abstractmethod
    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """Everything new since ``cursor`` (empty: from the start), with overlap, to the end.

        Yields at least one page. Each page's cursor is safe to resume from once its raws are
        stored: who stops listening halfway goes on from there. Raises ConnectorError; what was
        yielded before stays good.
        """

    @classmethod
    def passed_over(cls, cursor: Mapping[str, Any]) -> Sequence[PassedOver]:  # noqa: ARG003
        """What it went without when it came to ``cursor``: nothing, for most. Pure."""
        return ()

    @classmethod
    def insist(cls, cursor: Mapping[str, Any]) -> Mapping[str, Any]:
        """The cursor with which what was passed over is asked for at once. Pure."""
        return cursor

    @classmethod
    def phrase(
        cls,
        wanted: Wanted,  # noqa: ARG003
        features: frozenset[str] = frozenset(),  # noqa: ARG003
        own: Sequence[str] = (),  # noqa: ARG003
    ) -> str:
        """The query for what is wanted, for an account with these features. Pure.

        own  handles of our accounts, whose own words are left out where the platform can

        Raises Unsearchable, with a sentence that says what to change.
        """
        raise Unsearchable(gettext("This platform cannot be searched."))

    def try_out(self, query: str) -> Trial:
        """What this query finds now. It costs as a search does. Raises ConnectorError."""
        raise ConnectorError(Reason.NOT_ALLOWED, permanent=True)

    @abstractmethod
    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        """Look these up again: messages, to follow edits and deletions, and what a ``Pointer``
        named. Cursors are empty."""

    @abstractmethod
    def parse(self, raw: Raw) -> list[Item]:
        """Pure: no network, no clock, no database. Raises Unreadable when nothing of it can be
        read; a part that cannot be read is an ``Aside``."""

    @abstractmethod
    def send(self, outgoing: Outgoing) -> Receipt:
        """Place the answer, with at most one request that places something.

        What goes before it (an upload) may be repeated. Raises ConnectorError.
        """

    @abstractmethod
    def find(self, outgoing: Outgoing) -> Receipt | None:
        """After doubt: the answer as it stands on the platform, or None when surely absent.

        Call it only when ``lag`` has passed since the last attempt. Raises ConnectorError when
        it cannot tell.
        """

    def perform(self, deed: Deed) -> None:
        """Do something with a message. Raises ConnectorError."""
        raise ConnectorError(Reason.NOT_ALLOWED, permanent=True)

    def restrain(self, restraint: Restraint) -> None:
        """Do something about a person. Raises ConnectorError."""
        raise ConnectorError(Reason.NOT_ALLOWED, permanent=True)

    @abstractmethod
    def link(self, external_id: str) -> str:
        """Where a person sees this message on the platform, or ""."""

    @classmethod
    def profile_link(cls, person: Person) -> str:  # noqa: ARG003
        """Where anybody sees who this is on the platform, or ""."""
        return ""

    def compose_link(self, outgoing: Outgoing) -> str:
        """The platform's own composer with the text ready, for what it refuses us; or ""."""
        return ""

    def media_headers(self, url: str) -> Mapping[str, str]:
        """What to send along to fetch an attachment at ``url``; nothing for a public one."""
        return {}
