"""The cast and the settings every test shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import hypothesis
import pytest
import redis
from django.conf import settings as django_settings
from django.template import Context, Template
from django.test import Client, TransactionTestCase, override_settings
from django.utils import translation

from connectors import http
from connectors.meta import graph
from connectors.models import Account
from connectors.simulator.testing import Simulator, running_simulator
from routing.models import Department
from tests import emptying, factories
from tests.thorough import THOROUGH
from tests.town import Town
from webcare.models import User

# How long an example takes says nothing where many tests run side by side. `make test` tries the
# same ones each time, so that what fails is of the change; `make thorough` tries others each time.
hypothesis.settings.register_profile("webcare", deadline=None, derandomize=not THOROUGH)
hypothesis.settings.load_profile("webcare")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture
def shared() -> Path:
    """Reference material beside the project; its tests skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("The reference material is not here.")
    return SHARED


@pytest.fixture(autouse=True)
def _dutch() -> None:
    """A page that was asked for in English leaves its thread so."""
    translation.deactivate()


@pytest.fixture(autouse=True, scope="session")
def _quick(django_test_environment: None) -> Iterator[None]:
    """What would only take time: hashing passwords, waiting, collecting styles for each client,
    copying the context for each of the hundreds of templates that a page is made of, and making
    what a test left as it was."""
    with (
        override_settings(
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
            FIND_LAG_SECONDS=0,
            WHITENOISE_AUTOREFRESH=True,
        ),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(graph, "CALM", 0)
        patch.setattr(http, "RETRY_PAUSES", (0.01, 0.01))
        patch.setattr(
            TransactionTestCase,
            "_fixture_teardown",
            emptying.after_first(TransactionTestCase._fixture_teardown),  # type: ignore[attr-defined]
        )
        patch.setattr(Template, "_render", _tells_of_pages(Template._render))  # type: ignore[attr-defined]
        yield


def _tells_of_pages(tell: Any) -> Any:
    """``response.context`` has what was given to the page, not to what it includes."""

    def render(template: Template, context: Context) -> str:
        if context.template is template:
            return cast("str", tell(template, context))
        return template.nodelist.render(context)

    return render


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences as they stand in the code, whatever they are in Dutch."""
    with translation.override("en"):
        yield


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    """The real Redis, empty before and after, and heard whatever went before."""
    monkeypatch.setattr("connectors.bells._deaf_until", 0.0)
    client = redis.Redis.from_url(django_settings.REDIS_URL)
    client.flushdb()
    yield client
    client.flushdb()


# The cast: Anouk works in webcare, Bram answers for Openbare Ruimte, Lena leads, Otto looks on,
# Fatma administers, and Chris has no business here.


@pytest.fixture
def anouk(db: None) -> User:
    return factories.person("anouk", "Anouk", "de Wit", "Agent")


@pytest.fixture
def bas(db: None) -> User:
    return factories.person("bas", "Bas", "Visser", "Agent")


@pytest.fixture
def bram(db: None, openbare_ruimte: Department) -> User:
    bram = factories.person("bram", "Bram", "Smit", "Official")
    openbare_ruimte.members.add(bram)
    return bram


@pytest.fixture
def lena(db: None) -> User:
    return factories.person("lena", "Lena", "Mulder", "Team lead")


@pytest.fixture
def otto(db: None) -> User:
    return factories.person("otto", "Otto", "Bos", "Observer")


@pytest.fixture
def fatma(db: None) -> User:
    return factories.person("fatma", "Fatma", "Yilmaz", "Administrator")


@pytest.fixture
def chris(db: None) -> User:
    return factories.person("chris", "Chris", "Vos", None)


@pytest.fixture
def openbare_ruimte(db: None) -> Department:
    return factories.DepartmentFactory(slug="openbare-ruimte", name="Openbare Ruimte & Groen")


@pytest.fixture
def account(db: None) -> Account:
    return factories.AccountFactory()


@pytest.fixture
def as_user(client: Client) -> Any:
    """``as_user(anouk)``: a test client signed in as her."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


# The outside world -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _running_simulator() -> Iterator[Simulator]:
    with running_simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(_running_simulator: Simulator, settings: Any) -> Simulator:
    """The outside world at its beginning, and the settings that lead to it."""
    _running_simulator.control("POST", "reset", {})
    settings.X_API_URL = _running_simulator.x
    settings.X_WEB_URL = f"{_running_simulator.url}/x.com"
    settings.META_GRAPH_URL = _running_simulator.facebook
    settings.INSTAGRAM_GRAPH_URL = _running_simulator.instagram
    settings.INSTAGRAM_API_URL = f"{_running_simulator.url}/api.instagram.com"
    settings.FACEBOOK_WEB_URL = f"{_running_simulator.url}/facebook.com"
    settings.INSTAGRAM_WEB_URL = f"{_running_simulator.url}/instagram.com"
    return _running_simulator


@pytest.fixture
def town(simulator: Simulator, db: None) -> Town:
    """Gemeente Voorbeeld, connected to its three simulated accounts."""
    return Town(simulator)
