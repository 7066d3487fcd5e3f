"""Settings: what forbids production, and that what is written about them is true."""

from __future__ import annotations

import base64
import os
import subprocess
import sys

import pytest

from webcare import configuration, translations
from webcare.env import BASE_DIR, LOCAL_CREDENTIAL_KEY, LOCAL_SECRET_KEY, Env

SAFE = {
    "environment": "production",
    "secret_key": "s" * 50,
    "credential_keys": base64.urlsafe_b64encode(bytes(range(32))).decode(),
    "database_url": "postgresql://db/webcare",
    "redis_url": "redis://redis:6379/0",
    "allowed_hosts": "webcare.voorbeeld.nl",
}


def _env(**changed: object) -> Env:
    return Env(_env_file=None, **{**SAFE, **changed})  # type: ignore[arg-type]


def test_safe_settings_start_in_production() -> None:
    assert _env().unsafe() == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("debug", True, "WEBCARE_DEBUG"),
        ("secret_key", LOCAL_SECRET_KEY, "WEBCARE_SECRET_KEY"),
        ("secret_key", "s" * 49, "WEBCARE_SECRET_KEY"),
        ("secret_key", "", "WEBCARE_SECRET_KEY"),
        ("credential_keys", LOCAL_CREDENTIAL_KEY, "default key"),
        ("credential_keys", f"{SAFE['credential_keys']},{LOCAL_CREDENTIAL_KEY}", "default key"),
        ("credential_keys", "no key", "no Fernet keys"),
        ("credential_keys", "", "no Fernet keys"),
        ("credential_keys", f"{SAFE['credential_keys']},", "no Fernet keys"),
        ("database_url", None, "DATABASE_URL"),
        ("redis_url", None, "REDIS_URL"),
        ("redis_url", "", "REDIS_URL"),
        ("allowed_hosts", "*", "WEBCARE_ALLOWED_HOSTS"),
        ("allowed_hosts", "webcare.voorbeeld.nl, *", "WEBCARE_ALLOWED_HOSTS"),
        ("x_api_url", "http://api.x.com", "WEBCARE_X_API_URL"),
        ("meta_graph_url", "http://graph.facebook.com", "WEBCARE_META_GRAPH_URL"),
        ("instagram_graph_url", "http://graph.instagram.com", "WEBCARE_INSTAGRAM_GRAPH_URL"),
        ("instagram_api_url", "http://api.instagram.com", "WEBCARE_INSTAGRAM_API_URL"),
        ("x_web_url", "http://x.com", "WEBCARE_X_WEB_URL"),
        ("facebook_web_url", "http://www.facebook.com", "WEBCARE_FACEBOOK_WEB_URL"),
        ("instagram_web_url", "http://www.instagram.com", "WEBCARE_INSTAGRAM_WEB_URL"),
        ("public_url", "http://webcare.voorbeeld.nl", "WEBCARE_PUBLIC_URL"),
        ("media_from_loopback", True, "WEBCARE_MEDIA_FROM_LOOPBACK"),
        ("canary_url", "http://127.0.0.1:9700", "WEBCARE_CANARY_URL"),
    ],
)
def test_one_danger_forbids_production_and_is_named(name: str, value: object, says: str) -> None:
    [sentence] = _env(**{name: value}).unsafe()
    assert says in sentence


def test_several_dangers_are_all_named() -> None:
    assert len(_env(debug=True, allowed_hosts="*").unsafe()) == 2


def test_machine_of_a_developer_needs_no_settings() -> None:
    assert Env(_env_file=None, environment="local").unsafe() == []


def test_settings_show_no_secret() -> None:
    shown = repr(
        _env(
            database_url="postgresql://u:geheim@db/w",
            redis_url="redis://:geheim@r",
            email_url="smtp+tls://u:geheim@mail.voorbeeld.nl",
            attachment_storage_options={"secret_key": "geheim"},
        )
    )
    assert "geheim" not in shown
    assert str(SAFE["secret_key"]) not in shown
    assert str(SAFE["credential_keys"]) not in shown


def _start(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own that reads the settings anew."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"],
        env={**inherited, "DJANGO_SETTINGS_MODULE": "webcare.settings", **environment},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_with_the_defaults_refuses_to_start_and_says_why() -> None:
    started = _start("", WEBCARE_ENVIRONMENT="production")
    assert started.returncode != 0
    for name in ("WEBCARE_SECRET_KEY", "WEBCARE_CREDENTIAL_KEYS", "DATABASE_URL", "REDIS_URL"):
        assert name in started.stderr


def test_production_speaks_over_https_only() -> None:
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS"
    started = _start(
        "from django.conf import settings;"
        f"print(all(getattr(settings, name) for name in '{names}'.split()), settings.DEBUG)",
        WEBCARE_ENVIRONMENT="production",
        WEBCARE_SECRET_KEY=str(SAFE["secret_key"]),
        WEBCARE_CREDENTIAL_KEYS=str(SAFE["credential_keys"]),
        WEBCARE_BEHIND_PROXY="true",
        DATABASE_URL=str(SAFE["database_url"]),
        REDIS_URL=str(SAFE["redis_url"]),
    )
    assert (started.stdout.strip(), started.returncode) == ("True False", 0), started.stderr


# What is written about them ----------------------------------------------------------------------


def test_page_about_the_settings_is_up_to_date() -> None:
    assert configuration.PAGE.read_text(encoding="utf-8") == configuration.page()


def test_every_setting_is_explained() -> None:
    assert [name for name, field in Env.model_fields.items() if not field.description] == []


def test_interface_is_whole_in_dutch() -> None:
    assert translations.problems() == []
