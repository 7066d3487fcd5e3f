"""Asking for permission: Facebook Login, and Instagram Login.

Meta docs, "Manually build a login flow", "Long-lived tokens", "Business login for Instagram".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from pydantic import Field

from connectors.base import Candidate, ConnectorError, Reason
from connectors.http import Session
from connectors.meta.errors import check
from connectors.meta.graph import Graph
from connectors.meta.payloads import Account, Id, Paging
from connectors.meta.permissions import (
    INSTAGRAM,
    INSTAGRAM_LOGIN,
    PAGE,
    missing_tasks,
    of_token,
)
from connectors.payloads import P, Payload, Text, expect, fit

FACEBOOK, INSTAGRAM_OWN = "facebook", "instagram"
SCOPES = {
    # business_management: Pages that belong to a business are not in the list without it.
    FACEBOOK: tuple(dict.fromkeys((*PAGE, *INSTAGRAM, "business_management"))),
    INSTAGRAM_OWN: INSTAGRAM_LOGIN,
}
MOST_PAGES = 20  # pages of the list of Pages


class Granted(Payload):
    """A token; without an end where nothing is said."""

    access_token: str = Field(repr=False)
    expires_in: int = 0
    user_id: str = ""
    permissions: list[str] | str = ""

    def ends_at(self) -> str:
        """In ISO 8601, or ""."""
        if self.expires_in <= 0:
            return ""
        return (datetime.now(UTC) + timedelta(seconds=self.expires_in)).isoformat()


class Wrapped(Payload):
    data: list[Granted]


class OwnPage(Payload):
    """A Page of who signed in."""

    id: Id
    name: Text = ""
    username: Text = ""
    access_token: str = Field(default="", repr=False)
    tasks: list[str] | None = None
    account: Account | None = Field(default=None, validation_alias="instagram_business_account")


class OwnPages(Payload):
    data: list[OwnPage]
    paging: Paging = Paging()


class Me(Payload):
    id: str = ""
    user_id: str = ""
    username: Text = ""
    name: Text = ""


def dialog(login: str, app_id: str, redirect_uri: str, state: str) -> str:
    """Where the administrator gives permission."""
    scopes = ",".join(SCOPES[login])
    asked = {
        "client_id": app_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "response_type": "code",
        "scope": scopes,
    }
    if login == FACEBOOK:
        path = f"{settings.FACEBOOK_WEB_URL}/{settings.META_GRAPH_VERSION}/dialog/oauth"
    else:
        path = f"{settings.INSTAGRAM_WEB_URL}/oauth/authorize"
    return f"{path}?{urlencode(asked)}"


def pages(app_id: str, secret: str, redirect_uri: str, code: str) -> list[Candidate]:
    """The Pages of who signed in, and their Instagram accounts. Raises ConnectorError."""
    app = {"client_id": app_id, "client_secret": secret}
    short = _token(app | {"redirect_uri": redirect_uri, "code": code})
    exchange = {"grant_type": "fb_exchange_token", "fb_exchange_token": short.access_token}
    token = _token(app | exchange).access_token
    scopes = of_token(token, app_id, secret).scopes
    return [candidate for page in _own_pages(token, secret) for candidate in _of_page(page, scopes)]


def instagram_account(app_id: str, secret: str, redirect_uri: str, code: str) -> list[Candidate]:
    """The one account of who signed in with Instagram Login. Raises ConnectorError."""
    asked = {
        "client_id": app_id,
        "client_secret": secret,
        "grant_type": "authorization_code",
        "redirect_uri": redirect_uri,
        "code": code.removesuffix("#_"),  # Instagram hangs this on (docs, "Business login")
    }
    short = _unwrapped(_ask(settings.INSTAGRAM_API_URL, "POST", "oauth/access_token", asked))
    exchange = {"grant_type": "ig_exchange_token", "client_secret": secret}
    long = instagram_graph("access_token", exchange | {"access_token": short.access_token}, Granted)
    graph = Graph(long.access_token, base_url=settings.INSTAGRAM_GRAPH_URL)
    graph.get_object("me", fields="id,user_id,username,name")
    me, ends_at = expect(Me, graph.body), long.ends_at()
    given = short.permissions
    scopes = set(given.split(",") if isinstance(given, str) else given)
    return [
        Candidate(
            kind="instagram",
            external_id=me.user_id or me.id,
            handle=me.username,
            name=me.name or me.username,
            credentials={"ig_token": long.access_token, "expires_at": ends_at},
            expires_at=datetime.fromisoformat(ends_at) if ends_at else None,
            missing=_missing(INSTAGRAM_LOGIN, scopes) if any(scopes) else (),
        )
    ]


def instagram_graph(path: str, asked: Mapping[str, str], model: type[P]) -> P:
    """What graph.instagram.com says about tokens. Raises ConnectorError."""
    return expect(model, _ask(settings.INSTAGRAM_GRAPH_URL, "GET", path, asked))


def _token(asked: Mapping[str, str]) -> Granted:
    path = f"{settings.META_GRAPH_VERSION}/oauth/access_token"
    return expect(Granted, _ask(settings.META_GRAPH_URL, "GET", path, asked))


def _ask(base_url: str, verb: str, path: str, asked: Mapping[str, str]) -> bytes:
    """The body, tokens and all: it is not logged and not kept.

    A code works once, so what fails here begins again in the browser: nothing is uncertain.
    """
    session = Session(base_url)
    sent: dict[str, Any] = {"data" if verb == "POST" else "params": dict(asked)}
    try:
        response = session.request(verb, path, **sent)
        check(response)
    except ConnectorError as error:
        names = ("client_secret", "access_token", "fb_exchange_token", "code")
        raise _without([asked.get(name, "") for name in names], error) from None
    return bytes(response.content)


def _without(secrets: Iterable[str], error: ConnectorError) -> ConnectorError:
    """The same error without what Meta repeats of these, and without its body."""
    detail = error.detail
    for secret in secrets:
        detail = detail.replace(secret or "\0", "[secret]")
    return ConnectorError(
        error.reason,
        detail,
        permanent=error.permanent,
        retry_after=error.retry_after,
        reauthorise=error.reauthorise,
    )


def _unwrapped(body: bytes) -> Granted:
    """Newer bodies hold a list with the one token."""
    if isinstance(json.loads(body).get("data"), list):
        rows = expect(Wrapped, body).data
        if not rows:
            raise ConnectorError(Reason.CREDENTIALS, "Instagram gave no token", permanent=True)
        return rows[0]
    return expect(Granted, body)


def _own_pages(token: str, secret: str) -> list[OwnPage]:
    """Without blanking the tokens: they are what we came for."""
    found: list[OwnPage] = []
    graph, after = Graph(token, secret), ""
    graph.session.secrets = ()
    fields = "id,name,username,access_token,tasks,instagram_business_account{id,username,name}"
    for _page in range(MOST_PAGES):
        try:
            graph.get_connections("me", "accounts", fields=fields, limit=100, after=after or None)
            listing = fit(OwnPages, json.loads(graph.body))
        except ConnectorError as error:
            raise _without([token, secret], error) from None
        except ValueError as error:
            raise ConnectorError(Reason.UNREADABLE, str(error)) from None  # without its body
        found += listing.data
        after = listing.paging.cursors.after
        if not listing.paging.next or not after:
            break
    return [page for page in found if page.access_token]


def _of_page(page: OwnPage, scopes: frozenset[str]) -> list[Candidate]:
    tasks = () if page.tasks is None else missing_tasks(page.tasks)
    token = {"page_token": page.access_token}
    found = [
        Candidate(
            kind="facebook",
            external_id=page.id,
            handle=page.username,
            name=page.name,
            credentials=token,
            missing=_missing(PAGE, scopes) + tasks,
        )
    ]
    if account := page.account:
        found.append(
            Candidate(
                kind="instagram",
                external_id=account.id,
                handle=account.username,
                name=account.name or account.username,
                credentials=token | {"page_id": page.id},
                missing=_missing(INSTAGRAM, scopes) + tasks,
            )
        )
    return found


def _missing(needed: tuple[str, ...], scopes: set[str] | frozenset[str]) -> tuple[str, ...]:
    return tuple(scope for scope in needed if scope not in scopes)
