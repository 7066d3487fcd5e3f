"""The network seam, against a small server of our own."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from connectors import http
from connectors.base import ConnectorError, Reason
from connectors.http import Downloaded, Session, content_type, download
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


# Downloads ---------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def loopback(settings: Any) -> None:
    settings.MEDIA_FROM_LOOPBACK = True


def fetched(url: str, limit: int = 10_000, **more: Any) -> Downloaded:
    return download(url, limit=limit, **more)


def not_fetched(url: str, **more: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        fetched(url, **more)
    return caught.value


def test_what_is_there_is_fetched(server: Server, loopback: None) -> None:
    server.body, server.headers = PNG, {"Content-Type": "image/png"}
    with fetched(server.url, accept=["image/"]) as got:
        assert (got.mime, got.size, got.file.read()) == ("image/png", len(PNG), PNG)


def test_large_one_is_kept_in_a_file_and_gone_when_closed(server: Server, loopback: None) -> None:
    server.body = PNG + bytes(http.IN_MEMORY)
    with fetched(server.url, limit=2 * http.IN_MEMORY) as got:
        assert got.file.read() == server.body
    assert got.file.closed


def test_address_needs_https(server: Server) -> None:
    error = not_fetched(server.url)
    assert (error.reason, error.permanent) == (Reason.MEDIA, True)
    assert server.seen == []


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"),  # noqa: S104
        *("10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]"),
        *("[fd00::1]", "224.0.0.1", "255.255.255.255", "[64:ff9b::7f00:1]"),
    ],
)
def test_our_own_network_is_not_fetched_from(host: str) -> None:
    error = not_fetched(f"https://{host}/latest/meta-data")
    assert (error.reason, error.permanent) == (Reason.MEDIA, True)
    assert "public internet" in error.detail


@pytest.mark.parametrize("host", ["10.0.0.8", "169.254.169.254"])
def test_loopback_for_the_demo_opens_nothing_else(loopback: None, host: str) -> None:
    assert not_fetched(f"https://{host}/").reason is Reason.MEDIA
    assert not_fetched(f"http://{host}/").detail == "the address is not https"


@pytest.mark.parametrize(
    "url", ["", "nonsense", "file:///etc/passwd", "ftp://a.example/", "https://", "https://[::1"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    assert not_fetched(url).permanent


def test_address_with_a_password_is_refused(server: Server, loopback: None) -> None:
    assert not_fetched(server.url.replace("//", "//user:secret@")).permanent
    assert server.seen == []


def test_name_that_does_not_exist_may_exist_later() -> None:
    error = not_fetched("https://nowhere.invalid/picture?signature=abc")
    assert (error.reason, error.permanent) == (Reason.UNAVAILABLE, False)
    assert "signature" not in repr(error)
    assert error.__cause__ is error.__context__ is None


@pytest.fixture
def other() -> Iterator[Server]:
    """Another host."""
    server = Server()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_redirect_is_followed(server: Server, other: Server, loopback: None) -> None:
    other.body = PNG
    server.status, server.headers = 302, {"Location": f"{other.url}/here"}
    with fetched(server.url) as got:
        assert got.mime == "image/png"
    assert other.seen[0][1] == "/here"


def test_redirect_into_our_own_network_is_not(server: Server, loopback: None) -> None:
    server.status, server.headers = 302, {"Location": "https://169.254.169.254/latest"}
    assert "public internet" in not_fetched(server.url).detail


def test_redirects_end(server: Server, loopback: None) -> None:
    server.status, server.headers = 302, {"Location": "/again"}
    assert not_fetched(server.url).permanent
    assert len(server.seen) == http.MOST_REDIRECTS + 1


def test_credentials_go_to_no_other_host(server: Server, other: Server, loopback: None) -> None:
    server.status, server.headers = 307, {"Location": other.url}
    fetched(server.url, headers={"Authorization": "Bearer tok-12345678"}).file.close()
    assert server.seen[0][2]["Authorization"] == "Bearer tok-12345678"
    assert "Authorization" not in other.seen[0][2]


def test_too_large_by_its_own_word_is_not_read(server: Server, loopback: None) -> None:
    server.withheld = 10_000
    assert "larger than 10000 bytes" in not_fetched(server.url).detail


def test_too_large_when_unpacked_is_stopped(server: Server, loopback: None) -> None:
    server.body, server.headers = gzip.compress(bytes(20_000)), {"Content-Encoding": "gzip"}
    error = not_fetched(server.url)
    assert (error.reason, error.permanent) == (Reason.MEDIA, True)


def test_half_a_file_is_no_file(server: Server, loopback: None) -> None:
    server.body, server.withheld = PNG, 10
    assert not_fetched(server.url).reason is Reason.UNAVAILABLE


def test_what_drips_too_slowly_is_given_up(
    server: Server, loopback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LONGEST_DOWNLOAD", 0.3)
    server.body, server.drip = bytes(400), 0.1
    began = time.monotonic()
    error = not_fetched(server.url)
    assert (error.reason, error.permanent) == (Reason.UNAVAILABLE, False)
    assert time.monotonic() - began < 20  # all of it takes twice as long


def test_body_of_a_redirect_is_not_read(server: Server, other: Server, loopback: None) -> None:
    server.status, server.headers = 302, {"Location": other.url}
    server.body, server.drip = bytes(400), 0.1
    began = time.monotonic()
    with fetched(server.url) as got:
        assert got.size == len(other.body)
    assert time.monotonic() - began < 20  # all of it takes twice as long


@pytest.mark.parametrize(
    ("status", "reason", "permanent"),
    [
        (401, Reason.CREDENTIALS, False),
        (403, Reason.TARGET_GONE, True),
        (404, Reason.TARGET_GONE, True),
        (410, Reason.TARGET_GONE, True),
        (429, Reason.THROTTLED, False),
        (500, Reason.UNAVAILABLE, False),
        (503, Reason.UNAVAILABLE, False),
    ],
)
def test_refusals(
    server: Server, loopback: None, status: int, reason: Reason, permanent: bool
) -> None:
    server.status, server.headers = status, {"Retry-After": "7"}
    error = not_fetched(server.url)
    assert (error.reason, error.permanent) == (reason, permanent)
    if status == 429:
        assert error.retry_after
        assert error.retry_after.total_seconds() == 7


@pytest.mark.parametrize(
    ("head", "claimed", "mime"),
    [
        (PNG, "image/jpeg", "image/png"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        (b"GIF89a", "text/plain", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "image/webp"),
        (b"\0\0\0\x18ftypmp42", "application/octet-stream", "video/mp4"),
        (b"\0\0\0\x18ftypM4A ", "", "audio/mp4"),
        (b"%PDF-1.7", "", "application/pdf"),
        (b"<html><script>", "image/png", "text/html"),
        (b"  <svg onload=", "image/svg+xml", "text/html"),
        (b"no picture at all", "image/png", "application/octet-stream"),
        (b"no film", "video/mp4", "application/octet-stream"),
        (b"Geachte", "text/plain; charset=utf-8", "text/plain"),
        (b"PK\x03\x04", "application/zip", "application/zip"),
        (b"", "", "application/octet-stream"),
    ],
)
def test_type_is_told_by_the_content(head: bytes, claimed: str, mime: str) -> None:
    assert content_type(head, claimed) == mime


def test_type_that_is_not_accepted_is_refused(server: Server, loopback: None) -> None:
    server.body, server.headers = b"<html>", {"Content-Type": "image/png"}
    error = not_fetched(server.url, accept=["image/", "application/pdf"])
    assert (error.reason, error.detail) == (Reason.MEDIA, "text/html is not taken")
