"""Webcare as an app: what a device is told of it, and that it keeps nothing of anybody."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from webcare.models import User

pytestmark = pytest.mark.django_db


def test_manifest_has_the_municipality_and_icons_that_are_there(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    told = response.json()
    assert told["name"] == "Webcare Gemeente Voorbeeld"
    assert (told["display"], told["start_url"], told["scope"]) == ("standalone", "/", "/")
    for icon in told["icons"]:
        file = finders.find(icon["src"].removeprefix("/static/"))
        with Image.open(str(file)) as picture:
            assert icon["sizes"] == "x".join(map(str, picture.size))
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_every_page_names_the_manifest(client: Client) -> None:
    assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get(
        "/login/"
    ).content.decode("utf-8")


def test_what_the_worker_keeps_is_there_and_is_nobodys(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)
    script = client.get("/sw.js").content.decode()
    found = re.match(r"const KEEP = (.*);\n", script)
    assert found
    first, *files = json.loads(found[1])["files"]
    page = client.get(first).content.decode()
    assert "Anouk" not in page
    assert "csrf" not in page
    assert all(finders.find(each.removeprefix("/static/")) for each in files)


def test_worker_is_asked_for_anew_and_looks_after_all(client: Client) -> None:
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert "no-cache" in response["Cache-Control"]


def test_other_files_make_another_version(client: Client, settings: Any) -> None:
    one = client.get("/sw.js").content
    settings.STATIC_URL = "/elsewhere/"
    assert client.get("/sw.js").content != one


def test_tap_on_a_notification_goes_to_a_window_that_is_open(client: Client) -> None:
    """And opens one where there is none."""
    tapped = client.get("/sw.js").content.decode().partition('"notificationclick"')[2]
    steps = ["clients.matchAll(", ".focus()", ".navigate(data)", "?? clients.openWindow(data)"]
    assert [step for step in steps if step in tapped] == steps
