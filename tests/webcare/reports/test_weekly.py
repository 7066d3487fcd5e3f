"""The weekly mail: all of it in one message, each reader once, stopped with one press."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core import mail as post
from django.core.mail import EmailMultiAlternatives
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from connectors.models import Account
from inbox.models import Conversation
from routing.models import Department
from tests.factories import person
from tests.inbox.promised import at
from tests.webcare.figures.making import answered, case
from tests.webcare.reports.standing import stands_out
from tests.webcare.warnings.town import write
from webcare.figures.measures import MEASURES
from webcare.figures.periods import week_of
from webcare.models import User
from webcare.reports.models import Copy, Reader, Rhythm
from webcare.reports.weekly import readers, sending
from webcare.reports.weekly.composing import letter
from webcare.reports.weekly.contents import for_lead, in_public
from webcare.roles import sync_roles
from webcare.talk.models import Praise
from webcare.warnings.models import Signal

pytestmark = pytest.mark.django_db

MONDAY = at("ma 08:01", weeks=1)
WEEK = week_of(at("wo 10:00").date())
PAGE = "/rapporten/weekbericht/"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.PUBLIC_URL = "https://webcare.voorbeeld.example"
    settings.REPORT_DOMAINS = {"voorbeeld.example"}


@pytest.fixture
def lena(lena: User) -> User:
    return with_address(lena)


@pytest.fixture
def anouk(anouk: User) -> User:
    return with_address(anouk)


def with_address(user: User) -> User:
    user.email = f"{user.username}@voorbeeld.example"
    user.save(update_fields=["email"])
    return user


@pytest.fixture
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def lead(client: Client, lena: User) -> Client:
    client.force_login(lena)
    return client


@pytest.fixture
def week(openbare_ruimte: Department) -> None:
    for minutes in range(5, 65, 5):
        answered(minutes, department=openbare_ruimte)
    case("do 10:00")
    case("do 10:00")


def parsed(sent: EmailMultiAlternatives) -> EmailMessage:
    read = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def part(read: EmailMessage, kind: str) -> Any:
    [found] = [one for one in read.walk() if one.get_content_type() == kind]
    return found.get_content()


def only_mail(to: str) -> EmailMessage:
    [sent] = [one for one in post.outbox if one.to == [to]]
    assert isinstance(sent, EmailMultiAlternatives)
    return parsed(sent)


def test_one_message_holds_text_html_and_the_picture(monday: None, lena: User, week: None) -> None:
    sending.send_due(MONDAY)
    read = only_mail(lena.email)
    assert read.get_content_type() == "multipart/related"
    [both, picture] = list(read.iter_parts())
    assert both.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in both.iter_parts()] == ["text/plain", "text/html"]
    cid = picture["Content-ID"].strip("<>")
    html, text = part(read, "text/html"), part(read, "text/plain")
    assert f'src="cid:{cid}"' in html
    with Image.open(BytesIO(picture.get_content())) as drawn:
        assert (drawn.format, drawn.width) == ("PNG", 1200)
    for said in (html, text):
        assert "85,7%" in said  # twelve of fourteen
    assert "style=" not in html
    assert "@media (max-width" in html  # it fits a telephone


def test_who_leads_reads_how_many_wait_still_and_others_do_not(
    monday: None, lena: User, week: None
) -> None:
    """Two of fourteen: a number that would be too small in public."""
    [waits] = [
        one for one in for_lead(WEEK, lena).numbers if one.label == str(MEASURES["waiting"].label)
    ]
    assert waits.now == "2"
    assert str(MEASURES["waiting"].label) not in {one.label for one in in_public(WEEK).numbers}


def test_who_waits_longest_is_named_by_place_and_not_by_name(
    monday: None, lena: User, week: None, conversation: Conversation
) -> None:
    sending.send_due(MONDAY)
    read = only_mail(lena.email)
    for said in (part(read, "text/html"), part(read, "text/plain")):
        assert f"/inbox/{conversation.pk}/" in said
        assert str(conversation.author) not in said
        assert conversation.messages.get().text not in said


def test_each_reads_it_in_their_own_language(monday: None, lena: User, week: None) -> None:
    lena.language = "en"
    lena.save(update_fields=["language"])
    sending.send_due(MONDAY)
    assert "of the questions got an answer" in part(only_mail(lena.email), "text/plain")


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("ma 07:59", 0),
        ("ma 08:00", 1),
        ("ma 23:00", 1),
        ("di 19:59", 1),
        ("di 20:01", 0),
        ("zo 12:00", 0),
    ],
)
def test_it_goes_on_monday_at_eight_and_not_long_after(
    lena: User, moment: str, number: int
) -> None:
    with time_machine.travel(at(moment, weeks=1), tick=False):
        sending.send_due(at(moment, weeks=1))
    assert len(post.outbox) == number


def test_another_day_and_hour_can_be_chosen(lead: Client, monday: None) -> None:
    lead.post(f"{PAGE}wanneer/", {"on": "on", "weekday": "3", "time": "12:30"})
    assert sending.due(MONDAY) is None
    assert sending.due(at("wo 12:30", weeks=1)) == WEEK
    lead.post(f"{PAGE}wanneer/", {"weekday": "3", "time": "12:30"})
    assert sending.due(at("wo 12:30", weeks=1)) is None


def test_twice_is_once_also_when_the_day_is_changed(monday: None, lena: User) -> None:
    sending.send_due(MONDAY)
    sending.send_due(MONDAY + timedelta(minutes=5))
    Rhythm.objects.create(pk=1, weekday=2)
    sending.send_due(at("di 08:01", weeks=1))
    assert len(post.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_mail_once(transactional_db: None) -> None:
    sync_roles()
    for name in ("een", "twee", "drie", "vier"):
        with_address(person(name, name, "de Lead", "Team lead"))
    start = Barrier(2)

    def work(_number: int) -> None:
        start.wait()
        try:
            sending.send_due(MONDAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))
    assert sorted(one.to[0] for one in post.outbox) == sorted(
        User.objects.values_list("email", flat=True)
    )
    assert Copy.objects.filter(sent_at__isnull=False).count() == 4


def test_a_mail_under_way_when_its_worker_died_is_sent_by_nobody_but_a_person(
    lead: Client, lena: User
) -> None:
    with time_machine.travel(MONDAY):
        [reader] = sending.enrolled()
        copy = Copy.objects.create(reader=reader, week=WEEK.first, taken_at=MONDAY, tries=1)
        sending.send_due(MONDAY + timedelta(hours=1))
    assert not post.outbox
    with time_machine.travel(MONDAY + timedelta(hours=1)):
        assert 'data-testid="again"' in lead.get(PAGE).content.decode()
        lead.post(f"{PAGE}{copy.pk}/opnieuw/")
        lead.post(f"{PAGE}{copy.pk}/opnieuw/")
    assert len(post.outbox) == 1


def test_what_was_refused_is_shown_and_tried_again(lead: Client, lena: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody there
    with time_machine.travel(MONDAY, tick=False):
        sending.send_due(MONDAY)
        assert "refused" in str(Copy.objects.get().problem)
        assert 'data-testid="again"' in lead.get(PAGE).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sending.send_due(MONDAY + timedelta(minutes=1))
    assert not post.outbox
    sending.send_due(MONDAY + timedelta(minutes=20))
    assert len(post.outbox) == 1
    assert Copy.objects.get().problem == ""


def test_one_press_in_the_mail_program_stops_it(client: Client, monday: None, lena: User) -> None:
    sending.send_due(MONDAY)
    read = only_mail(lena.email)
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = read["List-Unsubscribe"].strip(" <>")
    path = link.removeprefix("https://webcare.voorbeeld.example")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200  # a filter looks
    assert Reader.objects.getting().exists()
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Reader.objects.getting().exists()
    post.outbox.clear()
    sending.send_due(MONDAY + timedelta(weeks=1))
    assert not post.outbox
    assert client.post(f"{path[:-3]}xx/").status_code == 404


def test_one_press_in_the_preferences_stops_it_and_begins_it_again(
    lead: Client, lena: User
) -> None:
    assert 'data-testid="weekly-stop"' in lead.get("/voorkeuren/").content.decode()
    lead.post(f"{PAGE}ik/", {"wants": "0"})
    assert 'data-testid="weekly-begin"' in lead.get("/voorkeuren/").content.decode()
    assert sending.enrolled() == []
    lead.post(f"{PAGE}ik/", {"wants": "1"})
    assert [one.user for one in sending.enrolled()] == [lena]


def test_who_does_not_lead_is_not_offered_it(client: Client, anouk: User) -> None:
    client.force_login(anouk)
    assert "weekly-stop" not in client.get("/voorkeuren/").content.decode()
    assert client.post(f"{PAGE}ik/", {"wants": "1"}).status_code == 404
    assert client.get(PAGE).status_code == 404


def test_an_address_without_an_account_agrees_first_and_gets_what_everybody_may_read(
    lead: Client, client: Client, week: None, conversation: Conversation
) -> None:
    to = "wethouder@voorbeeld.example"
    with time_machine.travel(at("zo 12:00"), tick=False):
        lead.post(f"{PAGE}lezers/", {"address": to})
        asked = part(only_mail(to), "text/plain")
        [path] = re.findall(r"https://webcare\.voorbeeld\.example(\S+)", asked)
        outside = Client()
        outside.get(path)
        assert Reader.objects.get(address=to).agreed_at is None
        outside.post(path)
    post.outbox.clear()
    with time_machine.travel(MONDAY, tick=False):
        sending.send_due(MONDAY)
    said = part(only_mail(to), "text/html")
    assert "/inbox/" not in said
    assert "meer dan" in said or "more than" in said  # two of fourteen wait


@pytest.mark.parametrize("allowed", [{"voorbeeld.example"}, set()])
def test_another_domain_is_refused_and_says_which_are_not(
    lead: Client, settings: Any, allowed: set[str]
) -> None:
    settings.REPORT_DOMAINS = allowed
    answer = lead.post(f"{PAGE}lezers/", {"address": "a@elders.example"})
    assert answer.status_code == 422
    assert ("voorbeeld.example." in answer.content.decode()) == bool(allowed)
    assert not Reader.objects.exists()


def test_nobody_names_who_stopped_it(lead: Client, anouk: User) -> None:
    reader = readers.name(anouk.email, anouk)
    readers.stop(reader.pk)
    assert lead.post(f"{PAGE}lezers/", {"address": anouk.email}).status_code == 422


def test_a_colleague_who_does_not_lead_gets_what_everybody_may_read(
    monday: None, anouk: User, week: None, conversation: Conversation
) -> None:
    readers.name(anouk.email, anouk)
    sending.send_due(MONDAY)
    assert "/inbox/" not in part(only_mail(anouk.email), "text/html")


def test_in_public_no_number_under_five_is_told(db: None) -> None:
    for _each in range(40):
        answered(5, "wo 10:00")
    for day in ("ma", "di", "do"):
        case(f"{day} 10:00")
    with time_machine.travel(MONDAY, tick=False):
        contents = in_public(WEEK)
    assert contents.share in {"meer dan 88%", "more than 88%"}
    # The three ones, and the forty: together with the whole they would tell that each is one.
    assert [day.received for day in contents.days] == [None, None, None, None, 0, 0, 0]
    assert all(day.answered is None for day in contents.days)
    assert not contents.waiting
    assert not contents.standing


@pytest.mark.parametrize(("waiting", "told"), [(4, False), (5, True)])
def test_in_public_it_says_that_the_rest_waits_still_unless_few_do(
    monday: None, waiting: int, told: bool
) -> None:
    for _each in range(20):
        answered(5, "wo 10:00")
    for _each in range(waiting):
        case("zo 10:00")
    contents = in_public(WEEK)
    it = letter(contents)
    assert bool(contents.later) is told
    assert contents.later in it.text
    assert contents.later in it.html


def test_compliments_come_from_the_wall(
    monday: None, lena: User, conversation: Conversation
) -> None:
    message = conversation.messages.get()
    Praise.objects.create(conversation=conversation, message=message, text="Snel geholpen!")
    assert "Snel geholpen!" in letter(in_public(WEEK)).html


def test_the_preview_is_the_mail(lead: Client, lena: User, week: None) -> None:
    with time_machine.travel(MONDAY, tick=False):
        shown = lead.get(f"{PAGE}voorbeeld/").content.decode()
        lead.post(f"{PAGE}proef/")
        sent = part(only_mail(lena.email), "text/html")
    assert "<style" not in shown
    apart = re.compile(r'src="[^"]+"|<style>.+</style>|<link[^>]+>', re.DOTALL)
    assert apart.sub("", shown).split() == apart.sub("", sent).split()
    assert Copy.objects.count() == 0


def test_a_word_that_may_be_a_name_is_not_mailed(
    monday: None, lena: User, account: Account
) -> None:
    """Neither of what stands out nor of a signal."""
    during = at("wo 10:00")
    told = [(during, "Weer een stroomstoring, zegt Jansen")] * 3
    behind = [one.pk for one in write(account, told)]
    stands_out(during, behind, "jansen", "stroomstoring")
    evidence = {"facets": [], "words": ["jansen", "stroomstoring"], "course": [], "keys": []}
    Signal.objects.create(
        kind="spike",
        key="all:",
        since=during,
        noticed_at=during,
        high_at=during,
        evidence=evidence,
        conversations=behind,
    )
    sending.send_due(MONDAY)
    read = only_mail(lena.email)
    for said in (part(read, "text/html"), part(read, "text/plain")):
        assert said.count("stroomstoring") >= 2
        assert "jansen" not in said.lower()


def test_its_pages_take_few_queries(lead: Client, week: None, conversation: Conversation) -> None:
    lead.get(PAGE)
    for path in (PAGE, f"{PAGE}voorbeeld/", f"{PAGE}voorbeeld/?public"):
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(path).status_code == 200
        assert len(asked) <= 12, path


@pytest.mark.parametrize("number", [1, 4])
def test_a_quiet_week_is_told_in_a_sentence(db: None, number: int) -> None:
    """Of a few no share is told in public, and of none there is none."""
    for _ in range(number):
        case(outcome="withdrawn")
    with time_machine.travel(MONDAY, tick=False):
        assert in_public(WEEK).headline == "Weinig mensen vroegen ons deze week iets."
        inside = for_lead(WEEK, person("lies", "Lies", "Bos", "Team lead")).headline
    assert inside == "Wie ons deze week iets vroeg, nam het terug."
