"""Web Push: devices of colleagues on duty are told, sealed, and by nobody but us."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors.base import ConnectorError
from connectors.http import hand_over
from inbox.models import Event
from inbox.refusals import Refused
from tests.factories import ConversationFactory, MessageFactory
from tests.webcare.pushing import Phone, claims, is_signed, phone
from webcare.models import Device, User
from webcare.push import devices, keys, sealing, telling

pytestmark = pytest.mark.django_db

SESSION = "a-session"
FIREFOX = "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"


@pytest.fixture
def pocket(settings: Any) -> Iterator[Phone]:
    """A phone whose push service is on this machine: a setting that production refuses."""
    settings.MEDIA_FROM_LOOPBACK = True
    settings.PUSH_HOSTS = ["127.0.0.1"]
    with phone() as made:
        yield made


@pytest.fixture
def told(anouk: User) -> User:
    wants = {"notifications": True, "notify_new": True, "duty": "on"}
    User.objects.filter(pk=anouk.pk).update(**wants)
    anouk.refresh_from_db()
    return anouk


def add(user: User, pocket: Phone) -> Device:
    return devices.add(user, pocket.address, FIREFOX, SESSION)


def message_comes() -> None:
    row = ConversationFactory()
    MessageFactory(conversation=row, account=row.account, text="Mijn geheime vraag")
    long_enough = timezone.now() - timedelta(seconds=10)
    Event.objects.create(conversation=row, verb=Event.Verb.RECEIVED, at=long_enough)


# Sealing -----------------------------------------------------------------------------------------


def test_sealing_is_that_of_the_standard() -> None:
    """RFC 8291 §5 and appendix A."""
    number = int.from_bytes(sealing.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    body = sealing.seal(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        key=ec.derive_private_key(number, sealing.CURVE),
        salt=sealing.decode("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert sealing.encode(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
        "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulc"
        "y4a-fN"
    )


# Telling -----------------------------------------------------------------------------------------


def test_device_is_told_and_only_it_can_read_it(told: User, pocket: Phone) -> None:
    add(told, pocket)
    message_comes()
    telling.tell()
    [(headers, body)] = pocket.came
    assert headers["content-encoding"] == "aes128gcm"
    assert b"Webcare" not in body
    assert pocket.read[0]["tag"] == "new"
    assert is_signed(headers["authorization"], keys.public_key())
    assert pocket.url.startswith(claims(headers["authorization"])["aud"])


def test_it_holds_no_words_of_the_citizen_unless_asked_for(told: User, pocket: Phone) -> None:
    add(told, pocket)
    message_comes()
    telling.tell()
    assert "geheime" not in str(pocket.read)
    User.objects.update(notify_text=True)
    message_comes()
    telling.tell()
    assert "geheime" in str(pocket.read)


def test_same_thing_is_told_once(told: User, pocket: Phone) -> None:
    add(told, pocket)
    message_comes()
    telling.tell()
    telling.tell()
    assert len(pocket.came) == 1


def test_who_is_not_on_duty_is_not_told_nor_later(told: User, pocket: Phone) -> None:
    add(told, pocket)
    User.objects.update(duty="off")
    message_comes()
    telling.tell()
    User.objects.update(duty="on")
    telling.tell()
    assert pocket.came == []


@pytest.mark.parametrize("change", [{"notifications": False}, {"is_active": False}])
def test_who_wants_none_or_left_is_not_told(
    told: User, pocket: Phone, change: dict[str, bool]
) -> None:
    add(told, pocket)
    User.objects.update(**change)
    message_comes()
    telling.tell()
    assert pocket.came == []


@pytest.mark.parametrize("status", [404, 410])
def test_device_that_is_no_more_is_removed(told: User, pocket: Phone, status: int) -> None:
    add(told, pocket)
    pocket.status = status
    message_comes()
    telling.tell()
    assert not Device.objects.exists()


def test_what_did_not_arrive_is_told_again_after_a_while(told: User, pocket: Phone) -> None:
    device = add(told, pocket)
    pocket.status = 503
    message_comes()
    telling.tell()
    telling.tell()
    device.refresh_from_db()
    assert (len(pocket.came), device.problem) == (1, "HTTP 503")
    pocket.status = 201
    Device.objects.update(tried_at=timezone.now() - telling.PAUSE - timedelta(seconds=1))
    telling.tell()
    device.refresh_from_db()
    assert (len(pocket.came), device.problem) == (2, "")


# Where it goes -----------------------------------------------------------------------------------


def test_redirect_is_not_followed(pocket: Phone) -> None:
    with phone() as other:
        pocket.status, pocket.sends_on = 307, other.url
        assert hand_over(pocket.url, b"x", {}) == 307
        assert other.came == []


@pytest.mark.parametrize("url", ["https://127.0.0.1/x", "https://10.0.0.1/x", "https://[::1]/x"])
def test_nothing_goes_into_our_own_network(settings: Any, url: str) -> None:
    settings.MEDIA_FROM_LOOPBACK = False
    with pytest.raises(ConnectorError, match="public internet"):
        hand_over(url, b"x", {})


def test_nothing_goes_without_https(settings: Any) -> None:
    settings.MEDIA_FROM_LOOPBACK = False
    with pytest.raises(ConnectorError, match="https"):
        hand_over("http://push.services.mozilla.com/x", b"x", {})


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://updates.push.services.mozilla.com/wpush/v2/a", True),
        ("https://fcm.googleapis.com/fcm/send/a", True),
        ("https://evilpush.apple.com.example/a", False),
        ("https://notpush.apple.com/a", False),
        ("https://intranet.gemeente.example/a", False),
    ],
)
def test_only_known_push_services_are_trusted(url: str, known: bool) -> None:
    assert devices.is_push_service(url) is known


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://intranet.gemeente.example/a"},
        {"p256dh": "AAAA"},
        {"p256dh": "é"},
        {"auth": "AAAA"},
        {"auth": ""},
    ],
)
def test_address_that_is_none_is_refused(told: User, pocket: Phone, wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        devices.add(told, pocket.address | wrong, FIREFOX, SESSION)
    assert not Device.objects.exists()


# Whose it is -------------------------------------------------------------------------------------


def test_address_and_our_key_are_encrypted(told: User, pocket: Phone) -> None:
    add(told, pocket)
    keys.own_key()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT address FROM webcare_device UNION SELECT secret FROM webcare_pushkey"
        )
        stored = str(cursor.fetchall())
    assert pocket.url not in stored
    assert "private" not in stored


def test_our_key_is_made_once(db: None) -> None:
    assert keys.public_key() == keys.public_key()


def test_key_of_another_installation_is_found_at_start(db: None, settings: Any) -> None:
    keys.own_key()
    settings.CREDENTIAL_KEYS = [Fernet.generate_key().decode()]
    assert "webcare.E001" in {found.id for found in run_checks(databases=["default"])}


def test_same_browser_is_one_device_of_who_used_it_last(
    told: User, bas: User, pocket: Phone
) -> None:
    add(told, pocket)
    add(bas, pocket)
    assert [device.user for device in Device.objects.all()] == [bas]


def test_nobody_has_more_than_ten(told: User, pocket: Phone) -> None:
    for number in range(10):
        devices.add(told, pocket.address | {"endpoint": f"{pocket.url}/{number}"}, "", SESSION)
    with pytest.raises(Refused):
        add(told, pocket)


def test_who_signs_out_is_told_nothing_there(client: Client, told: User, pocket: Phone) -> None:
    client.force_login(told)
    client.post(reverse("add_device"), pocket.address, headers={"User-Agent": FIREFOX})
    assert [device.name for device in told.devices.all()] == ["Firefox · Android"]
    client.post(reverse("account_logout"))
    assert not Device.objects.exists()


def test_own_device_is_tried_out_and_removed(as_user: Any, told: User, pocket: Phone) -> None:
    device = add(told, pocket)
    client = as_user(told)
    assert "Firefox · Android" in client.get(reverse("preferences")).content.decode()
    client.post(reverse("try_device", args=[device.pk]))
    assert pocket.read[0]["tag"] == "test"
    client.post(reverse("remove_device", args=[device.pk]))
    assert not Device.objects.exists()


def test_device_of_another_is_left_alone(
    as_user: Any, told: User, bas: User, pocket: Phone
) -> None:
    device = add(told, pocket)
    client = as_user(bas)
    assert "Firefox · Android" not in client.get(reverse("preferences")).content.decode()
    assert client.post(reverse("try_device", args=[device.pk])).status_code == 404
    client.post(reverse("remove_device", args=[device.pk]))
    assert Device.objects.exists()
    assert pocket.came == []
