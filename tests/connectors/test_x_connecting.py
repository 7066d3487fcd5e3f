"""Connecting an account on X, and keeping it connected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import (  # noqa: TID251 - an administrator's browser
    HTTPRedirectHandler,
    Request,
    build_opener,
)

import pytest

from connectors import registry
from connectors.base import Reason
from connectors.x.gateway import XGateway
from connectors.x.scopes import SCOPES
from tests.connectors.bench import Bench
from tests.connectors.xapp import app_of

VERIFIER = "v" * 60
BACK = "https://webcare.example/koppelen/terug/"


@pytest.fixture
def app(x: Bench) -> XGateway:
    return app_of(x)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """The browser would follow; we look where it leads."""


def authorise(url: str) -> dict[str, str]:
    """The administrator presses the button; what X hands back in the address."""
    form = urlencode({"decision": "authorize"}).encode()
    try:
        build_opener(_Stay).open(Request(url, form))
    except HTTPError as answer:
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in query.items()}
    raise AssertionError("X led nowhere")


def test_account_is_connected(x: Bench, app: XGateway) -> None:
    back = authorise(app.authorise_url("x", BACK, "state-1", VERIFIER))
    assert back["state"] == "state-1"
    (candidate,) = app.redeem("x", BACK, back["code"], VERIFIER)
    assert (candidate.kind, candidate.external_id) == ("x", x.connection.external_id)
    assert (candidate.handle, candidate.missing) == ("GemVoorbeeld", ())
    assert set(candidate.credentials) == {"access_token", "refresh_token", "scope", "expires_at"}
    assert candidate.expires_at
    assert candidate.expires_at > datetime.now(UTC) + timedelta(hours=1)
    assert candidate.credentials["access_token"] not in repr(candidate)


def test_code_works_once_and_for_who_asked(x: Bench, app: XGateway) -> None:
    back = authorise(app.authorise_url("x", BACK, "state-1", VERIFIER))
    error = x.failure(lambda: app.redeem("x", BACK, back["code"], "w" * 60))
    assert (error.reason, error.uncertain) == (Reason.CREDENTIALS, False)


def test_address_of_the_permission_is_that_of_x() -> None:
    url = XGateway({"client_id": "app"}).authorise_url("x", BACK, "s", VERIFIER)
    query = parse_qs(urlsplit(url).query)
    assert urlsplit(url).path.endswith("/i/oauth2/authorize")
    assert query["scope"] == [" ".join(SCOPES)]
    assert query["code_challenge_method"] == ["S256"]
    assert "=" not in query["code_challenge"][0]


def test_gateway_is_known() -> None:
    assert registry.gateway_class("x") is XGateway
    assert registry.connector_class("x").gateway == "x"


# Tokens on the clock -----------------------------------------------------------------------------


def test_tokens_are_renewed_before_they_lapse(x: Bench) -> None:
    x.connector.renew()  # when they lapse is unknown
    assert x.vault.renewals == 1
    x.connector.renew()
    assert x.vault.renewals == 1
    soon = datetime.now(UTC) + timedelta(minutes=40)
    x.vault.credentials["expires_at"] = soon.isoformat()
    x.connector.renew()
    assert x.vault.renewals == 2


def test_account_that_cannot_renew_is_left_as_it_is(x: Bench) -> None:
    del x.vault.credentials["refresh_token"]
    x.connector.renew()
    assert x.vault.renewals == 0


def test_examination_says_what_is_missing(x: Bench) -> None:
    assert x.connector.examine().missing == ()
    x.connector.renew()
    examination = x.again().examine()
    assert (examination.identity.handle, examination.missing) == ("GemVoorbeeld", ())
    assert examination.expires_at
    x.vault.credentials["scope"] = "tweet.read users.read"
    assert "dm.read" in (x.again().examine().missing or ())
