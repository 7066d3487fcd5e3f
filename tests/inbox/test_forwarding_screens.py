"""Forwarding, and what comes back, on the screen."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from inbox import actions
from inbox.models import Attachment, Conversation, Forwarding
from inbox.workflow import Status
from routing import desk
from routing.models import Answer, Department, Enclosure, Letter, Referral, Source
from tests.factories import ConversationFactory, DepartmentFactory
from tests.inbox import files
from tests.inbox.browsing import at, page_of, rows_of
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def afval(db: None) -> Department:
    made: Department = DepartmentFactory(name="Afval & Reiniging")
    return made


@pytest.fixture
def asked(conversation: Conversation, anouk: User, openbare_ruimte: Department) -> Forwarding:
    return actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)


def _form(department: Department, conversation: Conversation, **more: Any) -> dict[str, Any]:
    """What a browser sends of the whole form."""
    return {
        "refer-department": department.pk,
        "refer-question": "Wanneer snoeien we?",
        "refer-complete": "1",
        "refer-redact": "on",
        "refer-messages": [message.pk for message in conversation.messages.all()],
        **more,
    }


# Forwarding --------------------------------------------------------------------------------------


def test_form_is_sent_as_it_was_filled_in(
    agent: Client, conversation: Conversation, openbare_ruimte: Department
) -> None:
    subject = openbare_ruimte.subjects.create(name="Snoeien")
    moment = timezone.localtime().replace(hour=12) + timedelta(days=3)
    given = _form(
        openbare_ruimte,
        conversation,
        **{
            "refer-subject": subject.pk,
            "refer-deadline": f"{moment:%Y-%m-%dT%H:%M}",
            "refer-messages": [],
            "refer-redact": "",
        },
    )
    assert agent.post(at("refer", conversation), given).status_code == 303
    asked = Referral.objects.get()
    assert (asked.subject, asked.redacted) == (subject, False)
    assert asked.snapshot["messages"] == []
    assert asked.deadline == moment.replace(second=0, microsecond=0)


def test_deadline_in_the_past_is_refused_and_the_words_stay(
    agent: Client, conversation: Conversation, openbare_ruimte: Department
) -> None:
    given = _form(openbare_ruimte, conversation, **{"refer-deadline": "2020-01-01T12:00"})
    response = agent.post(at("refer", conversation), given)
    assert response.status_code == 422
    assert "Wanneer snoeien we?" in response.content.decode()


def test_subject_of_the_department_before_is_dropped(
    agent: Client, conversation: Conversation, openbare_ruimte: Department, afval: Department
) -> None:
    subject = openbare_ruimte.subjects.create(name="Snoeien")
    given = _form(afval, conversation, **{"refer-subject": subject.pk})
    assert agent.post(at("refer", conversation), given).status_code == 303
    assert Referral.objects.get().subject is None


@pytest.mark.parametrize("target", ["", "refer-look"])
def test_preview_shows_what_the_department_will_see(
    agent: Client, openbare_ruimte: Department, target: str
) -> None:
    conversation = ConversationFactory(
        author__name="Sanne Bakker", message__text="Groet, Sanne Bakker. Snoei de berk!"
    )
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    response = agent.post(
        at("refer_preview", conversation),
        _form(openbare_ruimte, conversation, preview="1"),
        headers=headers,
    )
    page = response.content.decode()
    seen = page.partition('data-testid="refer-seen"')[2].partition("</section>")[0]
    assert response.status_code == 200
    assert "Snoei de berk!" in seen
    assert "Bakker" not in seen
    assert ("<!doctype html>" in page) is not bool(target)
    assert not Referral.objects.exists()


def test_form_tells_of_the_department(
    agent: Client, conversation: Conversation, openbare_ruimte: Department
) -> None:
    Department.objects.update(description="Bomen, gras en bankjes")
    openbare_ruimte.subjects.create(name="Snoeien", mandate=True)
    page = page_of(agent, at("conversation", conversation), to=openbare_ruimte.pk, tab="refer")
    assert "Bomen, gras en bankjes" in page
    assert "Snoeien (" in page
    assert "refer-unmanned" in page  # nobody works there
    assert "refer-deadline" in page


@pytest.mark.parametrize("wanted", ["x", "0", "9" * 30, "-1"])
def test_department_that_is_not_there_does_no_harm(
    agent: Client, conversation: Conversation, wanted: str
) -> None:
    assert "refer-unmanned" not in page_of(agent, at("conversation", conversation), to=wanted)


def test_who_answered_before_is_offered(
    agent: Client, conversation: Conversation, anouk: User, bram: User, afval: Department
) -> None:
    before = ConversationFactory(message__text="Bomen snoeien in de Kerkstraat")
    desk.answer(actions.refer(before, afval, "Weten jullie dit?", anouk).referral, "Ja.", bram)
    conversation.messages.update(text="Wie gaat de bomen snoeien?")
    page = page_of(agent, at("conversation", conversation), tab="refer")
    assert "answered-before" in page
    assert f"tab=refer&amp;to={afval.pk}" in page


def test_who_answered_before_is_looked_up_when_the_tab_opens(
    agent: Client, conversation: Conversation, anouk: User, bram: User, afval: Department
) -> None:
    before = ConversationFactory(message__text="Bomen snoeien in de Kerkstraat")
    desk.answer(actions.refer(before, afval, "Weten jullie dit?", anouk).referral, "Ja.", bram)
    conversation.messages.update(text="Wie gaat de bomen snoeien?")
    address = at("conversation", conversation)
    closed = page_of(agent, address)
    assert "answered-before" not in closed
    assert f'href="{address}?tab=refer#composer"' in closed  # also without JavaScript
    assert "Weten jullie dit?" in page_of(agent, address, "before")


# Coming back -------------------------------------------------------------------------------------


def _hand_back(asked: Forwarding, by: User, suggestion: Department | None = None) -> Forwarding:
    actions.take_answer(desk.hand_back(asked.referral, "Dat is Afval.", by, suggestion=suggestion))
    asked.refresh_from_db()
    return asked


def test_one_press_forwards_it_to_whom_they_named(
    agent: Client, asked: Forwarding, bram: User, afval: Department
) -> None:
    _hand_back(asked, bram, afval)
    page = page_of(agent, at("conversation", asked.conversation))
    assert "Dat is Afval." in page
    assert 'data-testid="refer-onward"' in page
    assert agent.post(at("refer_onward", asked.conversation, asked.pk)).status_code == 303
    assert Referral.objects.open().get().department == afval


def test_picture_that_is_lost_refuses_to_forward_it_on(
    agent: Client, asked: Forwarding, bram: User, afval: Department
) -> None:
    Enclosure.objects.create(
        referral=asked.referral, of_department=False, name="1", mime="image/jpeg", size=1, file="x"
    )
    _hand_back(asked, bram, afval)
    response = agent.post(at("refer_onward", asked.conversation, asked.pk), follow=True)
    assert response.status_code == 200
    assert 'class="message' in response.content.decode()
    assert not Referral.objects.open().exists()


def test_hand_back_that_was_dealt_with_is_not_shown_again(
    agent: Client, asked: Forwarding, anouk: User, bram: User, afval: Department
) -> None:
    _hand_back(asked, bram, afval)
    onward = actions.refer_onward(asked, anouk)
    actions.take_answer(desk.answer(onward.referral, "Morgen.", bram))
    assert "given-back" not in page_of(agent, at("conversation", asked.conversation))


@pytest.fixture
def for_the_lead(
    asked: Forwarding, anouk: User, bram: User, openbare_ruimte: Department, afval: Department
) -> Conversation:
    _hand_back(asked, bram)
    again = actions.refer(asked.conversation, openbare_ruimte, "Echt niet?", anouk)
    _hand_back(again, bram, afval)
    return asked.conversation


def test_agent_sees_why_the_lead_chooses(agent: Client, for_the_lead: Conversation) -> None:
    page = page_of(agent, at("conversation", for_the_lead))
    assert 'data-testid="for-the-lead"' in page
    assert 'data-testid="refer-onward"' not in page
    assert 'data-testid="refer-send"' not in page
    given = _form(Department.objects.all()[0], for_the_lead)
    assert agent.post(at("refer", for_the_lead), given).status_code == 422


def test_lead_chooses(as_user: Any, lena: User, for_the_lead: Conversation) -> None:
    client, pk = as_user(lena), for_the_lead.forwardings.last().pk  # type: ignore[union-attr]
    assert 'data-testid="refer-onward"' in page_of(client, at("conversation", for_the_lead))
    assert client.post(at("refer_onward", for_the_lead, pk)).status_code == 303
    for_the_lead.refresh_from_db()
    assert not for_the_lead.needs_lead


def test_lead_reads_that_she_chooses_and_every_reason(
    as_user: Any, lena: User, for_the_lead: Conversation
) -> None:
    page = page_of(as_user(lena), at("conversation", for_the_lead))
    panel = page.partition('data-testid="given-back"')[2].partition("</section>")[0]
    assert 'data-testid="lead-chooses"' in panel
    assert panel.count("Dat is Afval.") == 2
    assert 'data-testid="gave-it-back"' not in panel


def test_department_that_gave_it_back_is_not_offered_as_if_it_were_new(
    as_user: Any, lena: User, asked: Forwarding, anouk: User, bram: User, afval: Department
) -> None:
    _hand_back(asked, bram, afval)
    onward = actions.refer_onward(asked, anouk)
    _hand_back(onward, bram, asked.referral.department)
    page = page_of(as_user(lena), at("conversation", asked.conversation))
    panel = page.partition('data-testid="given-back"')[2].partition("</section>")[0]
    assert 'data-testid="gave-it-back"' in panel
    assert "utrecht-button--primary-action" not in panel
    assert 'data-testid="gave-back"' in page.partition('id="context"')[2]


def test_department_that_is_asked_again_is_not_marked(
    agent: Client, asked: Forwarding, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    _hand_back(asked, bram)
    row, address = asked.conversation, at("conversation", asked.conversation)
    assert 'data-testid="gave-back"' in page_of(agent, address, "context")
    actions.refer(row, openbare_ruimte, "Echt niet?", anouk)
    assert 'data-testid="gave-back"' not in page_of(agent, address, "context")


def test_lead_has_a_list_of_what_waits_for_her(
    as_user: Any, lena: User, anouk: User, for_the_lead: Conversation
) -> None:
    ConversationFactory()
    page = page_of(as_user(lena), "/inbox/", lead="1", status="all")
    assert rows_of(page) == [for_the_lead.pk]
    assert 'data-testid="for-lead"' in page
    assert 'data-testid="for-lead"' not in page_of(as_user(anouk), "/inbox/")


def test_question_that_nobody_claims_is_marked(agent: Client, asked: Forwarding) -> None:
    asked.referral.raised_at = timezone.now()
    asked.referral.save()
    assert "chip--lead" in page_of(agent, "/inbox/", status="referred")


def test_way_it_went_is_told(agent: Client, for_the_lead: Conversation) -> None:
    page = page_of(agent, at("conversation", for_the_lead), "context")
    way = page.partition('data-testid="path"')[2].partition("</section>")[0]
    stops = re.findall(r"<strong>(.*?)</strong>", way)
    team, desk_ = "Webcareteam", "Openbare Ruimte &amp; Groen"
    assert stops in (
        [team, desk_, team, desk_, team],
        ["Webcare team", desk_] * 2 + ["Webcare team"],
    )
    assert "Wanneer snoeien we?" in way


# The department's words --------------------------------------------------------------------------


def test_words_of_the_department_stand_beside_ours(
    agent: Client, asked: Forwarding, bram: User
) -> None:
    actions.take_answer(desk.answer(asked.referral, "In week 48.", bram))
    response = agent.post(at("reply", asked.conversation), {"text": "", "key": "x"})
    assert response.status_code == 422
    beside = response.content.decode().partition("data-beside-words")[2]
    assert "In week 48." in beside.partition("</div>")[0]


def _letter(asked: Forwarding, **authenticity: object) -> None:
    answer = desk.answer(
        asked.referral, "In week 48.", None, sender="bram@example.nl", source=Source.MAIL
    )
    Letter.objects.create(
        digest="d", size=1, state="taken", referral=asked.referral, authenticity=authenticity
    )
    actions.take_answer(answer)


@pytest.mark.parametrize(
    ("results", "doubted"),
    [
        ({"dmarc": "pass", "vouched": True}, False),
        ({"dmarc": "pass"}, True),  # of whom?
        ({"spf": "none"}, True),
        ({}, True),
    ],
)
def test_mail_that_nobody_vouches_for_is_doubted(
    agent: Client, asked: Forwarding, results: dict[str, object], doubted: bool
) -> None:
    _letter(asked, **results)
    page = page_of(agent, at("conversation", asked.conversation))
    assert ('data-testid="doubted"' in page) is doubted
    assert "bram@example.nl" in page


def test_answer_by_page_is_not_doubted(agent: Client, asked: Forwarding, bram: User) -> None:
    actions.take_answer(desk.answer(asked.referral, "In week 48.", bram))
    assert 'data-testid="doubted"' not in page_of(agent, at("conversation", asked.conversation))


def test_reason_why_a_mandate_did_not_count_is_shown(
    agent: Client, asked: Forwarding, bram: User
) -> None:
    answer = Answer.objects.create(referral=asked.referral, text="a" * 300, by=bram, direct=True)
    actions.take_answer(answer)
    assert 'data-testid="held"' in page_of(agent, at("conversation", asked.conversation))


@pytest.fixture
def sent(asked: Forwarding, bram: User) -> Enclosure:
    """A picture that the department sent with its answer."""
    picture = ContentFile(files.photograph(), "berk.jpg")
    made = desk.enclose(asked.referral, "berk.jpg", "image/jpeg", picture, of_department=True)
    actions.take_answer(desk.answer(asked.referral, "Zie foto.", bram))
    return made


def test_file_of_the_department_can_be_opened(
    agent: Client, asked: Forwarding, sent: Enclosure
) -> None:
    assert "berk.jpg" in page_of(agent, at("conversation", asked.conversation))
    address = at("department_file", asked.conversation, sent.pk)
    assert agent.get(address)["Content-Type"] == "image/jpeg"


def test_file_of_another_conversation_is_not_there(agent: Client, sent: Enclosure) -> None:
    other = ConversationFactory()
    assert agent.get(at("department_file", other, sent.pk)).status_code == 404
    assert agent.post(at("take_along", other, sent.pk)).status_code == 404


def test_picture_of_the_department_is_laid_ready_and_wants_a_description(
    agent: Client, asked: Forwarding, sent: Enclosure
) -> None:
    response = agent.post(at("take_along", asked.conversation, sent.pk), {"text": "Zie foto."})
    assert response.status_code == 200
    copy = Attachment.objects.get(uploaded_by__isnull=False)
    assert (copy.title, copy.alt, copy.conversation) == ("berk.jpg", "", asked.conversation)
    given = {"text": "Zie foto.", "media": copy.pk, "key": "5d9a4f0a-64a4-4a3c-9f5e-0c6c3a1a7b52"}
    assert agent.post(at("reply", asked.conversation), given).status_code == 422


# Asking and telling ------------------------------------------------------------------------------


def test_question_of_the_department_can_be_answered(
    agent: Client, asked: Forwarding, bram: User
) -> None:
    actions.take_remark(desk.ask_agent(asked.referral, "Welke straat?", bram))
    page = page_of(agent, at("conversation", asked.conversation))
    assert 'data-testid="wants"' in page
    assert 'data-testid="tell-text"' in page
    given = {"tell-text": "De Dorpsstraat."}
    assert agent.post(at("tell", asked.conversation, asked.pk), given).status_code == 303
    assert asked.referral.remarks.filter(way="from_agent", text="De Dorpsstraat.").exists()


def test_words_for_the_department_stay_when_it_answered_meanwhile(
    agent: Client, asked: Forwarding, bram: User
) -> None:
    desk.answer(asked.referral, "In week 48.", bram)
    given = {"tell-text": "De Dorpsstraat."}
    response = agent.post(at("tell", asked.conversation, asked.pk), given)
    assert response.status_code == 422


def test_question_for_the_citizen_stands_ready_in_the_composer(
    agent: Client, asked: Forwarding, bram: User
) -> None:
    actions.take_remark(desk.ask_citizen(asked.referral, "Welke boom is het?", bram))
    page = page_of(agent, at("conversation", asked.conversation))
    found = re.search(r'<textarea name="text"[^>]*>([^<]*)</textarea>', page)
    assert found
    assert found[1].strip() == "Welke boom is het?"
    asked.conversation.refresh_from_db()
    assert asked.conversation.status == Status.OPEN


def test_long_words_can_be_read_as_a_whole(agent: Client, asked: Forwarding, bram: User) -> None:
    text = f"{'Welke straat? ' * 40} En het nummer?"
    actions.take_remark(desk.ask_agent(asked.referral, text, bram))
    thread = page_of(agent, at("conversation", asked.conversation), "thread")
    assert thread.count("En het nummer?") == 2  # in what waits, and in the history


def test_observer_is_offered_none_of_it(
    as_user: Any, otto: User, asked: Forwarding, bram: User, afval: Department
) -> None:
    _hand_back(asked, bram, afval)
    page = page_of(as_user(otto), at("conversation", asked.conversation))
    assert 'method="post" action="/inbox/' not in page
    address = at("refer_onward", asked.conversation, asked.pk)
    assert as_user(otto).post(address).status_code == 404
