"""What Facebook and Instagram have in common: both are read and answered through a Page's token."""

from __future__ import annotations

import logging
import unicodedata
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from connectors.base import (
    Connector,
    ConnectorError,
    CredentialField,
    Item,
    Outgoing,
    Page,
    Raw,
    Reason,
    Receipt,
)
from connectors.meta.graph import Graph, Step
from connectors.meta.payloads import Listed, Named
from connectors.meta.reading import MISSING, Reader, items
from connectors.payloads import P, expect

log = logging.getLogger(__name__)

WINDOW = timedelta(days=30)  # how old a post may be for new comments to be noticed
CLOCK_SKEW = timedelta(minutes=1)


class MetaConnector(Connector):
    """One Page or professional account.

    edge     of a comment, where its answers go
    readers  what understands a body, by its source
    """

    edge: ClassVar[str]
    readers: ClassVar[Mapping[str, Reader]]

    gateway = "meta"
    credential_fields: ClassVar = (
        CredentialField("page_token", _("Page access token")),
        CredentialField(
            "app_secret",
            _("App secret"),
            required=False,
            help=_("With it every call proves that it comes from your app."),
        ),
    )
    lag = timedelta(seconds=60)

    @cached_property
    def graph(self) -> Graph:
        """Raises ConnectorError when there is no token."""
        credentials = self.connection.vault.read()
        if not (token := credentials.get("page_token", "").strip()):
            raise ConnectorError(Reason.CREDENTIALS, "no Page access token", reauthorise=True)
        return Graph(token, credentials.get("app_secret", "").strip())

    @abstractmethod
    def shape(self, external_id: str) -> tuple[str, str]:
        """How to look this message up: the source to call it, and the fields to ask for."""

    @abstractmethod
    def beneath(self, reply_to: str) -> Iterator[Step]:
        """What stands where an answer to ``reply_to`` may have come to stand."""

    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        """One by one: asking for several at once went with version 26.0.

        What Meta will never show in this way is passed over, for the others' sake.
        """
        for external_id in external_ids:
            if raw := self._look_up(external_id):
                yield Page((raw,), {})

    def parse(self, raw: Raw) -> list[Item]:
        return items(raw, self.connection, self.readers)

    def send(self, outgoing: Outgoing) -> Receipt:
        self.way(outgoing.way).text.check(outgoing.text)
        self.graph.put_object(outgoing.reply_to, self.edge, message=outgoing.text)
        placed = expect(Named, self.graph.body, uncertain=True)
        if placed.id == outgoing.reply_to:
            # POST to the comment itself, instead of to its edge, would have edited it.
            raise ConnectorError(Reason.UNKNOWN, "Meta gave the id of the target", uncertain=True)
        return Receipt(external_id=placed.id, permalink=self.link(placed.id))

    def find(self, outgoing: Outgoing) -> Receipt | None:
        for step in self.beneath(outgoing.reply_to):
            for node in step.nodes:
                if node.id not in outgoing.others and self._is(node, outgoing):
                    return Receipt(external_id=node.id, permalink=self.link(node.id))
        return None

    def whoami(self, fields: str, model: type[P]) -> P:
        """What ``/me`` says, which for a Page's token is the Page. Raises ConnectorError."""
        try:
            self.graph.get_object("me", fields=fields)
        except ConnectorError as error:
            if error.reason is not Reason.UNKNOWN:
                raise
            # A field that Pages have and people have not: it is a person's token, which reads
            # every list of comments as empty.
            detail = f"Meta takes this for no Page access token: {error.detail}"
            raise ConnectorError(Reason.CREDENTIALS, detail, reauthorise=True) from error
        return expect(model, self.graph.body)

    def _look_up(self, external_id: str) -> Raw | None:
        source, fields = self.shape(external_id)
        try:
            self.graph.get_object(external_id, fields=fields)
        except ConnectorError as error:
            if not error.permanent:
                raise
            if error.reason is not Reason.TARGET_GONE:
                log.warning("%s %s cannot be looked up: %s", self.label, external_id, error)
                return None
            source = MISSING
        return Raw(source, self.graph.body, external_id)

    def _is(self, node: Listed, outgoing: Outgoing) -> bool:
        if not node.is_by(self.connection) or not node.at:
            return False
        late = node.at >= outgoing.not_before - CLOCK_SKEW
        return late and _comparable(node.said) == _comparable(outgoing.text)


def window_start() -> datetime:
    """Posts from here on are watched. A whole day, so that the question stays the same."""
    start = datetime.now(UTC) - WINDOW
    return start.replace(hour=0, minute=0, second=0, microsecond=0)


def _comparable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
