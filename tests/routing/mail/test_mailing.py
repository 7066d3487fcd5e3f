"""Letters that did not arrive, letters to a colleague, and letters to who had the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from smtplib import SMTPDataError
from typing import Any, ClassVar

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage as Outgoing
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from routing import desk
from routing.desk.mailing import LEASE
from routing.desk.unreached import problem_of
from routing.mail.inviting import Elsewhere, invited
from routing.mail.posting import due, post_due
from routing.mail.posting import post as mail
from routing.mail.receiving import receive
from routing.models import Concept, Delivery, Department, Invitation, Referral, Remark
from tests.factories import DepartmentFactory, person
from tests.routing.mail.test_posting import addressed, bodies, reply_address
from tests.routing.race import race
from tests.simulator.postal import ANSWERS, GROEN, Post
from webcare.models import User

pytestmark = pytest.mark.django_db

BOMEN = "bomen@gemeente-voorbeeld.example"
BOUNCED = f"Mail to {GROEN} came back: mailbox unknown"


@pytest.fixture(autouse=True)
def _forget() -> None:
    cache.clear()


@pytest.fixture
def mira(groen: Department) -> User:
    mira = person("mira", "Mira", "Kok", "Official")
    groen.members.add(mira)
    return mira


@pytest.fixture
def concept(groen: Department, anouk: User, bram: User, mira: User) -> Concept:
    """An answer of Bram that waits for Mira's eyes."""
    addressed(bram)
    addressed(mira)
    subject = groen.subjects.create(name="Kappen", mandate=True, four_eyes=True)
    asked = desk.refer(groen, "Wanneer kappen we de eik?", {}, anouk, subject=subject)
    made = desk.answer_directly(asked, "In week 48.", bram)
    assert isinstance(made, Concept)
    return made


def later() -> None:
    """The clock comes round when a mail that was refused may be tried again."""
    cache.clear()
    post_due()


def bounced(referral: Referral, address: str = GROEN) -> None:
    """A mail server tells that our letter did not arrive there."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = "MAILER-DAEMON@post.example"
    letter["To"] = reply_address(referral)
    letter["Subject"] = "Undelivered Mail Returned to Sender"
    letter["X-Failed-Recipients"] = address
    letter.set_content(f"550 5.1.1 <{address}> mailbox unknown\n")
    receive(letter.as_bytes())


def in_hand(referral: Referral, to: str = GROEN, number: int = 1) -> None:
    """A letter that a worker is sending."""
    now, kind = timezone.now(), Delivery.Kind.QUESTION
    Referral.objects.filter(pk=referral.pk).update(written_at=now)
    referral.deliveries.create(kind=kind, number=number, to=to, taken_at=now)


# Again -------------------------------------------------------------------------------------------


def test_question_that_came_back_is_mailed_again(post: Post, asked: Referral, anouk: User) -> None:
    mail(asked.pk)
    bounced(asked)
    desk.mail_again(asked, anouk)
    mail(asked.pk)
    mail(asked.pk)
    assert len(post.brief()) == 2
    assert post.whole()["Message-ID"] == f"<vraag-{asked.token}.2@gemeente-voorbeeld.example>"
    assert Referral.objects.get().mail_problem == ""
    assert Delivery.objects.get(number=2).by == anouk


def test_mail_again_that_lost_its_bell_is_found(post: Post, asked: Referral, anouk: User) -> None:
    mail(asked.pk)
    desk.mail_again(asked, anouk)
    post_due()
    assert len(post.brief()) == 2
    assert not due().exists()


def test_mail_again_goes_to_the_address_of_now(
    post: Post, asked: Referral, groen: Department, anouk: User
) -> None:
    mail(asked.pk)
    Department.objects.update(email=BOMEN)
    desk.mail_again(Referral.objects.get(), anouk)
    mail(asked.pk)
    assert (len(post.brief()), len(post.brief(BOMEN))) == (1, 1)


def test_mail_again_holds_what_was_said(post: Post, asked: Referral, anouk: User) -> None:
    mail(asked.pk)
    desk.tell(asked, "Het gaat om nummer 12.", Remark.Way.FROM_AGENT, anouk)
    desk.mail_again(asked, anouk)
    mail(asked.pk)
    assert len(post.brief()) == 2
    assert "nummer 12" in bodies(post.whole())[0]


def test_second_click_mails_nothing(asked: Referral, office: None, anouk: User) -> None:
    desk.mail_again(asked, anouk)
    with pytest.raises(desk.Refused, match="a moment ago"):
        desk.mail_again(asked, anouk)
    assert Delivery.objects.count() == 1


def test_closed_question_is_not_mailed_again(asked: Referral, anouk: User) -> None:
    desk.withdraw(asked)
    with pytest.raises(desk.AlreadyClosed):
        desk.mail_again(asked, anouk)


@pytest.mark.usefixtures("in_english")
def test_question_without_an_address_is_not_mailed_again(asked: Referral, anouk: User) -> None:
    Department.objects.update(email="")
    with pytest.raises(desk.Refused, match="Nobody"):
        desk.mail_again(Referral.objects.get(), anouk)
    assert not Delivery.objects.exists()


def test_corrected_address_gets_the_question_by_itself(
    post: Post, asked: Referral, groen: Department
) -> None:
    mail(asked.pk)
    bounced(asked)
    later()
    assert len(post.brief()) == 1
    Department.objects.update(email=BOMEN)
    later()
    later()
    assert (len(post.brief()), len(post.brief(BOMEN))) == (1, 1)
    assert Referral.objects.get().mail_problem == ""


def test_agent_reads_why_the_department_was_not_reached(asked: Referral) -> None:
    assert desk.mail_trouble(asked) == ""
    asked.mail_problem = BOUNCED
    assert desk.mail_trouble(asked).endswith(BOUNCED)
    desk.withdraw(Referral.objects.get())
    closed = Referral.objects.get()
    closed.mail_problem = BOUNCED
    assert desk.mail_trouble(closed) == ""


def test_late_return_from_an_address_that_no_longer_hears_warns_nobody(
    post: Post, asked: Referral, anouk: User
) -> None:
    mail(asked.pk)
    Department.objects.update(email=BOMEN)
    desk.mail_again(Referral.objects.get(), anouk)
    mail(asked.pk)
    bounced(asked)
    assert Referral.objects.get().mail_problem == ""


def test_return_from_behind_the_mailbox_warns(post: Post, asked: Referral) -> None:
    mail(asked.pk)
    bounced(asked, "thuis@example.org")
    assert "thuis@example.org" in Referral.objects.get().mail_problem


# One of several ----------------------------------------------------------------------------------


@pytest.fixture
def half_reached(post: Post, asked: Referral, groen: Department, bram: User, mira: User) -> User:
    """No mailbox: Mira gets the question, Bram's address is refused. It is Mira."""
    Department.objects.update(email="")
    post.fault("smtp", "550", address=addressed(bram), times=9)
    addressed(mira)
    mail(asked.pk)
    return mira


def test_question_was_mailed_once_anybody_has_it(half_reached: User, bram: User) -> None:
    row = Referral.objects.get()
    assert row.mailed_at
    assert bram.email in row.mail_problem


def test_who_was_reached_hears_on(
    post: Post, asked: Referral, half_reached: User, anouk: User
) -> None:
    desk.tell(Referral.objects.get(), "De Lindelaan.", Remark.Way.FROM_AGENT, anouk)
    mail(asked.pk)
    assert "De Lindelaan." in bodies(post.whole(half_reached.email))[0]
    desk.withdraw(Referral.objects.get())
    mail(asked.pk)
    assert "no longer needs" in bodies(post.whole(half_reached.email))[0]
    assert len(post.brief(half_reached.email)) == 3


def test_withdrawal_goes_to_nobody_who_had_no_question(
    post: Post, asked: Referral, half_reached: User, bram: User
) -> None:
    post.control("DELETE", "faults")
    desk.withdraw(Referral.objects.get())
    later()
    assert post.brief(bram.email) == []
    assert not due().exists()


def test_only_who_was_refused_is_tried_again(
    post: Post, asked: Referral, half_reached: User, bram: User
) -> None:
    post.control("DELETE", "faults")
    later()
    assert len(post.brief(bram.email)) == 1
    assert len(post.brief(half_reached.email)) == 1
    assert Referral.objects.get().mail_problem == ""


def test_what_came_back_from_one_is_not_forgotten_for_another(
    post: Post, asked: Referral, half_reached: User, bram: User
) -> None:
    bounced(asked, half_reached.email)
    post.control("DELETE", "faults")
    later()
    assert len(post.brief(bram.email)) == 1
    problem = Referral.objects.get().mail_problem
    assert half_reached.email in problem
    assert bram.email not in problem


def test_what_came_back_from_who_left_warns_no_more(
    asked: Referral, post: Post, half_reached: User, groen: Department
) -> None:
    post.control("DELETE", "faults")
    later()
    bounced(asked, half_reached.email)
    assert Referral.objects.get().mail_problem
    groen.members.remove(half_reached)
    later()
    assert Referral.objects.get().mail_problem == ""


def test_who_left_is_no_longer_tried(
    asked: Referral, half_reached: User, groen: Department, bram: User
) -> None:
    groen.members.remove(bram)
    later()
    assert Referral.objects.get().mail_problem == ""
    assert not due().exists()


# Sending -----------------------------------------------------------------------------------------


class Slow(BaseEmailBackend):
    """A mail server that takes its time: meanwhile something else happens."""

    meanwhile: ClassVar[list[Callable[[], object]]] = []
    came_of_it: ClassVar[list[object]] = []

    def send_messages(self, email_messages: Sequence[Outgoing]) -> int:
        self.came_of_it.extend(race(*self.meanwhile))
        return len(email_messages)


def claim_at_once(bram: User) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '60s'")
        desk.claim(Referral.objects.get(), bram)


@pytest.mark.django_db(transaction=True)
def test_question_is_not_held_while_the_mail_server_talks(
    office: None, asked: Referral, bram: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    Slow.meanwhile[:], Slow.came_of_it[:] = [lambda: claim_at_once(bram)], []
    mail(asked.pk)
    assert Slow.came_of_it == [None]
    row = Referral.objects.get()
    assert (row.claimed_by, row.mail_problem, row.mailed_at is None) == (bram, "", False)


@pytest.mark.django_db(transaction=True)
def test_letter_in_hand_is_not_sent_by_another(
    office: None, asked: Referral, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    Slow.meanwhile[:], Slow.came_of_it[:] = [lambda: mail(asked.pk)], []
    mail(asked.pk)
    assert len(Slow.came_of_it) == 1


@pytest.mark.parametrize(("ago", "letters"), [(LEASE * 2, 1), (timedelta(seconds=5), 0)])
def test_letter_of_a_worker_that_died_is_sent_by_the_next(
    post: Post, asked: Referral, ago: timedelta, letters: int
) -> None:
    Referral.objects.update(written_at=timezone.now())
    asked.deliveries.create(
        kind=Delivery.Kind.QUESTION, number=1, to=GROEN, taken_at=timezone.now() - ago
    )
    post_due()
    assert len(post.brief()) == letters


def test_link_of_before_works_until_the_new_one_left(
    post: Post, asked: Referral, anouk: User
) -> None:
    mail(asked.pk)
    first = Invitation.objects.get()
    post.fault("smtp", "550")
    desk.tell(asked, "De Lindelaan.", Remark.Way.FROM_AGENT, anouk)
    mail(asked.pk)
    assert list(Invitation.objects.filter(ended_at=None)) == [first]
    later()
    assert Invitation.objects.get(ended_at=None) != first


@pytest.mark.parametrize(
    ("failure", "known"), [(SMTPDataError(550, b"No"), False), (TimeoutError(), True)]
)
def test_link_that_was_not_mailed_works_not_and_is_known_where_it_may_have_arrived(
    asked: Referral, groen: Department, failure: Exception, known: bool
) -> None:
    with pytest.raises(type(failure)), invited(asked, groen, GROEN):
        raise failure
    assert Invitation.objects.exists() is known
    assert not Invitation.objects.filter(ended_at=None).exists()


# A colleague's look ------------------------------------------------------------------------------


def test_colleague_is_mailed_that_an_answer_waits_for_their_eyes(
    post: Post, concept: Concept, bram: User, mira: User
) -> None:
    mail(concept.referral_id)
    post_due()
    letter = post.whole(mira.email)
    for body in bodies(letter):
        assert "In week 48." in body
        assert "Bram Smit" in body
        assert f"https://webcare.example/vragen/{concept.referral_id}/" in body
    assert len(post.brief(mira.email)) == 1
    assert post.brief(bram.email) == []


def test_reply_to_a_request_to_look_is_no_answer(post: Post, concept: Concept, mira: User) -> None:
    mail(concept.referral_id)
    letter = post.whole(mira.email)
    assert letter["Reply-To"] == ANSWERS != reply_address(concept.referral)
    assert concept.referral.token not in letter.as_string()


def test_colleague_who_is_not_reached_is_told_as_long_as_their_eyes_are_needed(
    post: Post, concept: Concept, bram: User, mira: User
) -> None:
    mail(concept.referral_id)
    bounced(concept.referral, mira.email)  # of a reminder, which bears the address of the question
    assert mira.email in Referral.objects.get().mail_problem
    desk.take_back(concept, bram)
    assert problem_of(Referral.objects.get()) == ""


def test_next_answer_is_mailed_too(post: Post, concept: Concept, bram: User, mira: User) -> None:
    mail(concept.referral_id)
    desk.refuse(concept, mira, "Noem de straat.")
    desk.answer_directly(concept.referral, "Lindelaan: in week 48.", bram)
    mail(concept.referral_id)
    assert len(post.brief(mira.email)) == 2
    assert "Lindelaan" in bodies(post.whole(mira.email))[0]


def test_answer_that_no_longer_waits_is_not_mailed(
    post: Post, concept: Concept, bram: User, mira: User
) -> None:
    desk.take_back(concept, bram)
    mail(concept.referral_id)
    assert post.brief(mira.email) == []
    assert not due().exists()


# Another department ------------------------------------------------------------------------------


@pytest.fixture
def sem() -> User:
    """Of a department that knows the answer."""
    sem = person("sem", "Sem", "Dijk", "Official")
    DepartmentFactory(slug="afval-reiniging", name="Afval & Reiniging").members.add(sem)
    return sem


def test_department_hears_that_another_took_it_up(post: Post, asked: Referral, sem: User) -> None:
    mail(asked.pk)
    desk.take_up(asked, sem.departments.get(), sem)
    mail(asked.pk)
    mail(asked.pk)
    assert len(post.brief()) == 2
    plain, html = bodies(post.whole())
    assert "Afval & Reiniging knows the answer" in plain
    assert "Afval &amp; Reiniging knows the answer" in html
    assert "/vraag/" not in plain


def test_department_that_heard_nothing_hears_nothing_of_taking_up(
    post: Post, asked: Referral, sem: User
) -> None:
    desk.take_up(asked, sem.departments.get(), sem)
    mail(asked.pk)
    assert post.brief() == []


def test_refused_farewell_asks_nobody_anew(post: Post, asked: Referral, sem: User) -> None:
    mail(asked.pk)
    desk.take_up(asked, sem.departments.get(), sem)
    Department.objects.filter(members=sem).update(email=BOMEN)
    post.fault("smtp", "550")
    mail(asked.pk)
    later()
    assert (len(post.brief()), post.brief(BOMEN)) == (2, [])


def test_who_lost_the_question_hears_no_more_of_it(post: Post, asked: Referral, sem: User) -> None:
    mail(asked.pk)
    desk.take_up(asked, sem.departments.get(), sem)
    mail(asked.pk)
    desk.withdraw(asked)
    mail(asked.pk)
    assert len(post.brief()) == 2


def lost(asked: Referral, sem: User) -> None:
    desk.take_up(asked, sem.departments.get(), sem)


@pytest.mark.parametrize("ends", [lambda asked, _sem: desk.withdraw(asked), lost])
def test_who_is_being_mailed_hears_that_nobody_need_answer(
    post: Post, asked: Referral, sem: User, ends: Callable[[Referral, User], None]
) -> None:
    in_hand(asked)
    ends(asked, sem)
    mail(asked.pk)
    assert len(post.brief()) == 1
    assert "/vraag/" not in bodies(post.whole())[0]
    assert post.whole()["Message-ID"] == f"<vraag-{asked.token}.2@gemeente-voorbeeld.example>"


def test_letter_of_a_worker_that_died_is_not_sent_where_the_question_was(
    post: Post, asked: Referral, sem: User
) -> None:
    in_hand(asked)
    lost(asked, sem)
    Delivery.objects.exclude(taken_at=None).update(taken_at=timezone.now() - LEASE * 2)
    later()
    assert "knows the answer" in bodies(post.whole())[0]
    assert len(post.brief()) == 1
    assert not Invitation.objects.exists()


class SlowAndRefusing(Slow):
    """And in the end it says no."""

    def send_messages(self, email_messages: Sequence[Outgoing]) -> int:
        super().send_messages(email_messages)
        raise SMTPDataError(451, b"Later")


@pytest.mark.django_db(transaction=True)
def test_refused_letter_is_not_tried_again_where_the_question_was(
    post: Post, asked: Referral, sem: User, anouk: User, settings: Any
) -> None:
    mail(asked.pk)
    desk.tell(asked, "De Lindelaan.", Remark.Way.FROM_AGENT, anouk)
    real, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.SlowAndRefusing"
    Slow.meanwhile[:], Slow.came_of_it[:] = [lambda: lost(Referral.objects.get(), sem)], []
    mail(asked.pk)
    assert Slow.came_of_it == [None]
    settings.EMAIL_BACKEND = real
    later()
    later()
    assert len(post.brief()) == 2
    assert "knows the answer" in bodies(post.whole())[0]
    assert not Invitation.objects.filter(ended_at=None).exists()


def test_link_is_made_for_the_department_that_has_the_question(
    asked: Referral, groen: Department, sem: User
) -> None:
    read_before = Referral.objects.get()
    lost(asked, sem)
    with pytest.raises(Elsewhere), invited(read_before, groen, GROEN):
        pass
    assert not Invitation.objects.exists()


def test_each_department_that_lost_the_question_hears_so(
    post: Post, asked: Referral, sem: User
) -> None:
    mail(asked.pk)
    lost(asked, sem)
    Department.objects.filter(members=sem).update(email=BOMEN, open_to_others=True)
    in_hand(asked, BOMEN, number=3)
    desk.release(asked, sem)
    third = person("joris", "Joris", "Bos", "Official")
    DepartmentFactory(slug="water", name="Water").members.add(third)
    lost(Referral.objects.get(), third)
    mail(asked.pk)
    assert (len(post.brief()), len(post.brief(BOMEN))) == (2, 1)


# Whose it is -------------------------------------------------------------------------------------


def test_letter_says_how_to_give_the_question_back(post: Post, asked: Referral) -> None:
    mail(asked.pk)
    assert all("Choose “Not for us” on that page" in body for body in bodies(post.whole()))


def test_letter_without_a_link_asks_whose_it_is(post: Post, asked: Referral, settings: Any) -> None:
    settings.PUBLIC_URL = ""
    mail(asked.pk)
    for body in bodies(post.whole()):
        assert "Reply and say whose it is" in body
        assert "that page" not in body
