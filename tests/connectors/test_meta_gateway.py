"""The municipality's app at Meta: handshake, signature, sorting, both logins, credentials."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors import registry
from connectors.base import Candidate, Connection, ConnectorError, Forged, Reason, Unreadable
from connectors.meta.gateway import MetaGateway
from connectors.simulator.testing import Simulator
from tests.connectors.answers import to_bytes
from tests.connectors.bench import Bench, MemoryVault
from tests.connectors.server import Server
from tests.simulator.web import Web

BACK = "http://127.0.0.1:9/kanalen/koppelen/terug/"
SIGNED = (
    b'{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"message":{"mid":"m","text":'
    b'"\\u00e4\\u00f6\\u00e5 \\ud83d\\udc4d https:\\/\\/x\\/y"}}]}]}'
)
SIGNATURE = "sha256=40c47e8c819a9fb5a618fcbd335907b8d2ccd73e57808a3487cb9069c2da8972"
GATEWAY = MetaGateway({"app_secret": "app_secret_123", "verify_token": "geheim"})


def challenge(**query: str) -> str:
    return GATEWAY.challenge({f"hub.{name}": value for name, value in query.items()}).body


def test_handshake_repeats_the_challenge() -> None:
    assert (
        challenge(mode="subscribe", challenge="1158201444", verify_token="geheim") == "1158201444"
    )


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"mode": "subscribe", "challenge": "1"},
        {"mode": "subscribe", "challenge": "1", "verify_token": "geheím\ud800"},
        {"mode": "unsubscribe", "challenge": "1", "verify_token": "geheim"},
    ],
)
def test_handshake_of_a_stranger_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Forged):
        challenge(**query)


def test_nobody_shakes_hands_with_an_app_without_a_token() -> None:
    with pytest.raises(Forged):
        MetaGateway({}).challenge({"hub.mode": "subscribe", "hub.verify_token": ""})


def test_signature_is_over_the_bytes_as_they_came() -> None:
    GATEWAY.verify({"X-Hub-Signature-256": SIGNATURE}, SIGNED)
    with pytest.raises(Forged):
        GATEWAY.verify({"X-Hub-Signature-256": SIGNATURE}, json.dumps(json.loads(SIGNED)).encode())


@pytest.mark.parametrize("header", ["", "sha256=", "sha1=abc", "sha256=é", SIGNATURE[:-1] + "0"])
def test_wrong_signature_is_refused(header: str) -> None:
    with pytest.raises(Forged):
        GATEWAY.verify({"X-Hub-Signature-256": header}, SIGNED)


@pytest.mark.parametrize("name", ["app_secret", "instagram_app_secret", "old_secrets"])
def test_each_secret_of_the_app_will_do(name: str) -> None:
    value = "older , app_secret_123" if name == "old_secrets" else "app_secret_123"
    MetaGateway({name: value}).verify({"X-Hub-Signature-256": SIGNATURE}, SIGNED)


def test_without_a_secret_nothing_is_believed() -> None:
    signed = "sha256=" + hmac.new(b"", SIGNED, hashlib.sha256).hexdigest()
    with pytest.raises(Forged):
        MetaGateway({"app_secret": ""}).verify({"X-Hub-Signature-256": signed}, SIGNED)


def entry(number: Any = "1", **more: Any) -> dict[str, Any]:
    return {"id": number, "time": 1, **more}


def sort(*entries: Any, about: str = "page") -> list[tuple[str, str, int]]:
    parcels = GATEWAY.open(to_bytes({"object": about, "entry": list(entries)}))
    return [
        (parcel.kind, parcel.external_id, len(json.loads(parcel.raw.body)["entry"]))
        for parcel in parcels
    ]


def test_entries_are_sorted_by_account() -> None:
    mixed = [entry("1"), entry("2"), entry(1)] * 300
    assert sort(*mixed) == [("facebook", "1", 600), ("facebook", "2", 300)]


def test_body_for_one_account_stays_as_it_came() -> None:
    (parcel,) = GATEWAY.open(SIGNED)
    assert (parcel.kind, parcel.raw.body) == ("facebook", SIGNED)


def test_object_tells_the_platform() -> None:
    assert sort(entry(), about="instagram") == [("instagram", "1", 1)]


def test_test_of_the_dashboard_is_for_nobody() -> None:
    assert sort(entry("0")) == []
    assert sort(entry("0"), entry("1")) == [("facebook", "1", 1)]


def test_body_in_a_list_is_read_all_the_same() -> None:
    body = to_bytes([{"object": "page", "entry": [entry("1")]}])
    assert len(GATEWAY.open(body)) == 1


def test_entry_of_nobody_goes_along_with_the_first() -> None:
    assert sort({"time": 1}, "odd", entry("1"), entry("2")) == [
        ("facebook", "1", 3),
        ("facebook", "2", 1),
    ]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"ok", b"[", b"5", b"{}", b'{"object":"user","entry":[]}', b'{"object":"page"}'),
        *(b'{"object":"page","entry":[{"time":1}]}', b'{"object":[1],"entry":[]}', b"[" * 99_999),
    ],
)
def test_body_that_says_nothing_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        GATEWAY.open(body)


# Connecting ---------------------------------------------------------------------------------------


def consents(url: str, *, without: str = "") -> str:
    """What an administrator does on the platform's own page; the code that comes back."""
    web, address = Web(""), url.partition("?")[0]
    fields: dict[str, list[str]] = {"decision": ["authorize"]}
    for tag in re.findall(r"<input[^>]*>", web.client.get(url).text):
        name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and value and value[1] != without:
            fields.setdefault(name[1], []).append(value[1])
    location = web.post(address, data=fields).headers["location"]
    return parse_qs(urlsplit(location).query)["code"][0]


@pytest.fixture
def gateway(simulator: Simulator) -> MetaGateway:
    accounts = simulator.control("GET", "municipality")
    return MetaGateway(
        {
            "app_id": accounts["facebook"]["app_id"],
            "app_secret": accounts["facebook"]["app_secret"],
            "instagram_app_id": "900000000000002",
            "instagram_app_secret": accounts["instagram"]["app_secret"],
            "verify_token": "geheim",
        }
    )


def signs_in(gateway: MetaGateway, login: str, **more: str) -> list[Candidate]:
    url = gateway.authorise_url(login, BACK, "state", "v" * 43)
    return gateway.redeem(login, BACK, consents(url, **more), "v" * 43)


def works(gateway: MetaGateway, candidate: Candidate) -> Any:
    vault = MemoryVault({**gateway.credentials, **candidate.credentials})
    connection = Connection(candidate.external_id, candidate.handle, vault)
    return registry.connect(candidate.kind, connection)


def test_facebook_login_finds_pages_and_their_accounts(gateway: MetaGateway) -> None:
    found = signs_in(gateway, "facebook")
    assert {candidate.kind for candidate in found} == {"facebook", "instagram"}
    for candidate in found:
        assert candidate.missing == ()
        identity = works(gateway, candidate).identify()
        assert (identity.external_id, identity.name) == (candidate.external_id, candidate.name)


def test_permission_that_was_not_given_is_missed(gateway: MetaGateway) -> None:
    found = signs_in(gateway, "facebook", without="pages_messaging")
    missing = {candidate.kind: candidate.missing for candidate in found}
    assert missing == {"facebook": ("pages_messaging",), "instagram": ()}


def test_account_is_examined(gateway: MetaGateway) -> None:
    found = signs_in(gateway, "facebook", without="pages_messaging")
    candidate = next(each for each in found if each.kind == "facebook")
    examined = works(gateway, candidate).examine()
    assert examined.missing == ("pages_messaging",)
    assert examined.identity.external_id == candidate.external_id
    assert examined.expires_at


def of_facebook(gateway: MetaGateway, found: list[Candidate]) -> Any:
    return works(gateway, next(each for each in found if each.kind == "facebook"))


def test_task_that_was_taken_away_since_is_missed(gateway: MetaGateway, facebook: Bench) -> None:
    connector = of_facebook(gateway, signs_in(gateway, "facebook"))
    facebook.simulator.control("POST", "settings", {"page_tasks": "CREATE_CONTENT,MESSAGING"})
    examined = connector.examine()
    assert (examined.missing, examined.untold) == (("task MODERATE",), "")


@pytest.mark.parametrize("roles", ["of_a_business", "refused"])
def test_tasks_that_meta_does_not_tell_are_left_as_they_were(
    gateway: MetaGateway, facebook: Bench, roles: str
) -> None:
    connector = of_facebook(gateway, signs_in(gateway, "facebook"))
    facebook.simulator.control("POST", "settings", {"page_roles": roles, "page_tasks": "ANALYZE"})
    examined = connector.examine()
    assert (examined.missing, examined.untold) == ((), "task ")


def test_token_alone_does_not_tell_what_it_may(facebook: Bench) -> None:
    assert facebook.connector.examine().missing is None


def test_page_without_permission_for_messages_is_read_all_the_same(gateway: MetaGateway) -> None:
    found = signs_in(gateway, "facebook", without="pages_messaging")
    candidate = next(each for each in found if each.kind == "facebook")
    assert [raw.source for page in works(gateway, candidate).fetch({}) for raw in page.raws]


def test_instagram_login_finds_the_account(gateway: MetaGateway) -> None:
    (candidate,) = signs_in(gateway, "instagram")
    assert (candidate.kind, candidate.missing) == ("instagram", ())
    assert candidate.expires_at
    connector = works(gateway, candidate)
    assert connector.identify().external_id == candidate.external_id
    examined = connector.examine()
    assert (examined.expires_at, examined.missing) == (candidate.expires_at, None)
    assert list(connector.fetch({}))


def test_token_of_instagram_login_is_renewed_in_time(gateway: MetaGateway) -> None:
    (candidate,) = signs_in(gateway, "instagram")
    connector = works(gateway, candidate)
    vault = connector.connection.vault
    connector.renew()
    assert vault.renewals == 0
    soon = (datetime.now(UTC) + timedelta(days=20)).isoformat()
    vault.credentials["expires_at"] = soon
    connector = registry.connect("instagram", connector.connection)
    connector.renew()
    assert vault.renewals == 1
    assert vault.credentials["ig_token"] != candidate.credentials["ig_token"]
    assert vault.credentials["expires_at"] > soon
    assert connector.identify().external_id == candidate.external_id


def test_code_works_once(gateway: MetaGateway) -> None:
    url = gateway.authorise_url("facebook", BACK, "state", "v" * 43)
    code = consents(url)
    gateway.redeem("facebook", BACK, code, "v" * 43)
    with pytest.raises(ConnectorError) as caught:
        gateway.redeem("facebook", BACK, code, "v" * 43)
    assert not caught.value.uncertain
    assert code not in str(caught.value)


def test_refusal_that_repeats_a_token_is_told_without_it(server: Server) -> None:
    malformed = {"error": {"code": 190, "message": "Malformed access token of-the-person"}}
    server.bodies = {
        "oauth/access_token": to_bytes({"access_token": "of-the-person"}),
        "debug_token": to_bytes({"data": {"is_valid": True}}),
        "me/accounts": to_bytes(malformed),
    }
    gateway = MetaGateway({"app_id": "1", "app_secret": "app_secret_123"})
    with pytest.raises(ConnectorError, match="Malformed access token") as caught:
        gateway.redeem("facebook", BACK, "code", "v" * 43)
    assert "of-the-person" not in f"{caught.value} {caught.value.detail}"


def test_app_without_its_secret_says_what_lacks() -> None:
    with pytest.raises(ConnectorError, match="app_secret") as caught:
        MetaGateway({"app_id": "1"}).authorise_url("facebook", BACK, "state", "v" * 43)
    assert (caught.value.reason, caught.value.permanent) == (Reason.CREDENTIALS, True)


def test_token_that_is_no_longer_valid_asks_for_a_person(
    facebook: Bench, gateway: MetaGateway
) -> None:
    facebook.vault.credentials |= gateway.credentials
    facebook.simulator.control("POST", "tokens/expire", {"platform": "facebook", "revoke": True})
    assert facebook.failure(facebook.again().examine).reauthorise
