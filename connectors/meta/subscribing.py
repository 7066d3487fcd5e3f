"""Whether webhooks come to us, and making it so.

Two things are needed: the app names an address for each object (Meta docs, "Webhooks: Getting
started"), and each Page or account chooses to be told (Meta docs, "Page subscribed_apps").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from connectors.base import Connection, ConnectorError, Reason, Subscription
from connectors.meta.graph import Graph
from connectors.meta.payloads import Named
from connectors.meta.permissions import app_graph
from connectors.payloads import Payload, expect

PAGE, INSTAGRAM = "page", "instagram"
FIELDS = {
    PAGE: (
        *("feed", "mention", "ratings", "messages", "message_echoes", "messaging_postbacks"),
        *("message_reads", "message_deliveries", "message_reactions", "message_edits"),
        *("standby", "messaging_handovers"),
    ),
    INSTAGRAM: (
        *("comments", "live_comments", "mentions", "messages", "message_edit"),
        *("message_reactions", "messaging_seen", "messaging_postbacks", "standby"),
        "story_insights",
    ),
}
ANY = ("feed",)  # of a Page whose Instagram account we want to hear of, any field will do


class Field(Payload):
    name: str


class Callback(Payload):
    """Where the app wants to hear about one object."""

    object: str
    callback_url: str = ""
    active: bool = True
    fields: tuple[Field, ...] = ()

    @property
    def names(self) -> set[str]:
        return {field.name for field in self.fields}


class Callbacks(Payload):
    data: tuple[Callback, ...] = ()


class Subscriber(Payload):
    """An app that a Page or account tells its news."""

    id: str
    subscribed_fields: tuple[str, ...] = ()


class Subscribers(Payload):
    data: tuple[Subscriber, ...] = ()


class Place(NamedTuple):
    """Who chooses what is told: a Page, or an account with Instagram Login."""

    graph: Graph
    node: str
    object: str
    wanted: tuple[str, ...]


def place_of(connection: Connection) -> Place:
    """Raises ConnectorError."""
    credentials = {name: value.strip() for name, value in connection.vault.read().items()}
    us = connection.external_id
    if token := credentials.get("ig_token"):
        graph = Graph(token, base_url=settings.INSTAGRAM_GRAPH_URL)
        return Place(graph, us, INSTAGRAM, FIELDS[INSTAGRAM])
    if not (token := credentials.get("page_token", "")):
        raise ConnectorError(Reason.CREDENTIALS, "no Page access token", reauthorise=True)
    graph = Graph(token, credentials.get("app_secret", ""))
    graph.get_object("me", fields="id")
    page = expect(Named, graph.body).id
    if page == us:
        return Place(graph, page, PAGE, FIELDS[PAGE])
    return Place(graph, page, INSTAGRAM, ANY)


def subscribe(
    app: Mapping[str, str], url: str, connection: Connection, *, repair: bool
) -> Subscription:
    """Look, repair when asked, and look again. Raises ConnectorError."""
    place = place_of(connection)
    repaired: list[str] = []
    wrong = [*_app_trouble(app, url, place), *_place_trouble(app, place)]
    if wrong and repair:
        if _app_trouble(app, url, place):
            _subscribe_app(app, url, place)
            repaired.append(_("the app's address for webhooks"))
        if _place_trouble(app, place):
            _subscribe_place(app, place)
            repaired.append(_("what the account tells the app"))
        wrong = [*_app_trouble(app, url, place), *_place_trouble(app, place)]
    return Subscription(not wrong, " ".join(wrong), tuple(repaired))


def _app_trouble(app: Mapping[str, str], url: str, place: Place) -> list[str]:
    graph = app_graph(app["app_id"], app["app_secret"])
    graph.get_connections(app["app_id"], "subscriptions")
    rows = [
        row
        for row in expect(Callbacks, graph.body).data
        if row.object == place.object and row.active
    ]
    if not rows:
        return [_("The app has no address for webhooks about “%s”.") % place.object]
    if rows[0].callback_url != url:
        return [_("Webhooks of the app go to another address: %s.") % rows[0].callback_url]
    return _lacking(FIELDS[place.object], rows[0].names)


def _subscribe_app(app: Mapping[str, str], url: str, place: Place) -> None:
    """Meta asks the address at once whether it is ours (``MetaGateway.challenge``)."""
    graph = app_graph(app["app_id"], app["app_secret"])
    graph.act(
        f"{app['app_id']}/subscriptions",
        object=place.object,
        callback_url=url,
        verify_token=app["verify_token"],
        fields=",".join(FIELDS[place.object]),
        include_values=True,
    )


def _place_trouble(app: Mapping[str, str], place: Place) -> list[str]:
    chosen = _chosen(app, place)
    if chosen is None:
        return [_("The account does not tell this app its news.")]
    if place.wanted == ANY:
        return [] if chosen else [_("The account does not tell this app its news.")]
    return _lacking(place.wanted, chosen)


def _subscribe_place(app: Mapping[str, str], place: Place) -> None:
    """What was chosen already stays: the Page may be another channel here."""
    fields = sorted({*place.wanted, *(_chosen(app, place) or ())})
    place.graph.act(f"{place.node}/subscribed_apps", subscribed_fields=",".join(fields))


def _chosen(app: Mapping[str, str], place: Place) -> set[str] | None:
    """None when this app is not among those that are told anything."""
    place.graph.get_connections(place.node, "subscribed_apps")
    ours = {app["app_id"], app.get("instagram_app_id", "")} - {""}
    rows = [row for row in expect(Subscribers, place.graph.body).data if row.id in ours]
    return {name for row in rows for name in row.subscribed_fields} if rows else None


def _lacking(wanted: Collection[str], chosen: Collection[str]) -> list[str]:
    if lacking := [name for name in wanted if name not in chosen]:
        return [_("Not told: %s.") % ", ".join(lacking)]
    return []
