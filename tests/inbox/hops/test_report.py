"""What departments got and gave back, counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox import actions
from inbox.hops.report import Came, Report, Tally, report, tally
from inbox.models import Conversation, Hop
from routing import desk
from routing.models import Department
from tests.factories import ConversationFactory, DepartmentFactory
from tests.inbox.promised import at
from webcare.models import User

pytestmark = pytest.mark.django_db

PAGE = "/doorzettingen/"
NOW = at("wo 15:00")


@pytest.fixture(autouse=True)
def _wednesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def afval() -> Department:
    made: Department = DepartmentFactory(slug="afval", name="Afval")
    return made


@pytest.fixture
def groen(openbare_ruimte: Department, bram: User) -> Department:
    return openbare_ruimte


@pytest.fixture
def ask(anouk: User, bram: User) -> Callable[..., None]:
    """``ask(row, groen)``: it answers; ``ask(row, groen, back=True, to=afval)``: it does not."""

    def forward(
        row: Conversation, to: Department, back: bool = False, hint: Department | None = None
    ) -> None:
        boss = User.objects.get(username="lena")
        forwarding = actions.refer(row, to, "Van wie is dit?", boss if row.needs_lead else anouk)
        if back:
            said = desk.hand_back(forwarding.referral, "Niet van ons.", bram, suggestion=hint)
        else:
            said = desk.answer(forwarding.referral, "In maart.", bram)
        actions.take_answer(said)
        row.refresh_from_db()

    return forward


def _report(user: User, days: int = 30) -> Report:
    return report(user, days, NOW)


def _rows(found: Report) -> list[tuple[str, int, int, int, float]]:
    return [(d.slug, t.received, t.back, t.share, t.hops) for d, t in found.departments]


# The figures -------------------------------------------------------------------------------------


def test_small_case_by_hand(ask: Any, lena: User, groen: Department, afval: Department) -> None:
    """Three conversations. The first: Groen answers (1 step). The second: Afval gives it back,
    says Groen; Groen answers (3 steps). The third: Groen gives it back without a name (2 steps)."""
    first, second, third = ConversationFactory.create_batch(3)
    ask(first, groen)
    ask(second, afval, back=True, hint=groen)
    ask(second, groen)
    ask(third, groen, back=True)
    found = _report(lena)
    assert _rows(found) == [
        ("openbare-ruimte", 3, 1, 33, 2),
        ("afval", 1, 1, 100, 3),
    ]
    assert found.whole == Tally(received=4, back=2, hops=2)
    pointed = [(one.department.slug, one.to and one.to.slug, one.number) for one in found.pointed]
    assert pointed == [("afval", "openbare-ruimte", 1), ("openbare-ruimte", None, 1)]
    assert found.around_number == 0


def test_median_is_of_conversations_and_not_of_questions() -> None:
    came = [Came(1, 7, 5, back=True), Came(1, 7, 5, back=True), Came(1, 8, 2, back=False)]
    assert tally(came) == {1: Tally(received=3, back=2, hops=3.5)}


def test_department_that_was_chosen_meanwhile_gave_nothing_back(
    lena: User, anouk: User, bram: User, groen: Department, afval: Department
) -> None:
    row = ConversationFactory()
    forwarding = actions.refer(row, afval, "Van wie is dit?", anouk)
    actions.choose_department(row, groen, anouk)
    actions.take_answer(desk.hand_back(forwarding.referral, "Van Groen.", bram))
    assert _rows(_report(lena)) == [("afval", 1, 1, 100, 3)]


def test_question_that_another_took_up_was_given_back_by_nobody(
    lena: User, anouk: User, bram: User, groen: Department, afval: Department
) -> None:
    forwarding = actions.refer(ConversationFactory(), afval, "Wanneer snoeien we?", anouk)
    desk.take_up(forwarding.referral, groen, bram)
    actions.take_answer(desk.answer(forwarding.referral, "In maart.", bram))
    assert _rows(_report(lena)) == [("afval", 1, 0, 0, 2), ("openbare-ruimte", 1, 0, 0, 2)]


@pytest.mark.parametrize(("days", "received"), [(7, 0), (30, 1), (90, 1)])
def test_only_the_period_counts(
    ask: Any, lena: User, groen: Department, days: int, received: int
) -> None:
    with time_machine.travel(NOW - timedelta(days=8), tick=False):
        ask(ConversationFactory(), groen, back=True)
    found = _report(lena, days)
    assert (found.whole.received, len(found.pointed)) == (received, received)


def test_what_came_back_more_than_twice_is_shown(ask: Any, lena: User, groen: Department) -> None:
    twice, thrice = ConversationFactory.create_batch(2)
    for row, times in ((twice, 2), (thrice, 3)):
        for _time in range(times):
            ask(row, groen, back=True)
    assert _report(lena).around == [thrice]


def test_who_does_not_read_the_inbox_sees_their_number_only(
    ask: Any, lena: User, fatma: User, groen: Department
) -> None:
    row = ConversationFactory()
    for _time in range(3):
        ask(row, groen, back=True)
    found = _report(fatma)
    assert (found.around, found.around_number) == ([], 1)


def test_it_costs_as_much_for_many_as_for_few(
    ask: Any, lena: User, groen: Department, afval: Department
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            _report(User.objects.get(pk=lena.pk))
        return len(asked)

    ask(ConversationFactory(), groen)
    few = cost()
    for _number in range(5):
        row = ConversationFactory()
        for department in (afval, groen, afval):
            ask(row, department, back=True, hint=groen)
    assert cost() == few


# The page ----------------------------------------------------------------------------------------


@pytest.fixture
def leading(client: Client, lena: User) -> Client:
    client.force_login(lena)
    client.cookies["django_language"] = "en"
    return client


def test_page_tells_it(leading: Client, ask: Any, groen: Department, afval: Department) -> None:
    row = ConversationFactory()
    for _time in range(3):
        ask(row, afval, back=True, hint=groen)
    page = " ".join(leading.get(PAGE, {"days": "7"}).content.decode().split())
    assert "Departments got 3 questions in this period and gave 3 back (100%)." in page
    assert f'href="/inbox/{row.pk}/"' in page
    assert "given back 3 times" in page


def test_page_without_hops_says_so(leading: Client) -> None:
    assert "No question was forwarded in this period." in leading.get(PAGE).content.decode()


@pytest.mark.parametrize(("asked", "days"), [("", 30), ("7", 7), ("90", 90), ("²", 30), ("-1", 30)])
def test_page_knows_its_periods(leading: Client, asked: str, days: int) -> None:
    assert leading.get(PAGE, {"days": asked}).context["report"].days == days


@pytest.mark.parametrize("name", ["anouk", "bram", "otto", "chris"])
def test_page_is_for_leads(
    as_user: Any, anouk: User, bram: User, otto: User, chris: User, name: str
) -> None:
    assert as_user(User.objects.get(username=name)).get(PAGE).status_code == 404


def test_hops_of_the_period_are_found_by_their_index(groen: Department) -> None:
    since = timezone.now() - timedelta(days=7)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Hop.objects.filter(at__gte=since, how=Hop.How.HANDED_BACK).order_by().explain()
    assert "inbox_hop_at" in plan
