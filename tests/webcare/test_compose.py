"""The files that run Webcare in production, tried as far as that goes without Docker."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.fernet import Fernet
from django.core.management import get_commands

from tests.ports import free_port
from webcare.env import BASE_DIR, LOCAL_CREDENTIAL_KEY, LOCAL_SECRET_KEY, Env

COMPOSE: dict[str, Any] = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("webcare:")]
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text().replace("\\\n", " ")
EXAMPLE = (BASE_DIR / ".env.example").read_text()

SETTINGS = {
    str(field.validation_alias or f"WEBCARE_{name}".upper())
    for name, field in Env.model_fields.items()
}
UVICORNS_OWN = {"FORWARDED_ALLOW_IPS"}
COMPOSES_OWN = {"POSTGRES_PASSWORD", "WEBCARE_PORT"}
SECONDS = 60


def dockerfile(instruction: str) -> list[str]:
    """What follows this instruction, each time it is given."""
    return re.findall(rf"^\s*{instruction}\s+(.*)$", DOCKERFILE, re.MULTILINE)


def exec_form(written: str) -> list[str]:
    return [str(part) for part in json.loads(written[written.index("[") :])]


def asked_for(text: str) -> set[str]:
    return set(re.findall(r"\$\{(\w+)", text))


# The composition ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SERVICES)
def test_service_tells_how_it_is(name: str) -> None:
    service = SERVICES[name]
    check = service.get("healthcheck", {})
    runs_once = check.get("disable") and service["restart"] == "no"
    from_image = name in OURS and not check and dockerfile("HEALTHCHECK")
    assert runs_once or check.get("test") or from_image


@pytest.mark.parametrize("name", SERVICES)
def test_service_can_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"]


@pytest.mark.parametrize("name", SERVICES)
def test_service_does_not_run_as_root(name: str) -> None:
    user = SERVICES[name].get("user") or (dockerfile("USER")[-1] if name in OURS else "root")
    assert user.partition(":")[0] not in {"root", "0"}


@pytest.mark.parametrize("name", SERVICES)
def test_service_waits_for_what_can_be_waited_for(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        ends = SERVICES[other]["restart"] == "no"
        condition = "service_completed_successfully" if ends else "service_healthy"
        assert wait == {"condition": condition}, other


def test_only_the_web_server_is_reached_and_from_this_machine_only() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])


def test_data_stays_inside() -> None:
    assert COMPOSE["networks"]["data"]["internal"]
    assert [SERVICES[name]["networks"] for name in ("postgres", "redis")] == [["data"], ["data"]]


def test_migrate_is_a_command() -> None:
    assert SERVICES["migrate"]["command"][:2] == ["python", "manage.py"]
    assert SERVICES["migrate"]["command"][2] in get_commands()


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_celery_knows_its_options(name: str) -> None:
    celery, option, application, part, *options = SERVICES[name]["command"]
    assert (celery, option, part) == ("celery", "--app", name)
    assert import_module(application).celery_app.main == "webcare"
    command = getattr(import_module(f"celery.bin.{part}"), part)
    known = {word for parameter in command.params for word in parameter.opts}
    assert {word for word in options if word.startswith("--")} <= known


# Its settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_setting_is_one_webcare_knows(name: str) -> None:
    assert set(SERVICES[name]["environment"]) <= SETTINGS | UVICORNS_OWN


@pytest.mark.parametrize(
    "variable",
    [
        "WEBCARE_SECRET_KEY",
        "WEBCARE_CREDENTIAL_KEYS",
        "WEBCARE_ALLOWED_HOSTS",
        "POSTGRES_PASSWORD",
    ],
)
def test_nothing_starts_without_its_secrets(variable: str) -> None:
    written = (BASE_DIR / "docker-compose.yml").read_text()
    assert set(re.findall(rf"\$\{{{variable}([^}}]*)\}}", written)) == {":?see .env.example"}


def test_example_names_every_variable_that_is_asked_for() -> None:
    passed_on = {
        key for name in OURS for key, value in SERVICES[name]["environment"].items() if not value
    }
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert asked_for(json.dumps(COMPOSE)) | passed_on <= named
    assert named <= SETTINGS | COMPOSES_OWN


def test_release_has_one_number() -> None:
    number = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
    public = yaml.safe_load((BASE_DIR / "publiccode.yml").read_text())
    changes = (BASE_DIR / "CHANGELOG.md").read_text()
    heading = re.search(r"^## (\S+) - (\S+)$", changes, re.MULTILINE)
    assert heading
    assert {SERVICES[name]["image"] for name in OURS} == {f"webcare:{number}"}
    assert heading.groups() == (public["softwareVersion"], str(public["releaseDate"]))
    assert heading[1] == number


# The image ---------------------------------------------------------------------------------------


def copies() -> list[str]:
    """Sources in the project; of those copied from another stage, nothing is known here."""
    plain = [line.split() for line in dockerfile("COPY") if not line.startswith("--from=")]
    return [source for *sources, _target in plain for source in sources]


@pytest.mark.parametrize("source", copies())
def test_copied_file_is_there_and_let_in(source: str) -> None:
    assert (BASE_DIR / source).exists()
    let_in = (BASE_DIR / ".dockerignore").read_text().splitlines()
    assert f"!{source}{'/' if (BASE_DIR / source).is_dir() else ''}" in let_in


def test_every_stage_is_used() -> None:
    stages = {line.split()[-1] for line in dockerfile("FROM") if " AS " in line}
    assert stages == set(re.findall(r"--from=(\w+)", DOCKERFILE))


def test_base_images_are_pinned() -> None:
    assert all(re.match(r"\w+:\d", line) for line in dockerfile("FROM"))


# Production --------------------------------------------------------------------------------------


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of the web server as compose makes it, with this test's own services."""
    given = {
        "WEBCARE_SECRET_KEY": secrets.token_urlsafe(50),
        "WEBCARE_CREDENTIAL_KEYS": Fernet.generate_key().decode(),
        "WEBCARE_ALLOWED_HOSTS": "webcare.voorbeeld.example",
    }
    environment = {
        key: re.sub(r"\$\{(\w+)[^}]*\}", lambda match: given.get(match[1], ""), value)
        for key, value in SERVICES["web"]["environment"].items()
        if value is not None
    }
    environment |= {key: os.environ[key] for key in ("DATABASE_URL", "REDIS_URL")}
    environment |= {"WEBCARE_ENVIRONMENT": "production"}
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")  # of these tests, and refused in production
    return environment


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """A program of this virtual environment, with the environment of the test."""
    program = str(Path(sys.executable).parent / command[0])
    return subprocess.run(
        [program, *command[1:]], cwd=BASE_DIR, capture_output=True, text=True, check=False
    )


def test_production_as_composed_is_safe(production: dict[str, str]) -> None:
    assert Env(_env_file=None).unsafe() == []


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WEBCARE_DEBUG", "true"),
        ("WEBCARE_SECRET_KEY", LOCAL_SECRET_KEY),
        ("WEBCARE_SECRET_KEY", "short"),
        ("WEBCARE_CREDENTIAL_KEYS", LOCAL_CREDENTIAL_KEY),
        ("WEBCARE_CREDENTIAL_KEYS", "no-fernet-key"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", ""),
        ("WEBCARE_ALLOWED_HOSTS", "*"),
        ("WEBCARE_X_API_URL", "http://api.x.com"),
        ("WEBCARE_META_GRAPH_URL", "http://graph.facebook.com"),
    ],
)
def test_production_refuses(
    production: dict[str, str], monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    [danger] = Env(_env_file=None).unsafe()
    assert variable in danger


def test_unsafe_settings_do_not_start(
    production: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBCARE_DEBUG", "true")
    done = run("python", "manage.py", "check")
    assert done.returncode
    assert "does not start in production: WEBCARE_DEBUG is on." in done.stderr


def test_production_passes_djangos_own_check(production: dict[str, str]) -> None:
    done = run("python", "manage.py", "check", "--deploy", "--fail-level", "ERROR")
    assert done.returncode == 0, done.stderr


def test_web_server_passes_the_health_check_of_its_image(production: dict[str, str]) -> None:
    port = str(free_port())
    web, check = (
        [part.replace("8000", port) for part in exec_form(dockerfile(instruction)[-1])]
        for instruction in ("CMD", "HEALTHCHECK")
    )
    with started([part.replace("0.0.0.0", "127.0.0.1") for part in web]):  # noqa: S104
        deadline = time.monotonic() + SECONDS
        while (done := run(*check)).returncode:
            assert time.monotonic() < deadline, done.stderr
            time.sleep(0.2)


def test_web_server_notes_no_addresses() -> None:
    """The platforms put permissions and tokens in theirs; the proxy keeps the log of visits."""
    assert "--no-access-log" in exec_form(dockerfile("CMD")[-1])


@contextmanager
def started(command: list[str]) -> Iterator[None]:
    program = str(Path(sys.executable).parent / command[0])
    process = subprocess.Popen(
        [program, *command[1:]], cwd=BASE_DIR, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(SECONDS)
