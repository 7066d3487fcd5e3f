"""Whether this process is able to work."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client


@pytest.mark.django_db
def test_healthy_when_both_answer(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"database": True, "redis": True})


@pytest.mark.django_db
def test_unhealthy_without_redis(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nothing"
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"database": True, "redis": False})


@pytest.mark.django_db(transaction=True)
def test_unhealthy_without_a_database(client: Client, tmp_path: Any) -> None:
    host = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = str(tmp_path)
    try:
        response = client.get("/healthz")
    finally:
        connection.settings_dict["HOST"] = host
    assert (response.status_code, response.json()) == (503, {"database": False, "redis": True})


def test_health_is_only_asked(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
