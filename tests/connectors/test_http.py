"""The network seam, against a small server of our own."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from connectors import http
from connectors.base import ConnectorError, Reason
from connectors.http import Session
from tests.connectors.server import Server


def failure(session: Session, method: str = "GET", url: str = "/", **more: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        session.request(method, url, **more)
    return caught.value


def test_path_goes_below_the_base_address(server: Server) -> None:
    Session(f"{server.url}/api/").get("/2/users/me")
    assert server.seen[0][:2] == ("GET", "/api/2/users/me")


def test_alias_goes_to_the_base_address(server: Server) -> None:
    Session(server.url, aliases=["https://api.twitter.example"]).get(
        "https://api.twitter.example/2/tweets?ids=1"
    )
    assert server.seen[0][1] == "/2/tweets?ids=1"


def test_alias_is_no_prefix_of_another_host(server: Server) -> None:
    session = Session(server.url, aliases=["http://127.0.0.1"])
    session.get(f"{server.url}/2/tweets")
    assert server.seen[0][1] == "/2/tweets"


def test_caller_is_named(server: Server) -> None:
    Session(server.url).get("/")
    assert server.seen[0][2]["User-Agent"] == "Webcare"


def test_redirect_is_not_followed(server: Server) -> None:
    server.status, server.headers = 302, {"Location": "/elsewhere"}
    assert Session(server.url).get("/").status_code == 302
    assert len(server.seen) == 1


def test_body_is_what_was_received(server: Server) -> None:
    server.body = b'{"text": "\xc3\xa9 \\u00e9"}'
    response = Session(server.url).get("/")
    assert response.content == server.body
    assert response.json() == {"text": "é é"}


def test_compressed_body_is_unpacked(server: Server) -> None:
    server.body, server.headers = gzip.compress(b'{"a": 1}'), {"Content-Encoding": "gzip"}
    assert Session(server.url).get("/").content == b'{"a": 1}'


@pytest.mark.parametrize(("method", "uncertain"), [("GET", False), ("POST", True)])
def test_body_that_is_too_large_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch, method: str, uncertain: bool
) -> None:
    monkeypatch.setattr(http, "MAX_BODY", 1000)
    server.body, server.headers = gzip.compress(b"a" * 1001), {"Content-Encoding": "gzip"}
    error = failure(Session(server.url), method)
    assert (error.reason, error.uncertain) == (Reason.UNREADABLE, uncertain)


def test_body_that_stops_halfway_is_a_failure(server: Server) -> None:
    server.withheld = 1
    assert failure(Session(server.url)).reason is Reason.UNAVAILABLE


def test_body_that_cannot_be_unpacked_is_a_failure(server: Server) -> None:
    server.headers = {"Content-Encoding": "gzip"}
    assert failure(Session(server.url)).reason is Reason.UNAVAILABLE


def test_secret_is_blanked_in_the_body(server: Server) -> None:
    server.body = b'{"next": "https://graph.example/?access_token=tok-12345678"}'
    response = Session(server.url, secrets=["tok-12345678"]).get("/")
    assert response.json()["next"].endswith("access_token=[secret]")


def test_ordinary_word_is_no_secret(server: Server) -> None:
    server.body = b'{"text": "geheim"}'
    assert Session(server.url, secrets=["geheim", ""]).get("/").content == server.body


def test_check_sees_the_answer(server: Server) -> None:
    seen: list[tuple[int, bytes]] = []
    server.status = 418
    session = Session(server.url, check=lambda r: seen.append((r.status_code, r.content)))
    session.get("/")
    assert seen == [(418, b"{}")]


def test_name_that_does_not_exist_leaves_no_write_in_doubt() -> None:
    error = failure(Session("http://nowhere.invalid"), "POST")
    assert (error.reason, error.uncertain) == (Reason.UNAVAILABLE, False)


def test_token_that_is_no_header_leaves_no_write_in_doubt(server: Server) -> None:
    for token in ("line\nbreak", "smart\u201dquote"):
        error = failure(Session(server.url), "POST", headers={"Authorization": f"Bearer {token}"})
        assert not error.uncertain
        assert token not in repr(error)
    assert server.seen == []


def test_failure_is_not_chained_to_what_holds_the_address() -> None:
    error = failure(Session("http://nowhere.invalid"), url="/?access_token=tok-12345678")
    assert error.__cause__ is None
    assert error.__context__ is None
