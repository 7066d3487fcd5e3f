"""Every address of Webcare, and who gets in. A new address needs a decision here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone
from rest_framework.authtoken.models import Token

from inbox.models import Bundle, Crisis
from routing.models import Department
from tests import neighbours
from tests.factories import NOON, AccountFactory, ConversationFactory
from tests.webcare.world import one_of_everything
from webcare import urls
from webcare.models import User

pytestmark = pytest.mark.django_db

# Beside those of tests/conftest.py: Karin looks after Openbare Ruimte, of which everything here is;
# Sem answers at another department, and Piet looks after that one.
CAST = ("anouk", "bram", "lena", "otto", "fatma", "chris", "karin", "sem", "piet")
EVERYONE = " ".join(CAST)
READERS = "anouk lena otto"
WORKERS = "anouk lena"
OFFICIALS = "bram karin sem piet"
THERE = "bram karin"  # the officials of the department
MANAGERS = "fatma karin"  # of the department
LEARNERS = f"{WORKERS} {OFFICIALS}"
OPEN = f"{EVERYONE} anonymous"
NOBODY = ""
TOO_MANY = 429

TOGETHER = (
    ("POST", "/inbox/here/", READERS),
    ("GET", "/inbox/{conversation}/begun/", WORKERS),
    ("GET", "/inbox/{conversation}/hand-over/", WORKERS),
    *(
        ("POST", f"/inbox/{{conversation}}/{what}/", WORKERS)
        for what in ("hand-over", "draft/reply", "draft/note", "draft/discard", "woorden")
    ),
)
APPROVING = (
    ("POST", "/inbox/{conversation}/answers/{outbound}/approve/", WORKERS),
    ("POST", "/inbox/{conversation}/answers/{outbound}/take-back/", WORKERS),
    ("GET", "/inbox/{conversation}/answers/{outbound}/send-back/", WORKERS),
    ("POST", "/inbox/{conversation}/answers/{outbound}/send-back/", WORKERS),
    ("GET", "/vier-ogen/", "lena fatma"),
    ("POST", "/vier-ogen/collega/", "lena fatma"),
    ("POST", "/vier-ogen/collega/{newcomer}/los/", "lena fatma"),
)
CANNED = (
    ("GET", "/standaardantwoorden/", "lena fatma"),
    ("POST", "/standaardantwoorden/proef/", "lena fatma"),
    *(
        (how, f"/standaardantwoorden/{which}/", "lena fatma")
        for how in ("GET", "POST")
        for which in ("nieuw", "{standard}")
    ),
)
DEPARTMENTS = (
    ("GET", "/afdelingen/", "lena fatma karin piet"),
    ("GET", "/afdelingen/nieuw/", "fatma"),
    ("POST", "/afdelingen/nieuw/", "fatma"),
    ("GET", "/afdelingen/{department}/", "lena fatma karin piet"),
    ("GET", "/afdelingen/afwezig/", OFFICIALS),
    ("POST", "/afdelingen/afwezig/", OFFICIALS),
    ("GET", "/afdelingen/afwezig/{absence}/", "bram fatma karin"),
    ("POST", "/afdelingen/afwezig/{absence}/", "bram fatma karin"),
    ("POST", "/afdelingen/afwezig/{absence}/end/", "bram fatma karin"),
    ("POST", "/afdelingen/{department}/leden/add/?person={user}", MANAGERS),
    ("POST", "/afdelingen/{department}/leden/{user}/remove/", MANAGERS),
    ("GET", "/afdelingen/{department}/leden/{user}/afwezig/", MANAGERS),
    *(
        ("POST", f"/afdelingen/{{department}}/{what}/", MANAGERS)
        for what in ("description", "mailbox", "mailbox/test", "openingstijden/forget")
    ),
    *(
        (how, f"/afdelingen/{{department}}/{what}/", MANAGERS)
        for how in ("GET", "POST")
        for what in (
            *("openingstijden", "onderwerpen/nieuw", "antwoorden/nieuw"),
            *("onderwerpen/{subject}", "antwoorden/{canned}"),
        )
    ),
    ("POST", "/afdelingen/{department}/onderwerpen/{subject}/remove/", MANAGERS),
    ("POST", "/afdelingen/{department}/antwoorden/{canned}/remove/", MANAGERS),
)
REPORTS = (
    ("GET", "/rapporten/", "lena fatma"),
    ("GET", "/rapporten/weekbericht/", "lena fatma"),
    ("GET", "/rapporten/weekbericht/voorbeeld/", "lena fatma"),
    ("POST", "/rapporten/weekbericht/proef/", "lena fatma"),
    ("POST", "/rapporten/weekbericht/wanneer/", "lena fatma"),
    ("POST", "/rapporten/weekbericht/lezers/", "lena fatma"),
    ("POST", "/rapporten/weekbericht/lezers/{reader}/weg/", "lena fatma"),
    ("POST", "/rapporten/weekbericht/{copy}/opnieuw/", "lena fatma"),
    ("POST", "/rapporten/weekbericht/ik/", "lena"),
    ("GET", "/rapporten/vast/", "lena fatma"),
    ("GET", "/rapporten/vast/nieuw/?by=week", "lena fatma"),
    ("POST", "/rapporten/vast/nieuw/?by=week", "lena fatma"),
    ("POST", "/rapporten/vast/{export}/stop/", "lena fatma"),
    ("GET", "/rapporten/vast/bestand/{made}/", "lena fatma"),
    ("POST", "/rapporten/vast/bestand/{made}/opnieuw/", "lena fatma"),
    ("GET", "/rapporten/muur/", "lena fatma"),
    ("GET", "/rapporten/muur/beeld/", "lena fatma"),
    ("POST", "/rapporten/muur/nieuw/", "lena fatma"),
    ("POST", "/rapporten/muur/{screen}/adres/", "lena fatma"),
    ("POST", "/rapporten/muur/{screen}/weg/", "lena fatma"),
    ("GET", "/rapporten/muur/scherm/made-up/", NOBODY),
    # No account is asked for, only the secret of a mail: see tests/webcare/reports.
    ("GET", "/rapporten/weekbericht/stop/made-up/", NOBODY),
    ("POST", "/rapporten/weekbericht/stop/made-up/", NOBODY),
    ("GET", "/rapporten/weekbericht/ja/made-up/", NOBODY),
    ("POST", "/rapporten/weekbericht/ja/made-up/", NOBODY),
)
# What opens by a secret alone.
SECRET = (
    *("/hooks/", "/bijlagen/", "/vraag/", "/rapporten/muur/scherm/"),
    *("/rapporten/weekbericht/stop/", "/rapporten/weekbericht/ja/"),
)
SORTERS = "anouk lena fatma"
LETTERS = (
    ("GET", "/post/", SORTERS),
    ("POST", "/post/weg/?sender=iemand@example.org", SORTERS),
    ("GET", "/post/{letter}/", SORTERS),
    ("GET", "/post/{letter}/brief.eml", SORTERS),
    *(("POST", f"/post/{{letter}}/{what}/", SORTERS) for what in ("gebruik", "weg", "terug")),
    # No account is asked for, only the secret of one question: see tests/routing/mail.
    ("GET", "/vraag/made-up/", NOBODY),
    ("GET", "/vraag/made-up/bestanden/1/", NOBODY),
    *(
        ("POST", f"/vraag/made-up/{what}/", NOBODY)
        for what in ("antwoord", "terug", "navraag", "nieuw", "bezig")
    ),
)
PROMISES = (
    *(
        (how, f"/normen/{what}", "fatma")
        for how in ("GET", "POST")
        for what in ("nieuw/", "{norm}/", "openingstijden/")
    ),
    ("GET", "/normen/", "fatma"),
    ("POST", "/normen/{norm}/remove/", "fatma"),
    ("GET", "/normen/automatisch/", "fatma"),
    ("POST", "/normen/automatisch/{account}/", "fatma"),
)
BUNDLES = (
    ("GET", "/bundels/", READERS),
    ("GET", "/bundels/{bundle}/", READERS),
    ("POST", "/bundels/nieuw/", WORKERS),
    *(("POST", f"/bundels/{{bundle}}/{what}/", WORKERS) for what in ("title", "answer", "finish")),
    *(
        ("POST", f"/bundels/{{bundle}}/{what}/?answer={{together}}", WORKERS)
        for what in ("approve", "send")
    ),
    ("POST", "/bundels/{bundle}/again/{delivery}/", WORKERS),
    ("POST", "/bundels/{bundle}/out/{conversation}/", WORKERS),
)
LEADING = (
    ("GET", "/inbox/{conversation}/draad/", READERS),
    ("GET", "/inwoners/grof/", "fatma"),
    ("POST", "/inwoners/grof/", "fatma"),
    ("GET", "/inwoners/maatregelen/", "lena"),
    ("POST", "/inwoners/maatregelen/{measure}/opheffen/", "lena"),
    ("POST", "/inwoners/gesprekken/{conversation}/maatregel/", "lena"),
    ("GET", "/inwoners/{citizen}/", READERS),
    ("POST", "/inwoners/{citizen}/koppelen/", WORKERS),
    ("POST", "/inwoners/koppelingen/{said}/los/", WORKERS),
    ("POST", "/inwoners/gesprekken/{conversation}/beloofd/", WORKERS),
    ("POST", "/inwoners/beloofd/{pledge}/", WORKERS),
    ("GET", "/crisis/", "lena fatma"),
    ("GET", "/crisis/nu/", EVERYONE),  # the band on top of every page
    ("POST", "/crisis/begin/", "lena fatma"),
    ("GET", "/crisis/{crisis}/", "lena fatma"),
    *(
        ("POST", f"/crisis/{{crisis}}/{what}/", "lena fatma")
        for what in ("line", "notes", "helpers", "end")
    ),
    ("POST", "/crisis/{crisis}/helpers/{helper}/home/", "lena fatma"),
    ("GET", "/doorzettingen/", "lena fatma"),
    ("GET", "/signalen/", "anouk lena fatma"),
    ("GET", "/signalen/nu/", "anouk lena fatma"),  # the band on top of their pages
    ("GET", "/signalen/{signal}/", "anouk lena fatma"),
    ("GET", "/signalen/verwacht/", "lena fatma"),
    ("GET", "/signalen/{signal}/crisis/", "lena fatma"),
    *(
        ("POST", f"/signalen/{what}/", "lena fatma")
        for what in (
            *("{signal}/oordeel", "{signal}/oordeel/terug"),
            *("{signal}/crisis", "{signal}/crisis/hoort-bij"),
            *("verwacht", "verwacht/{peak}/weg", "verwacht/{peak}/terug", "hoe-snel"),
        )
    ),
    ("GET", "/onderwerpen/", READERS),
    ("GET", "/onderwerpen/woord/?woord=boom", READERS),
    ("GET", "/onderwerpen/toon/", READERS),
    ("GET", "/onderwerpen/kaart/", READERS),
    ("GET", "/onderwerpen/kaart/gesprekken/?wijk=Centrum", READERS),
    ("GET", "/onderwerpen/kaart/grenzen/", "fatma"),
    ("POST", "/onderwerpen/kaart/grenzen/", "fatma"),
    ("GET", "/onderwerpen/vragen/", READERS),
    ("GET", "/onderwerpen/vragen/{asked}/", READERS),
    ("POST", "/onderwerpen/vragen/{asked}/website/", WORKERS),
    ("GET", "/onderwerpen/ideeen/", READERS),
    ("GET", "/onderwerpen/ideeen/{idea}/", READERS),
    ("POST", "/onderwerpen/ideeen/{idea}/", WORKERS),
    ("GET", "/onderwerpen/complimenten/", READERS),
    ("GET", "/onderwerpen/complimenten/muur/", READERS),
    ("GET", "/onderwerpen/complimenten/{compliment}/", "lena"),
    ("POST", "/onderwerpen/complimenten/{compliment}/", "lena"),
    ("POST", "/onderwerpen/complimenten/{compliment}/weg/", "lena"),
    ("GET", "/onderwerpen/klachten/", READERS),
    ("GET", "/onderwerpen/klachten/{complaint}/", READERS),
    *(
        ("POST", f"/onderwerpen/klachten/{{complaint}}/{what}/", "lena")
        for what in ("aanpak", "bevestigd", "verdagen", "langer", "klaar")
    ),
    ("GET", "/inzicht/", f"{READERS} fatma"),
    ("GET", "/luisteren/", WORKERS),
    ("POST", "/luisteren/gezien/", WORKERS),
    *(("POST", f"/luisteren/{{find}}/{what}/", WORKERS) for what in ("oppakken", "weg", "terug")),
    ("GET", "/luisteren/zoekopdrachten/", f"{WORKERS} fatma"),
    ("GET", "/luisteren/zoekopdrachten/nieuw/", "lena fatma"),
    ("POST", "/luisteren/zoekopdrachten/nieuw/", "lena fatma"),
    ("GET", "/luisteren/zoekopdrachten/{search}/", f"{WORKERS} fatma"),
    ("POST", "/luisteren/zoekopdrachten/{search}/", "lena fatma"),
    *(
        ("POST", f"/luisteren/zoekopdrachten/{{search}}/{what}/", "lena fatma")
        for what in ("aan", "uit", "akkoord")
    ),
    ("GET", "/cijfers/", f"{READERS} fatma"),
    ("GET", "/cijfers/periode/", "lena fatma"),
    ("GET", "/cijfers/achter/?measure=received", "lena fatma"),
    ("GET", "/cijfers/ik/", WORKERS),
    *REPORTS,
)
VIEWS = (
    ("GET", "/inbox/weergaven/", READERS),
    ("POST", "/inbox/weergaven/nieuw/", READERS),
    *(("POST", f"/inbox/weergaven/{{view}}/{what}", READERS) for what in ("", "weg/", "begin/")),
)
LABELS = (
    ("GET", "/inbox/{conversation}/labels/", WORKERS),
    ("POST", "/inbox/{conversation}/labels/?label=kermis", WORKERS),
    ("POST", "/inbox/{conversation}/labels/?off=kermis", WORKERS),
    ("POST", "/inbox/{conversation}/snooze/", WORKERS),
    ("POST", "/inbox/{conversation}/wake/", WORKERS),
    ("GET", "/inbox/palette/", EVERYONE),  # leads each only where they may go
    ("POST", "/inbox/several/", WORKERS),
    ("POST", "/inbox/undo/", WORKERS),
    ("POST", "/inbox/undo/{undo}/", "anouk"),  # she did it
    ("GET", "/labels/", "lena fatma"),
    ("POST", "/labels/new/", "lena fatma"),
    ("POST", "/labels/{label}/", "lena fatma"),
)
LEARNING = (
    ("GET", "/leren/", "lena fatma"),
    ("POST", "/leren/train/", "lena fatma"),
    ("POST", "/leren/voorbeelden/", "lena fatma"),
    ("GET", "/leren/voorbeelden.csv", "lena fatma"),
    ("GET", "/leren/correcties.csv", "lena fatma"),
    ("POST", "/leren/plaatsen/", "lena fatma"),
    ("POST", "/leren/{trained}/activate/", "lena fatma"),
)

# Method, address, and who gets in. All others find nothing there; the anonymous sign in first.
SCREENS = (
    ("GET", "/", EVERYONE),
    ("GET", "/inbox/", READERS),
    ("GET", "/inbox/{conversation}/", READERS),
    ("GET", "/inbox/bijlagen/{attachment}/", READERS),
    ("GET", "/inbox/bijlagen/{attachment}/thumb/", READERS),
    ("POST", "/inbox/{conversation}/claim/", WORKERS),
    ("POST", "/inbox/{conversation}/release/", WORKERS),
    ("POST", "/inbox/{conversation}/close/", WORKERS),
    ("POST", "/inbox/{conversation}/reopen/", WORKERS),
    ("POST", "/inbox/{conversation}/reply/", WORKERS),
    ("POST", "/inbox/{conversation}/count/", WORKERS),
    ("POST", "/inbox/{conversation}/note/", WORKERS),
    ("POST", "/inbox/{conversation}/note/people/", WORKERS),
    ("POST", "/inbox/{conversation}/note/attach/", WORKERS),
    ("POST", "/inbox/{conversation}/note/attach/{attachment}/remove/", NOBODY),  # no note's own
    ("GET", "/inbox/genoemd/", READERS),
    ("POST", "/inbox/{conversation}/nazorg/", WORKERS),
    ("POST", "/inbox/{conversation}/nazorg/niet/", WORKERS),
    ("GET", "/nazorg/", "lena fatma"),
    ("POST", "/nazorg/", "lena fatma"),
    ("POST", "/inbox/genoemd/gelezen/", READERS),
    ("POST", "/inbox/{conversation}/refer/", WORKERS),
    ("POST", "/inbox/{conversation}/refer/preview/", WORKERS),
    ("POST", "/inbox/{conversation}/refer/onward/{forwarding}/", WORKERS),
    ("POST", "/inbox/{conversation}/tell/{forwarding}/", WORKERS),
    ("POST", "/inbox/{conversation}/mail-again/{forwarding}/", WORKERS),
    ("POST", "/inbox/{conversation}/given-back/{forwarding}/", WORKERS),
    ("GET", "/inbox/{conversation}/files/{enclosure}/", WORKERS),
    ("POST", "/inbox/{conversation}/files/{enclosure}/along/", WORKERS),
    ("POST", "/inbox/{conversation}/withdraw/{forwarding}/", WORKERS),
    ("POST", "/inbox/{conversation}/sort/", WORKERS),
    ("POST", "/inbox/{conversation}/calm/", WORKERS),
    ("POST", "/inbox/{conversation}/attach/", WORKERS),
    # The citizen's own attachment is not one that waits to go out.
    ("POST", "/inbox/{conversation}/attach/{attachment}/remove/", NOBODY),
    ("POST", "/inbox/{conversation}/messages/{message}/hide/", WORKERS),
    ("POST", "/inbox/{conversation}/answers/{outbound}/retry/", WORKERS),
    ("POST", "/inbox/{conversation}/answers/{outbound}/drop/", WORKERS),
    ("GET", "/vragen/", OFFICIALS),
    ("GET", "/vragen/{referral}/", THERE),
    ("POST", "/vragen/{referral}/answer/", THERE),
    ("POST", "/vragen/{referral}/hand-back/", THERE),
    ("GET", "/kanalen/", "lena fatma"),
    ("GET", "/kanalen/{account}/", "lena fatma"),
    ("POST", "/kanalen/{account}/check/", "fatma"),
    ("POST", "/kanalen/{account}/webhooks/", "fatma"),
    ("POST", "/kanalen/{account}/again/", "fatma"),
    ("POST", "/kanalen/{account}/look-ups/", "fatma"),
    ("POST", "/kanalen/{account}/settings/", "fatma"),
    ("GET", "/kanalen/apps/new/x/", "fatma"),
    ("POST", "/kanalen/apps/new/x/", "fatma"),
    ("GET", "/kanalen/apps/{app}/", "fatma"),
    ("POST", "/kanalen/apps/{app}/", "fatma"),
    ("GET", "/kanalen/koppelen/", "fatma"),
    ("POST", "/kanalen/koppelen/{app}/x/", NOBODY),  # the app has no credentials yet
    ("GET", "/kanalen/koppelen/verder/", "fatma"),
    ("GET", "/kanalen/koppelen/terug/", "fatma"),
    ("GET", "/kanalen/koppelen/kiezen/", "fatma"),
    ("POST", "/kanalen/arrivals/{arrival}/again/", "fatma"),
    ("POST", "/kanalen/arrivals/{arrival}/put-away/", "fatma"),
    ("GET", "/vragen/anderen/", OFFICIALS),
    # Those of the department have it already.
    ("GET", "/vragen/anderen/{referral}/", "sem piet"),
    ("POST", "/vragen/anderen/{referral}/take-up/", "sem piet"),
    ("GET", "/vragen/bestanden/{enclosure}/", THERE),
    *(
        ("POST", f"/vragen/{{referral}}/{what}/", THERE)
        for what in (
            *("claim", "release", "directly", "canned", "files", "files/leave-out", "ask"),
            *("approve", "refuse", "take-back"),
        )
    ),
    ("POST", "/inbox/{conversation}/attachments/{attachment}/fetch/", NOBODY),  # nobody sent it
    ("GET", "/regels/", "lena fatma"),
    ("GET", "/regels/{rule}/", "lena fatma"),
    ("POST", "/regels/{rule}/", "fatma"),
    ("GET", "/regels/nieuw/", "fatma"),
    ("POST", "/regels/nieuw/", "fatma"),
    *(
        ("POST", f"/regels/{{rule}}/{what}/", "fatma")
        for what in ("up", "down", "switch", "remove")
    ),
    ("POST", "/regels/versies/{version}/restore/", "fatma"),
    ("POST", "/regels/check/?checked=1", "fatma"),
    *DEPARTMENTS,
    *LETTERS,
    *PROMISES,
    *BUNDLES,
    *TOGETHER,
    *APPROVING,
    *CANNED,
    *LEADING,
    *VIEWS,
    *LABELS,
    *LEARNING,
    ("GET", "/meekijken/", READERS),
    ("GET", "/meekijken/volgen/", READERS),
    ("GET", "/meekijken/volgen/{conversation}/", READERS),
    ("GET", "/meekijken/met-mij/", WORKERS),
    ("POST", "/meekijken/dagen/{visit}/pauze/", "anouk"),  # she is followed
    ("GET", "/meekijken/dagen/", "lena"),
    ("POST", "/meekijken/dagen/plan/", "lena"),
    ("POST", "/meekijken/dagen/{visit}/cancel/", "lena"),
    ("GET", "/instellingen/", "lena fatma karin piet"),
    ("GET", "/meldingen/", READERS),
    ("GET", "/voorkeuren/", EVERYONE),
    ("POST", "/voorkeuren/", EVERYONE),
    ("POST", "/voorkeuren/apparaten/", READERS),
    ("POST", "/voorkeuren/apparaten/{device}/weg/", READERS),  # twice is once
    ("POST", "/voorkeuren/apparaten/{device}/test/", NOBODY),  # a device of who left
    # Whose work has a tour: see test_tour. Otto has the guide of a day along.
    ("GET", "/rondleiding/", LEARNERS),
    ("POST", "/rondleiding/overslaan/", EVERYONE),
    ("GET", "/rondleiding/webcare/1/", WORKERS),
    ("POST", "/rondleiding/webcare/3/claim/", WORKERS),
    ("GET", "/rondleiding/webcare/klaar/", WORKERS),
    ("GET", "/rondleiding/vakafdeling/1/", OFFICIALS),
    ("GET", "/rondleiding/teamleider/1/", "lena"),
    ("GET", "/uitleg/", EVERYONE),
    ("GET", "/logout/", EVERYONE),
    ("POST", "/logout/", EVERYONE),
    ("GET", "/login/again/", EVERYONE),
    ("GET", "/login/password/", EVERYONE),
    # Bells without words; each hears only those of the pages it may see: see test_live.
    ("GET", "/inbox/live/", EVERYONE),
)
API = (
    ("GET", "/api/v1/conversations/{conversation}/", WORKERS),
    ("POST", "/api/v1/conversations/{conversation}/answers/", WORKERS),
    ("GET", "/api/v1/accounts/", "anouk lena otto fatma"),
    # The list is open to all, and holds for each what that person may see.
    ("GET", "/api/v1/conversations/", EVERYONE),
)
DOORS = (
    ("GET", "/login/", OPEN),
    ("GET", "/login/locked/", OPEN),
    ("POST", "/taal/", OPEN),
    ("GET", "/healthz", OPEN),
    ("GET", "/manifest.webmanifest", OPEN),
    ("GET", "/sw.js", OPEN),
    ("GET", "/offline/", OPEN),
    # Platforms knock here, with a key that exists: see test_hooks.
    ("GET", "/hooks/00000000-0000-4000-8000-000000000000/", NOBODY),
    # Platforms fetch here, with an address that we signed: see test_uploads.
    ("GET", "/bijlagen/made-up/", NOBODY),
    ("GET", "/api/schema/", OPEN),
)
ADMIN = (
    ("GET", "/admin/", "lena fatma"),
    ("GET", "/admin/connectors/", "lena fatma"),
    ("GET", "/admin/account/", NOBODY),
    ("GET", "/admin/password_change/", "lena fatma"),
    ("GET", "/admin/password_change/done/", "lena fatma"),
    ("GET", "/admin/jsi18n/", "lena fatma"),
    ("POST", "/admin/logout/", EVERYONE),  # who is not in the admin is shown the way to it
    ("GET", "/admin/login/", NOBODY),
    (
        "GET",
        "/admin/autocomplete/?app_label=authtoken&model_name=tokenproxy&field_name=user",
        "fatma",
    ),
    ("GET", "/admin/r/1/1/", NOBODY),
    ("GET", "/admin/no/such/page/", NOBODY),
    ("GET", "/admin/webcare/user/{user}/password/", "fatma"),
    ("POST", "/admin/webcare/user/{user}/password/", "fatma"),
)
# Who may see, add, change and delete the rows of each model in the admin.
MODELS = {
    "webcare/user/{user}": ("fatma", "fatma", "fatma", NOBODY),
    "webcare/team/{team}": ("fatma", "fatma", "fatma", "fatma"),
    "auth/group/{group}": ("fatma", NOBODY, NOBODY, NOBODY),
    "routing/department/{department}": ("lena fatma", "fatma", "fatma", "fatma"),
    "inbox/label/{label}": ("lena fatma", "lena fatma", "lena fatma", NOBODY),
    "connectors/account/{account}": ("lena fatma", "fatma", "fatma", NOBODY),
    "connectors/app/{app}": ("fatma", NOBODY, "fatma", NOBODY),
    "connectors/arrival/{arrival}": ("fatma", NOBODY, "fatma", NOBODY),
    "authtoken/tokenproxy/{token}": ("fatma", "fatma", NOBODY, "fatma"),
    "account/emailaddress/{email}": (NOBODY, NOBODY, NOBODY, NOBODY),
}


def _of_model(row: str, see: str, add: str, change: str, delete: str) -> Iterator[Any]:
    model = row.rpartition("/")[0]
    yield from (
        ("GET", f"/admin/{model}/", see),
        ("GET", f"/admin/{row}/", see),
        ("GET", f"/admin/{row}/history/", see),
        ("GET", f"/admin/{row}/change/", see),
        ("POST", f"/admin/{row}/change/", change),
        ("GET", f"/admin/{model}/add/", add),
        ("POST", f"/admin/{model}/add/", add),
        ("GET", f"/admin/{row}/delete/", delete),
        ("POST", f"/admin/{row}/delete/", delete),
    )


FORM = "application/x-www-form-urlencoded"
TABLE = [
    *SCREENS,
    *API,
    *DOORS,
    *ADMIN,
    *(decision for row, who in MODELS.items() for decision in _of_model(row, *who)),
]


karin, zorg = neighbours.karin, neighbours.zorg
sem, piet = neighbours.sem, neighbours.piet


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> list[User]:
    return [request.getfixturevalue(name) for name in CAST]


@pytest.fixture(autouse=True)
def _no_platform_is_there(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.X_API_URL = "http://127.0.0.1:9"


@pytest.fixture
def world(anouk: User, bram: User, openbare_ruimte: Any) -> dict[str, int]:
    return one_of_everything(anouk, bram, openbare_ruimte)


@pytest.mark.parametrize("name", [*CAST, "anonymous"])
def test_everyone_gets_in_where_the_table_says_and_looking_changes_nothing(
    cast: list[User], world: dict[str, int], client: Client, name: str
) -> None:
    user = next((user for user in cast if user.username == name), None)
    visitor = _Visitor(client, user)
    client.get("/")  # what is written when somebody is there for the first time today
    with _refused_in_brief():
        found = {(how, at): visitor.meets(how, at.format_map(world)) for how, at, _who in TABLE}
    assert found == {(how, at): _decided(at, who, name) for how, at, who in TABLE}
    assert visitor.meets("GET", "/no/such/page/") == "404"
    assert visitor.wrote == {}


@contextmanager
def _refused_in_brief() -> Iterator[None]:
    """Without the page that says so: hundreds of times the same one, and half of all the time."""
    assert urls.handler403 is urls.handler404, "who may not see a page gets what nobody finds"
    with pytest.MonkeyPatch.context() as patch:
        for handler in ("handler403", "handler404"):
            patch.setattr(urls, handler, _no_page)
        yield


def _no_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponseNotFound()


def _decided(address: str, who: str, name: str) -> str:
    if name in who.split():
        return "in"
    if name != "anonymous" or address.startswith(SECRET):
        return "404"
    return "401" if address.startswith("/api/") else "signs in"


_READING = ("SELECT", "WITH", "DECLARE", "CLOSE", "SAVEPOINT", "ROLLBACK TO", "RELEASE SAVEPOINT")


class _Visitor:
    """Knocks at every door, and leaves everything as it was.

    wrote   what changed by looking only: queries, by address
    """

    def __init__(self, client: Client, user: User | None) -> None:
        self.client = client
        self.wrote: dict[str, list[str]] = {}
        self.headers = {}
        if user:
            client.force_login(user)
            token, _ = Token.objects.get_or_create(user=user)
            self.headers = {"Authorization": f"Token {token.key}"}

    def meets(self, method: str, path: str) -> str:
        session = self.client.cookies.get("sessionid")
        with transaction.atomic():
            _, _, filled_in = path.partition("?")  # in the body as well, for what is posted
            kind = FORM if filled_in else "application/octet-stream"
            with self._noting(path) if method == "GET" else nullcontext():
                response = self.client.generic(
                    method, path, filled_in if method == "POST" else "", kind, headers=self.headers
                )
            transaction.set_rollback(True)
        if session:
            self.client.cookies["sessionid"] = session.value
        return self._meets(response, method)

    def _noting(self, path: str) -> AbstractContextManager[None]:
        def note(execute: Any, sql: str, *rest: Any) -> Any:
            if not sql.lstrip().startswith(_READING):
                self.wrote.setdefault(path, []).append(sql)
            return execute(sql, *rest)

        return connection.execute_wrapper(note)

    def _meets(self, response: Any, method: str) -> str:
        to = response.get("Location", "")
        if not self.headers and to.startswith(("/login/", "/admin/")):
            return "signs in"
        if to.startswith("/admin/login/" if method == "POST" else "/admin/"):
            return self.meets("GET", to)
        if response.status_code == TOO_MANY:  # who guesses secrets is held off for a while
            return "404"
        is_in = response.status_code < 400 or response.status_code in (400, 422)
        return "in" if is_in else str(response.status_code)


def test_every_address_has_a_decision() -> None:
    numbers: dict[str, int] = defaultdict(lambda: 1)
    paths = [address.format_map(numbers).partition("?")[0] for _how, address, _who in TABLE]
    assert set(_routes(get_resolver())) - {resolve(path).route for path in paths} == set()


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from _routes(pattern, route)


# Rows, by their keys in an address ---------------------------------------------------------------

ROWS = [decision for decision in TABLE if "{" in decision[1]]
# A child is looked for within its parent: with the key of another parent it is not there.
WITHIN = [
    decision
    for decision in ROWS
    if decision[1].count("{") == 2
    and decision[2] != NOBODY
    and "?" not in decision[1]
    and decision[:2]
    not in (
        # Taking somebody off who is no member is doing it twice, which is doing it once.
        ("POST", "/afdelingen/{department}/leden/{user}/remove/"),
        # What a colleague removed meanwhile is shown as it was filled in, to keep it after all.
        ("POST", "/afdelingen/{department}/onderwerpen/{subject}/"),
        ("POST", "/afdelingen/{department}/antwoorden/{canned}/"),
    )
]


def test_no_row_is_there_for_who_has_no_business_with_it() -> None:
    assert [at for _how, at, who in ROWS if {"chris", "anonymous"} & set(who.split())] == []


def test_every_key_in_an_address_is_tried_with_a_row_that_is_there() -> None:
    """Else a table in which nobody gets in proves nothing."""
    keyed = {route for route in _routes(get_resolver()) if "<int:" in route}
    numbers: dict[str, int] = defaultdict(lambda: 1)
    tried = {resolve(at.format_map(numbers).partition("?")[0]).route for _how, at, _who in ROWS}
    untried = {
        # Behind the secret of one question: see tests/routing/mail.
        "vraag/<str:secret>/bestanden/<int:pk>/",
        # The number of a step, which everybody has: see tests/webcare/test_tour.
        "rondleiding/<slug:slug>/<int:number>/",
        "rondleiding/<slug:slug>/<int:number>/<str:deed>/",
    }
    assert keyed - tried == untried


def _last(names: str) -> str:
    return names.rsplit(maxsplit=1)[-1]


@pytest.mark.parametrize("name", sorted({_last(who) for _how, _at, who in WITHIN}))
def test_row_of_another_is_not_there(
    cast: list[User], world: dict[str, int], zorg: Department, client: Client, name: str
) -> None:
    user = next(user for user in cast if user.username == name)
    visitor = _Visitor(client, user)
    rows = [(how, at) for how, at, who in WITHIN if _last(who) == name]
    found = {(how, at): visitor.meets(how, at.format_map(world)) for how, at in rows}
    assert found == dict.fromkeys(rows, "in")
    elsewhere = _parents_elsewhere(user, zorg)
    if name == "karin":  # she looks after both
        zorg.members.add(user)
    with _refused_in_brief():
        for how, at in rows:
            parent = re.findall("{(.*?)}", at)[0]
            found[how, at] = visitor.meets(how, at.format_map(world | {parent: elsewhere[parent]}))
    assert found == dict.fromkeys(rows, "404")


def _parents_elsewhere(user: User, department: Department) -> dict[str, int]:
    account = AccountFactory(external_id="2")
    return {
        "account": account.pk,
        "bundle": Bundle.objects.create().pk,
        "crisis": Crisis.objects.create(
            reason="Storm", begun_by=user, begun_at=NOON, ended_at=timezone.now(), ended_by=user
        ).pk,
        "conversation": ConversationFactory(account=account).pk,
        "department": department.pk,
    }


# What the table cannot say -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bram", "fatma", "chris", "karin"])
def test_list_of_conversations_is_empty_for_who_has_no_inbox(
    cast: list[User], world: dict[str, int], name: str
) -> None:
    key = Token.objects.get_or_create(user=User.objects.get(username=name))[0].key
    client = Client(headers={"Authorization": f"Token {key}"})
    assert client.get("/api/v1/conversations/").json()["results"] == []


def test_administrator_reads_no_message_in_the_admin(
    as_user: Any, fatma: User, world: dict[str, int]
) -> None:
    from connectors import polling
    from connectors.base import Raw
    from connectors.models import Account

    [read] = polling.store(Account.objects.get(), [Raw("mentions", b"Ik lig wakker")])
    polling.mark_parsed(read)
    client = as_user(fatma)
    assert f"arrival/{read.pk}/" not in client.get("/admin/connectors/arrival/").content.decode()
    answer = client.get(f"/admin/connectors/arrival/{read.pk}/change/", follow=True)
    assert "Ik lig wakker" not in answer.content.decode()


def test_page_for_who_has_no_work_here_says_so(as_user: Any, chris: User) -> None:
    assert "geen toegang" in as_user(chris).get("/").content.decode().lower()


@pytest.mark.parametrize(
    ("name", "place"),
    [("anouk", "/inbox/"), ("bram", "/vragen/"), ("fatma", "/kanalen/"), ("otto", "/inbox/")],
)
def test_everyone_begins_at_the_own_work(cast: list[User], name: str, place: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username=name))
    assert client.get("/").headers["Location"] == place


def test_who_is_switched_off_is_out_at_once(client: Client, anouk: User) -> None:
    client.force_login(anouk)
    User.objects.update(is_active=False)
    assert client.get("/inbox/").headers["Location"] == "/login/?next=/inbox/"
    token = Token.objects.create(user=anouk)
    answer = client.get("/api/v1/accounts/", headers={"Authorization": f"Token {token.key}"})
    assert answer.status_code == 401


def test_what_is_not_yours_looks_like_what_is_not_there(
    as_user: Any, bram: User, world: dict[str, int]
) -> None:
    client = as_user(bram)
    theirs = client.get(f"/inbox/{world['conversation']}/").content.decode()
    nothing = client.get("/no/such/page/").content.decode()
    assert theirs.partition("<main")[2] == nothing.partition("<main")[2]
