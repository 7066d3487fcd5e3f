"""A department hears of its questions by mail, once; over real SMTP."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from routing import desk
from routing.mail import END_MARK, MARK
from routing.mail.posting import due, post_due
from routing.mail.posting import post as mail
from routing.models import Absence, Department, Invitation, Referral, Remark
from routing.tasks import mail_question
from tests.factories import person
from tests.routing.race import race
from tests.simulator.postal import ANSWERS, GROEN, Post
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget() -> None:
    cache.clear()


def bodies(letter: EmailMessage) -> list[str]:
    """Plain text and HTML."""
    found = [letter.get_body((kind,)) for kind in ("plain", "html")]
    return [str(one.get_content()) for one in found if one]


def addressed(user: User) -> str:
    user.email = f"{user.username}@gemeente-voorbeeld.example"
    user.save()
    return user.email


def reply_address(referral: Referral) -> str:
    return ANSWERS.replace("@", f"+{referral.token}@")


def test_question_reaches_the_mailbox(post: Post, asked: Referral) -> None:
    mail_question(asked.pk)
    letter = post.whole()
    assert letter["To"] == GROEN
    assert letter["Reply-To"] == reply_address(asked)
    assert letter["Message-ID"] == f"<vraag-{asked.token}.1@gemeente-voorbeeld.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Subject"].endswith(f"[Webcare {asked.token[:8]}]")
    asked.refresh_from_db()
    assert asked.mailed_at
    assert asked.mail_problem == ""


def test_what_comes_back_by_itself_comes_back_to_the_question(post: Post, asked: Referral) -> None:
    mail(asked.pk)
    assert post.whole()["Return-Path"] == f"<{reply_address(asked)}>"


def test_letter_says_everything_in_both_shapes(post: Post, asked: Referral) -> None:
    desk.move_deadline(asked, datetime(2031, 5, 6, 12, tzinfo=UTC))
    mail(asked.pk)
    plain, html = bodies(post.whole())
    assert plain.startswith(MARK)
    for body in (plain, html):
        assert "Wanneer snoeien we de berken?" in body
        assert "Lindelaan" in body
        assert "2031" in body
        assert "https://webcare.example/vraag/" in body
        assert END_MARK in body
    assert "<Elk jaar>" in plain
    assert "&lt;Elk jaar&gt;" in html
    assert "<img" not in html


def test_letter_holds_no_words_within_the_department(
    post: Post, asked: Referral, bram: User
) -> None:
    Remark.objects.create(referral=asked, way=Remark.Way.REFUSED, text="Veel te bot.", by=bram)
    mail(asked.pk)
    assert all("Veel te bot" not in body for body in bodies(post.whole()))


def test_question_is_mailed_once(post: Post, asked: Referral) -> None:
    mail(asked.pk)
    mail(asked.pk)
    post_due()
    assert len(post.brief()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mail_once(post: Post, asked: Referral) -> None:
    race(lambda: mail(asked.pk), lambda: mail(asked.pk))
    assert len(post.brief()) == 1


def test_question_that_lost_its_bell_is_found(post: Post, asked: Referral) -> None:
    post_due()
    assert len(post.brief()) == 1
    assert not due().exists()


@pytest.mark.parametrize("kind", ["451", "550", "reset"])
def test_mail_that_is_refused_is_seen_and_tried_again(
    post: Post, asked: Referral, kind: str
) -> None:
    post.fault("smtp", kind)
    mail(asked.pk)
    asked.refresh_from_db()
    assert asked.mailed_at is None
    assert asked.mail_problem
    assert not Invitation.objects.filter(ended_at=None).exists()
    post_due()
    later = Referral.objects.get()
    assert later.mailed_at
    assert later.mail_problem == ""
    assert len(post.brief()) == 1


def test_mail_server_that_refuses_is_not_asked_all_the_time(post: Post, asked: Referral) -> None:
    post.fault("smtp", "550", times=2)
    mail(asked.pk)
    post_due()
    post_due()
    assert len(post.control("GET", "faults")) == 0
    assert post.brief() == []


def test_no_mail_server_is_seen(post: Post, asked: Referral, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    mail(asked.pk)
    asked.refresh_from_db()
    assert asked.mail_problem == "The mail server cannot be reached. The mail is tried again."


def test_without_a_mailbox_each_member_is_mailed(
    post: Post, asked: Referral, groen: Department, bram: User
) -> None:
    mira = person("mira", "Mira", "Kok", "Official")
    groen.members.add(mira)
    Department.objects.update(email="")
    for address in (addressed(bram), addressed(mira)):
        post.control("DELETE", address)
    mail(asked.pk)
    for user in (bram, mira):
        plain, _html = bodies(post.whole(user.email))
        assert f"https://webcare.example/vragen/{asked.pk}/" in plain
    assert not Invitation.objects.exists()


def test_deputy_is_mailed_for_who_is_away(post: Post, asked: Referral, bram: User) -> None:
    Department.objects.update(email="")
    mira = person("mira", "Mira", "Kok", "Official")
    Absence.objects.create(person=bram, first_day=timezone.localdate(), deputy=mira)
    addressed(bram)
    addressed(mira)
    mail(asked.pk)
    assert len(post.brief(mira.email)) == 1
    assert post.brief(bram.email) == []


def test_one_refused_address_does_not_stop_the_other(
    post: Post, asked: Referral, groen: Department, bram: User
) -> None:
    mira = person("mira", "Mira", "Kok", "Official")
    groen.members.add(mira)
    Department.objects.update(email="")
    post.fault("smtp", "550", address=addressed(bram))
    addressed(mira)
    mail(asked.pk)
    asked.refresh_from_db()
    assert bram.email in asked.mail_problem
    assert len(post.brief(mira.email)) == 1
    post_due()
    assert len(post.brief(mira.email)) == 1
    assert len(post.brief(bram.email)) == 1


def test_department_without_addresses_is_not_mailed(asked: Referral, office: None) -> None:
    Department.objects.update(email="")
    mail(asked.pk)
    asked.refresh_from_db()
    assert (asked.mailed_at, asked.mail_problem) == (None, "")


def test_question_without_an_address_is_due_once_there_is_one(
    asked: Referral, office: None, bram: User
) -> None:
    Department.objects.update(email="")
    User.objects.update(email="")
    assert not due().exists()
    addressed(bram)
    assert due().get() == asked


def test_what_the_agent_says_is_mailed_in_the_same_thread(
    post: Post, asked: Referral, anouk: User
) -> None:
    mail(asked.pk)
    desk.tell(asked, "Het gaat om de Lindelaan 12.", Remark.Way.FROM_AGENT, anouk)
    mail(asked.pk)
    mail(asked.pk)
    assert len(post.brief()) == 2
    letter = post.whole()
    assert letter["References"] == f"<vraag-{asked.token}.1@gemeente-voorbeeld.example>"
    assert letter["Message-ID"] == f"<vraag-{asked.token}.2@gemeente-voorbeeld.example>"
    assert all("Lindelaan 12" in body for body in bodies(letter))


def test_who_is_on_it_hears_what_was_asked(
    post: Post, asked: Referral, bram: User, anouk: User
) -> None:
    mail(asked.pk)
    addressed(bram)
    desk.ask_agent(asked, "Welke straat?", bram)
    desk.tell(asked, "De Lindelaan.", Remark.Way.FROM_AGENT, anouk)
    mail(asked.pk)
    assert len(post.brief(bram.email)) == 1
    assert len(post.brief()) == 1


def test_withdrawn_question_is_told_where_it_was_mailed(post: Post, asked: Referral) -> None:
    mail(asked.pk)
    desk.withdraw(asked)
    post_due()
    post_due()
    assert len(post.brief()) == 2
    plain, _html = bodies(post.whole())
    assert "no longer needs an answer" in plain
    assert "/vraag/" not in plain


def test_withdrawn_question_that_was_never_mailed_is_not_told(post: Post, asked: Referral) -> None:
    desk.withdraw(asked)
    mail(asked.pk)
    assert post.brief() == []


def test_answered_question_is_not_mailed(post: Post, asked: Referral, bram: User) -> None:
    desk.answer(asked, "In week 48.", bram)
    mail(asked.pk)
    post_due()
    assert post.brief() == []


def test_new_mail_ends_the_link_of_the_one_before(post: Post, asked: Referral, anouk: User) -> None:
    mail(asked.pk)
    desk.tell(asked, "De Lindelaan.", Remark.Way.FROM_AGENT, anouk)
    mail(asked.pk)
    assert Invitation.objects.filter(ended_at=None).count() == 1


def test_without_a_reply_address_there_is_only_the_link(
    post: Post, asked: Referral, settings: Any
) -> None:
    settings.REPLY_ADDRESS = "antwoord@localhost"
    mail(asked.pk)
    letter = post.whole()
    assert letter["Reply-To"] is None
    assert MARK not in bodies(letter)[0]


def test_without_a_public_address_there_is_no_link(
    post: Post, asked: Referral, settings: Any
) -> None:
    settings.PUBLIC_URL = ""
    mail(asked.pk)
    assert not re.search(r"/vraag/|/vragen/", "".join(bodies(post.whole())))


def test_bell_wakes_a_worker(
    asked: Referral, office: None, django_capture_on_commit_callbacks: Any, bells: Any, anouk: User
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        desk.tell(asked, "De Lindelaan.", Remark.Way.FROM_AGENT, anouk)
    waiting = [str(one) for one in bells.lrange("celery", 0, -1)]
    assert any("routing.tasks.mail_question" in one for one in waiting)
