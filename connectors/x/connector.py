"""X, through API v2 with OAuth 2.0 in user context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from connectors.base import (
    Capability,
    Connection,
    Connector,
    CredentialField,
    Deed,
    Examination,
    Feature,
    Identity,
    Item,
    Outgoing,
    Page,
    PassedOver,
    Person,
    Raw,
    Receipt,
    Restraint,
    TextRule,
    Trial,
    Wanted,
    Way,
)
from connectors.payloads import expect
from connectors.x import reading, sending
from connectors.x.client import Client, bearer, expiry
from connectors.x.costs import PERSON, flat
from connectors.x.fetching import fetch, look_up
from connectors.x.payloads import Me
from connectors.x.phrasing import LONGEST, LONGEST_OF_ENTERPRISE, phrase
from connectors.x.posts import permalink
from connectors.x.refusals import REFUSED, Refused
from connectors.x.scopes import missing_from
from connectors.x.searching import TRIAL_COSTS, try_out
from connectors.x.sending import Sender
from connectors.x.text import LIMIT, weigh
from connectors.x.uploading import IN_A_LETTER, IN_A_POST

ENTERPRISE = "enterprise"
LETTER_LIMIT = 10_000  # characters (tweepy, create_direct_message; X documents no weights here)
MOST_PARTS = 5
RENEW_WITHIN = timedelta(minutes=45)  # of the two hours an access token lasts
# Where pictures of direct messages are; they open with the account's own token.
PRIVATE_HOSTS = {"ton.twitter.com", "ton.x.com"}

_POST = TextRule(limit=LIMIT, count=weigh)


class XConnector(Connector):
    """One account on X.

    The cursor holds how far each list was read (``connectors.x.progress``), where others may
    write to us (``connectors.x.following``), and what X refuses us (``connectors.x.refusals``).
    """

    kind = "x"
    label = "X"
    gateway = "x"
    global_people = True
    costs = True
    ways = (
        Way(Capability.REPLY, _POST, IN_A_POST, parts=MOST_PARTS, unique=True),
        Way(
            Capability.COLD_REPLY,
            _POST,
            IN_A_POST,
            parts=MOST_PARTS,
            feature=ENTERPRISE,
            unique=True,
        ),
        Way(Capability.DM, TextRule(limit=LETTER_LIMIT, count=len), IN_A_LETTER),
    )
    acts: ClassVar = {
        Capability.HIDE: "",
        Capability.LIKE: ENTERPRISE,
        Capability.DELETE: "",
    }
    # X has no call that blocks a person altogether (OpenAPI 2.166).
    restraints: ClassVar = {Capability.MUTE: "", Capability.BLOCK_LETTERS: ""}
    listens: ClassVar = {Capability.SEARCH: ""}
    found_in = frozenset({reading.SEARCH})
    trial_costs = TRIAL_COSTS
    features = (
        Feature(
            ENTERPRISE,
            _("Enterprise plan"),
            _("May also answer who did not mention us, and like."),
        ),
    )
    credential_fields: ClassVar = (
        CredentialField("client_id", _("Client ID")),
        CredentialField("client_secret", _("Client secret")),
        CredentialField("access_token", _("Access token")),
        CredentialField("refresh_token", _("Refresh token")),
    )
    lag = timedelta(seconds=60)
    cannot_know = (
        _("Encrypted messages can only be read on X; here you see that one came."),
        _("After an outage X gives back the newest 800 mentions, and nothing before them."),
        _("Saved searches go back seven days, direct messages thirty."),
        _("What protected accounts write is not shown to us."),
        _(
            "Answers that do not name us are looked for during seven days after we wrote: in "
            "threads that we began, and elsewhere from the citizen whom we answered; in the newest "
            "300 of both. Others stay out of sight."
        ),
        _(
            "Quotes are looked for of our newest 200 posts of the last seven days. Quotes of older "
            "posts come by webhook only."
        ),
        _("X does not say that a direct message was deleted, nor that a post was hidden."),
    )

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._client = Client(connection)
        self._sender = Sender(self._client, connection)

    # The account ---------------------------------------------------------------------------------

    def identify(self) -> Identity:
        # A repair waits for it, so no ceiling on costs stops it.
        response = self._client.call(
            "send who we are", lambda x: x.get_me(user_auth=False), flat(PERSON)
        )
        me = expect(Me, response.content).data
        return Identity(external_id=me.id, handle=me.username, name=me.name)

    def examine(self) -> Examination:
        identity = self.identify()
        credentials = self._client.credentials
        missing = missing_from(credentials.get("scope", ""))
        return Examination(identity, expires_at=expiry(credentials), missing=missing)

    def renew(self) -> None:
        """Access tokens last two hours, and a refresh token is the better for use."""
        self._client.renew_within(RENEW_WITHIN)

    # In ------------------------------------------------------------------------------------------

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """Mentions, what we wrote ourselves, direct messages now and then, what came where we
        wrote, and last, for their budget, saved searches.

        Our own from our timeline: complete and ours, where search is neither promised.
        """
        return fetch(self._client, self.connection, cursor)

    @classmethod
    def passed_over(cls, cursor: Mapping[str, Any]) -> Sequence[PassedOver]:
        return Refused(cursor.get(REFUSED)).told()

    @classmethod
    def insist(cls, cursor: Mapping[str, Any]) -> Mapping[str, Any]:
        if not (refused := Refused(cursor.get(REFUSED))):
            return cursor
        refused.wake()
        return {**cursor, REFUSED: refused.stored()}

    @classmethod
    def phrase(
        cls, wanted: Wanted, features: frozenset[str] = frozenset(), own: Sequence[str] = ()
    ) -> str:
        longest = LONGEST_OF_ENTERPRISE if ENTERPRISE in features else LONGEST
        return phrase(wanted, own, longest)

    def try_out(self, query: str) -> Trial:
        return try_out(self._client, query)

    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        """Posts only: X looks up no direct messages."""
        return look_up(self._client, external_ids)

    def parse(self, raw: Raw) -> list[Item]:
        """Texts keep the handles X puts before a reply; reposts are no messages."""
        return reading.items(raw, self.connection)

    # Out -----------------------------------------------------------------------------------------

    def send(self, outgoing: Outgoing) -> Receipt:
        way = self.way(outgoing.way)
        if outgoing.text.strip() or not outgoing.media:
            way.text.check(outgoing.text)
        if way.media:
            way.media.check(outgoing.media)
        if way.public:
            return self._sender.reply(outgoing)
        return self._sender.write(outgoing)

    def find(self, outgoing: Outgoing) -> Receipt | None:
        if self.way(outgoing.way).public:
            return self._sender.find_reply(outgoing)
        return self._sender.find_letter(outgoing)

    def perform(self, deed: Deed) -> None:
        self._sender.perform(deed)

    def restrain(self, restraint: Restraint) -> None:
        self._sender.restrain(restraint)

    # Links ---------------------------------------------------------------------------------------

    def link(self, external_id: str) -> str:
        return permalink(self.connection.handle, external_id)

    @classmethod
    def profile_link(cls, person: Person) -> str:
        if not person.handle:
            return f"{settings.X_WEB_URL}/i/user/{quote(person.id, safe='')}"
        return f"{settings.X_WEB_URL}/{quote(person.handle, safe='')}"

    def compose_link(self, outgoing: Outgoing) -> str:
        return sending.compose_link(outgoing)

    def media_headers(self, url: str) -> Mapping[str, str]:
        """Pictures of direct messages open with our token, which goes to X and to nobody else."""
        try:
            asked, api = urlsplit(url), urlsplit(settings.X_API_URL)
        except ValueError:  # no address at all
            return {}
        private = asked.scheme == "https" and asked.netloc in PRIVATE_HOSTS
        ours = (asked.scheme, asked.netloc) == (api.scheme, api.netloc)
        if not (private or ours):
            return {}
        return bearer(self._client.credentials.get("access_token", ""))
