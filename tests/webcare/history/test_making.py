"""Making a history: the same for a seed, only in a demo, and taken away without a trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from connectors.models import Account
from inbox.models import Conversation
from tests.factories import AccountFactory, ConversationFactory, person
from tests.history import past
from webcare.demo.history import making, own
from webcare.demo.history.tables import Table
from webcare.demo.history.town import Town
from webcare.env import BASE_DIR
from webcare.models import Team, User

pytestmark = pytest.mark.django_db
TINY = {"months": 1, "messages": 200}


def test_same_seed_gives_the_same_town() -> None:
    past(**TINY)
    first = own.digest()
    past(**TINY, again=True)
    assert own.digest() == first
    past(**TINY, again=True, seed=2)
    assert own.digest() not in ("", first)


def test_it_is_made_once() -> None:
    past(**TINY)
    with pytest.raises(making.Refused, match="--again"):
        past(**TINY)


@pytest.mark.thorough
@pytest.mark.timeout(300)
def test_it_is_made_in_an_empty_database(tmp_path: Path) -> None:
    """As on a fresh machine, before the first demo."""
    services = ("DATABASE_URL", "REDIS_URL")
    ours = {name: value for name, value in os.environ.items() if name not in services}
    said = subprocess.run(
        [
            *(sys.executable, "manage.py", "demo_history"),
            *("--months", "1", "--messages", "200", "--until", "2026-10-31"),
        ],
        cwd=BASE_DIR,
        env={**ours, "WEBCARE_VAR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    assert "Preparing the database" in said
    assert "Fingerprint: " in said


def test_taking_it_away_leaves_what_was_there() -> None:
    making.load_town()
    account = Account.objects.get(kind="x")
    ConversationFactory(account=account)
    making.bring_up_to_date(print)
    before = _counted()
    past(**TINY)
    assert _counted() != before
    own.forget()
    making.bring_up_to_date(print)
    assert _counted() == before
    assert Conversation.objects.count() == 1


def _counted() -> dict[str, int]:
    """Rows of every table, but for the colleagues of a history: those stay."""
    staff = {User, Team, User.groups.through}
    models = [one for one in apps.get_models(include_auto_created=True) if one not in staff]
    return {one._meta.label: one._base_manager.count() for one in models}


def test_refused_beside_a_real_channel() -> None:
    AccountFactory(kind="facebook", external_id="987654321")
    with pytest.raises(CommandError, match="channel that is not of the demo"):
        call_command("demo_history", months=1, messages=10)
    assert not Conversation.objects.exists()


def test_refused_where_real_people_work() -> None:
    person("j.devries", "Janneke", "de Vries", "Agent")
    with pytest.raises(making.Refused, match="People work here"):
        past(**TINY)


def test_refused_in_production(settings: Any) -> None:
    settings.ENV = settings.ENV.model_copy(update={"environment": "production"})
    with pytest.raises(making.Refused, match="production"):
        past(**TINY)


def test_command_tells_what_it_made(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_history", months=1, messages=200, until="2026-10-31", without_signals=True)
    told = capsys.readouterr().out
    assert "messages in" in told
    assert "Zware storm" in told
    assert "Datalek" not in told  # not in that month


@pytest.mark.parametrize("wrong", [{"months": 0}, {"months": 99}, {"until": "gisteren"}])
def test_command_refuses_what_it_cannot_read(wrong: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        call_command("demo_history", **wrong)


def test_little_is_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are written while it goes on, and none wait then."""
    waiting: list[int] = []
    written = Town.write

    def watched(town: Town) -> int:
        tables: list[Table] = [*town.tables.values()]
        waiting.append(max(len(one.lines) for one in tables))
        done = written(town)
        assert not any(one.lines for one in tables)
        return done

    monkeypatch.setattr(making, "ROWS", 40)
    monkeypatch.setattr(Town, "write", watched)
    past(**TINY)
    assert len(waiting) >= 4
    assert max(waiting) < 300
