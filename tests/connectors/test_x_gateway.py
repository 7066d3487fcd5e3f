"""What X asks the municipality's app, and whether it is X that speaks."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from django.utils.datastructures import CaseInsensitiveMapping

from connectors.base import Forged, Unreadable
from connectors.base.notebook import Memory
from connectors.x.gateway import XGateway, sign
from tests.connectors.answers import to_bytes

SECRETS = {"client_id": "app", "client_secret": "of-the-client", "consumer_secret": "of-the-key"}
NEW, OLD = "X-Twitter-Webhooks-Signature-OAuth2", "x-twitter-webhooks-signature"


def gateway(**credentials: str) -> XGateway:
    return XGateway(credentials or SECRETS)


# What X asks and sends ---------------------------------------------------------------------------


def test_signature_is_that_of_the_documentation() -> None:
    assert sign("s3cr3t", b"abc") == "sha256=57gJGcUThbnobDNjxz+FzQFSIuTU65RQgtYdeyHrgkE="


def test_challenge_is_answered_with_the_client_secret() -> None:
    answer = gateway(client_secret="s3cr3t", consumer_secret="other").challenge(
        {"crc_token": "abc"}
    )
    assert json.loads(answer.body) == {
        "response_token": "sha256=57gJGcUThbnobDNjxz+FzQFSIuTU65RQgtYdeyHrgkE="
    }
    assert answer.content_type == "application/json"


def test_challenge_is_answered_with_the_only_secret_there_is() -> None:
    answer = gateway(consumer_secret="s3cr3t").challenge({"crc_token": "abc"})
    assert "57gJGcUThbnobDNjxz" in answer.body


@pytest.mark.parametrize(
    "token",
    [
        *("", '{"data": {}}', ' [{"a": 1}]', "a" * 501),
        '\ufeff{"data": {}}',  # what a reader of JSON may take for a mark of the byte order
        "\0{\0}",  # or for UTF-16
    ],
)
def test_nobody_has_a_body_signed_by_us(token: str) -> None:
    with pytest.raises(Forged):
        gateway().challenge({"crc_token": token})


def test_challenge_is_answered_with_the_secret_that_x_took() -> None:
    notebook = Memory()
    notebook.write("crc_secret", "consumer_secret")
    secrets = {"client_secret": "other", "consumer_secret": "s3cr3t"}
    answer = XGateway(secrets, notebook).challenge({"crc_token": "abc"})
    assert "57gJGcUThbnobDNjxz" in answer.body


def test_challenge_is_answered_though_the_secret_that_x_took_is_gone() -> None:
    notebook = Memory()
    notebook.write("crc_secret", "consumer_secret")
    answer = XGateway({"client_secret": "s3cr3t"}, notebook).challenge({"crc_token": "abc"})
    assert "57gJGcUThbnobDNjxz" in answer.body


def test_challenge_without_a_secret_is_not_answered() -> None:
    with pytest.raises(Forged):
        gateway(client_id="a").challenge({"crc_token": "abc"})


def verify(headers: Mapping[str, str], body: bytes = b"{}", **credentials: str) -> None:
    gateway(**credentials).verify(CaseInsensitiveMapping(headers), body)


def test_either_signature_is_taken() -> None:
    verify({NEW: sign("of-the-client", b"{}")})
    verify({OLD: sign("of-the-key", b"{}")})
    verify({NEW: sign("of-the-client", b"{}"), OLD: "sha256=nonsense"})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {NEW: ""},
        {NEW: sign("of-the-client", b"[]")},
        {NEW: sign("of-the-key", b"{}")},
        {OLD: sign("of-the-client", b"{}")},
        {NEW: "sha256=nonsense", OLD: sign("of-the-key", b"{}")},
        {NEW: "", OLD: sign("of-the-key", b"{}")},
        {NEW: "sha256=é"},
    ],
)
def test_anything_else_is_forged(headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        verify(headers)


def test_signature_with_a_secret_we_do_not_have_is_forged() -> None:
    with pytest.raises(Forged):
        verify({OLD: sign("", b"{}")}, client_secret="x")
    with pytest.raises(Forged):
        verify({NEW: sign("", b"{}")}, consumer_secret="x")


def test_body_is_opened_for_its_account() -> None:
    body = to_bytes({"data": {"event_type": "dm.read", "filter": {"user_id": 5}, "payload": {}}})
    (parcel,) = gateway().open(body)
    assert (parcel.kind, parcel.external_id, parcel.raw.body) == ("x", "5", body)


def test_body_for_several_accounts_is_divided() -> None:
    events = [{"event_type": "dm.read", "filter": {"user_id": user}} for user in ("5", "6", "5")]
    parcels = gateway().open(to_bytes({"data": events}))
    shares = {each.external_id: len(json.loads(each.raw.body)["data"]) for each in parcels}
    assert shares == {"5": 2, "6": 1}


def test_odd_event_hinders_no_other() -> None:
    events = [1, *({"event_type": "dm.read", "filter": {"user_id": user}} for user in ("5", "6"))]
    parcels = gateway().open(to_bytes({"data": events}))
    shares = {each.external_id: len(json.loads(each.raw.body)["data"]) for each in parcels}
    assert shares == {"5": 2, "6": 1}


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"data": null}', b'{"data": {"event_type": "x"}}', b'{"user_event": 1}'],
)
def test_body_for_nobody_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        gateway().open(body)
