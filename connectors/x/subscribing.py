"""Having X send an account's news here, and seeing to it that it keeps doing so.

X docs, "Webhooks" and "X Activity API". An app has one webhook per address, and a subscription for
each kind of event of each account.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, model_validator

from connectors.base import Connection, ConnectorError, Reason, Subscription
from connectors.http import Session
from connectors.payloads import Payload, expect
from connectors.x.payloads import Meta, unwrapped

EVENTS = (
    *("post.mention.create", "post.reply.create", "post.quote.create", "post.delete"),
    # What we write ourselves on X: an answer typed there is known at once.
    *("post.create", "dm.received", "dm.sent", "chat.received", "chat.sent", "oauth.revoke"),
)
OF_THE_APP = {"oauth.revoke"}  # for all its accounts at once
MOST_PAGES = 20
# X cannot be asked, rather than refuses; the account's own state is then unknown.
CRC_FAILED = "CrcValidationFailed"  # X docs, "Webhooks": our answer to its question was wrong
PASSING = {Reason.UNAVAILABLE, Reason.THROTTLED, Reason.UNREADABLE, Reason.BUDGET}


class Webhook(Payload):
    id: str = ""
    url: str = ""
    valid: bool = False

    @model_validator(mode="before")
    @classmethod
    def _unwrap(cls, value: Any) -> Any:
        return unwrapped(value)  # in OpenAPI 2.166 it is not wrapped


class Filter(Payload):
    user_id: str = ""


class Subscribed(Payload):
    id: str = Field(validation_alias="subscription_id")
    event_type: str
    filter: Filter = Filter()
    webhook_id: str = ""


def _one_or_many(value: Any) -> Any:
    """``data`` is a list, or one thing, or one thing inside ``subscription``."""
    if isinstance(value, dict):
        inside = value.get("subscription")
        return [inside if isinstance(inside, dict) else value]
    return value


class Webhooks(Payload):
    data: Annotated[tuple[Webhook, ...], BeforeValidator(_one_or_many)] = ()


class Subscriptions(Payload):
    data: Annotated[tuple[Subscribed, ...], BeforeValidator(_one_or_many)] = ()
    meta: Meta = Meta()


class Subscriber:
    """The subscriptions of one account.

    session        shows the app's own token
    try_the_other  has X's questions answered with another secret; False where there is none
    """

    def __init__(
        self, session: Session, url: str, us: Connection, try_the_other: Callable[[], bool]
    ) -> None:
        self.session = session
        self.url = url
        self.us = us
        self.try_the_other = try_the_other
        self.repaired: list[str] = []

    def look(self, *, repair: bool) -> Subscription:
        """How it stands, and with ``repair`` put right. Raises ConnectorError."""
        try:
            missing = self._look(repair=repair)
        except ConnectorError as error:
            if error.reason in PASSING:
                raise
            # The app may not, or its token is wrong; the account itself has no part in that.
            return Subscription(good=False, detail=str(error), repaired=tuple(self.repaired))
        detail = _("Not subscribed: %(events)s") % {"events": "; ".join(missing)}
        return Subscription(not missing, detail if missing else "", tuple(self.repaired))

    def _look(self, *, repair: bool) -> list[str]:
        webhook = self._webhook(repair=repair)
        if webhook is None:
            return ["webhook"]
        missing = [] if webhook.valid else [_("webhook (X holds it for broken)")]
        known = {each.event_type: each for each in self._subscriptions(webhook)}
        for event in EVENTS:
            found = known.get(event)
            if found is None or found.webhook_id != webhook.id:
                missing += self._without(event, found, webhook, repair=repair)
        return missing

    # The webhook ---------------------------------------------------------------------------------

    def _webhook(self, *, repair: bool) -> Webhook | None:
        listed = expect(Webhooks, self.session.get("/2/webhooks").content).data
        found = next((each for each in listed if each.url == self.url), None)
        if found and found.valid:
            return found
        if not repair:
            return found
        made = self._with_either_secret(lambda: self._revive(found) if found else self._make())
        self.repaired += ["webhook"] if made.valid or not found else []
        return made

    def _make(self) -> Webhook:
        return expect(Webhook, self.session.post("/2/webhooks", json={"url": self.url}).content)

    def _revive(self, found: Webhook) -> Webhook:
        """Have X ask its question again."""
        tried = expect(Webhook, self.session.put(f"/2/webhooks/{found.id}").content)
        if "valid" in tried.model_fields_set and not tried.valid:
            raise ConnectorError(Reason.UNKNOWN, CRC_FAILED, permanent=True)
        return found.model_copy(update={"valid": tried.valid})

    def _with_either_secret(self, ask: Callable[[], Webhook]) -> Webhook:
        """X asks us its question meanwhile, and may want another secret for the answer. Where
        neither will do, the first one stays."""
        try:
            return ask()
        except ConnectorError as error:
            refused = CRC_FAILED.casefold() in error.detail.casefold()
            if not (refused and self.try_the_other()):
                raise
        try:
            return ask()
        except ConnectorError:
            self.try_the_other()
            raise

    # Subscriptions -------------------------------------------------------------------------------

    def _subscriptions(self, webhook: Webhook) -> list[Subscribed]:
        """Those of this account, the ones that already lead here last."""
        found: list[Subscribed] = []
        token = ""
        for _page in range(MOST_PAGES):
            params = {"pagination_token": token} if token else {}
            response = self.session.get("/2/activity/subscriptions", params=params)
            page = expect(Subscriptions, response.content)
            found += [each for each in page.data if self._is_ours(each)]
            token = page.meta.next_token
            if not token:
                break
        return sorted(found, key=lambda each: each.webhook_id == webhook.id)

    def _is_ours(self, subscribed: Subscribed) -> bool:
        of_us = subscribed.filter.user_id == self.us.external_id
        return of_us or subscribed.event_type in OF_THE_APP

    def _without(
        self, event: str, found: Subscribed | None, webhook: Webhook, *, repair: bool
    ) -> list[str]:
        """Subscribe to this event where that may be done; else what is missing."""
        if not repair:
            return [event]
        try:
            if found:
                path = f"/2/activity/subscriptions/{found.id}"
                self.session.put(path, json={"webhook_id": webhook.id})
            else:
                self.session.post("/2/activity/subscriptions", json=self._wanted(event, webhook))
        except ConnectorError as error:
            if error.reason in PASSING:
                raise
            return [f"{event} ({error.detail})"]  # the others may still be allowed
        self.repaired.append(event)
        return []

    def _wanted(self, event: str, webhook: Webhook) -> dict[str, Any]:
        who = {} if event in OF_THE_APP else {"user_id": self.us.external_id}
        return {"event_type": event, "filter": who, "tag": event, "webhook_id": webhook.id}
