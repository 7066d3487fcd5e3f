"""Whatever anybody may ever send to our webhooks: kept and read, or refused; nothing is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from contextlib import suppress

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from connectors import registry
from connectors.base import Forged, Unreadable
from connectors.models import App, Arrival
from connectors.secrets import Secrets
from inbox.ingest import ingest
from tests.connectors.answers import US
from tests.connectors.junk import HASTY, JSON, assert_whole
from tests.connectors.shapes import BODIES, damaged
from tests.factories import AccountFactory

GATEWAYS = [kind for kind, _ in registry.gateway_kinds()]
SECRETS = {
    "x": {"client_id": "app", "client_secret": "secret-of-the-client", "bearer_token": "b"},
    "meta": {"app_id": "1", "app_secret": "secret-of-the-app", "verify_token": "sesam"},
}
SENT = st.sampled_from(GATEWAYS).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.one_of(
            st.binary(max_size=80),
            damaged(st.sampled_from(BODIES[kind]), JSON).map(
                lambda body: json.dumps(body).encode()
            ),
            JSON.map(lambda body: json.dumps(body).encode()),
        ),
    )
)
SEALS = [
    *("X-Hub-Signature-256", "X-Hub-Signature"),
    *("X-Twitter-Webhooks-Signature-OAuth2", "X-Twitter-Webhooks-Signature"),
]


def signed(kind: str, body: bytes) -> dict[str, str]:
    """The headers of a platform that knows the secret (Meta docs and X docs, "Webhooks")."""
    if kind == "meta":
        made = hmac.new(b"secret-of-the-app", body, hashlib.sha256).hexdigest()
        return {"X-Hub-Signature-256": f"sha256={made}"}
    digest = hmac.new(b"secret-of-the-client", body, hashlib.sha256).digest()
    return {"X-Twitter-Webhooks-Signature-OAuth2": f"sha256={base64.b64encode(digest).decode()}"}


@pytest.fixture
def apps(db: None) -> dict[str, App]:
    """An app of each company, and the accounts that the bodies are for."""
    AccountFactory(kind="x", external_id="1500000000000000001")
    for kind in ("facebook", "instagram"):
        AccountFactory(kind=kind, external_id="500")
    made = {kind: App(kind=kind, name=kind) for kind in GATEWAYS}
    for kind, app in made.items():
        app.credentials = Secrets(SECRETS[kind])
        app.save()
    return made


@HASTY
@given(SENT)
def test_webhook_of_any_shape_is_opened_and_read_or_said_to_be_strange(
    sent: tuple[str, bytes],
) -> None:
    kind, body = sent
    with suppress(Unreadable):
        for parcel in registry.gateway_class(kind)(SECRETS[kind]).open(body):
            with suppress(Unreadable):
                assert_whole(registry.connect(parcel.kind, US).parse(parcel.raw))


@HASTY
@given(SENT)
def test_signed_webhook_is_kept_to_the_byte_and_ends_somewhere(
    apps: dict[str, App], sent: tuple[str, bytes]
) -> None:
    kind, body = sent
    url = reverse("webhook", args=[apps[kind].key])
    answer = Client().post(url, body, content_type="application/json", headers=signed(kind, body))
    assert answer.status_code == 200
    whole = Arrival.objects.filter(whole=None).latest("pk")
    assert bytes(whole.body) == body
    ingest(whole.pk)
    assert not Arrival.objects.waiting().exists()


@HASTY
@given(
    st.sampled_from(GATEWAYS),
    st.binary(max_size=40),
    st.dictionaries(
        st.sampled_from(SEALS),
        st.text(max_size=30) | st.text(max_size=30).map("sha256={}".format),
    ),
)
def test_unsigned_webhook_is_refused_whatever_it_holds(
    apps: dict[str, App], kind: str, body: bytes, headers: dict[str, str]
) -> None:
    url = reverse("webhook", args=[apps[kind].key])
    answer = Client().post(url, body, content_type="application/json", headers=headers)
    assert answer.status_code == 403
    assert not Arrival.objects.exists()


@HASTY
@given(
    st.sampled_from(GATEWAYS),
    st.dictionaries(
        st.sampled_from(["crc_token", "hub.mode", "hub.challenge", "hub.verify_token"]),
        st.text(max_size=20) | st.sampled_from(["subscribe", "sesam", "{}"]),
    ),
)
def test_any_challenge_is_answered_or_refused(
    apps: dict[str, App], kind: str, query: dict[str, str]
) -> None:
    answer = Client().get(reverse("webhook", args=[apps[kind].key]), query)
    assert answer.status_code in {200, 403}


@pytest.mark.parametrize("kind", GATEWAYS)
def test_webhook_that_is_deep_is_only_strange(kind: str) -> None:
    gateway = registry.gateway_class(kind)(SECRETS[kind])
    for deep in (b"[" * 100_000, b"[" * 50_000 + b"]" * 50_000):
        with suppress(Unreadable):
            gateway.open(deep)


def test_stranger_says_nothing_we_repeat() -> None:
    """What a gateway says of a forgery is for the log, and holds nothing of the body."""
    for kind in GATEWAYS:
        with pytest.raises(Forged) as caught:
            registry.gateway_class(kind)(SECRETS[kind]).verify({}, b"words-of-a-citizen")
        assert "citizen" not in str(caught.value)
