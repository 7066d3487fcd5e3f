"""What somebody is writing is kept for them, shown to colleagues, and gone when it is sent."""

from __future__ import annotations

import itertools
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation, Draft, Event, Note, Outbound
from inbox.standing import tell
from routing import desk
from routing.models import Department
from tests.factories import ConversationFactory, MessageFactory
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db

NAMES = {"note": ("note-text", "note-page"), "refer": ("refer-question", "refer-page")}
HERE, ELSEWHERE = str(uuid.uuid4()), str(uuid.uuid4())


@pytest.fixture
def saves(agent: Client, conversation: Conversation) -> Any:
    """``saves("Beste")``: a page of Anouk's saves this, and is told so."""
    count = itertools.count(1)

    def save(
        text: str, page: str = HERE, mode: str = "reply", over: object = 0, **more: Any
    ) -> Any:
        names = NAMES.get(mode, ("text", "key"))
        given = dict(zip(names, (text, page), strict=True)) | {"number": next(count), **more}
        return agent.post(f"{at('save_draft', conversation, mode)}?over={over}", given)

    return save


def _draft(conversation: Conversation, by: User, text: str, mode: str = "reply") -> Draft:
    words = actions.Words(mode=mode, text=text, page=uuid.uuid4(), number=1)
    made = actions.save_draft(conversation, by, words)
    assert made
    return made


def _composer(page: str) -> str:
    return page.partition('data-testid="compose-text"')[2].partition("</textarea>")[0]


# Saving ------------------------------------------------------------------------------------------


def test_what_is_written_is_there_on_another_device(
    saves: Any, agent: Client, conversation: Conversation
) -> None:
    assert saves("Beste Noor,\n\nDinsdag").status_code == 204
    page = page_of(agent, at("conversation", conversation))
    assert "Beste Noor,\n\nDinsdag" in _composer(page)


def test_question_for_a_department_is_there_on_another_device_until_it_is_asked(
    saves: Any, agent: Client, conversation: Conversation, openbare_ruimte: Department
) -> None:
    chosen = openbare_ruimte
    more = {"refer-department": chosen.pk, "refer-version": conversation.version}
    assert saves("Klopt dit nog?", mode="refer", **more).status_code == 204
    page = page_of(agent, at("conversation", conversation))
    form = page.partition('id="refer-form"')[2].partition("</form>")[0]
    assert "Klopt dit nog?" in form
    assert f'<option value="{chosen.pk}" selected>' in form
    assert chosen.description in form

    emptied = {**more, "over": Draft.objects.get().revision}
    assert saves("", mode="refer", **emptied).status_code == 204
    page = page_of(agent, at("conversation", conversation))
    assert f'<option value="{chosen.pk}" selected>' not in page  # nothing was begun any more

    asked = {"refer-department": chosen.pk, "refer-question": "Klopt dit nog?"}
    assert agent.post(at("refer", conversation), asked).status_code == 303
    assert not Draft.objects.exists()
    assert saves("Klopt dit nog?", mode="refer", **more).status_code == 204  # a save that is late
    assert not Draft.objects.exists()


def test_older_save_that_comes_late_changes_nothing(saves: Any) -> None:
    saves("Beste Noor", number=9)
    assert saves("Beste", number=8).status_code == 204
    assert Draft.objects.get().text == "Beste Noor"


def test_page_that_began_with_what_was_saved_goes_on_with_it(saves: Any) -> None:
    saves("Beste Noor")
    revision = Draft.objects.get().revision
    assert saves("Dag Noor", page=ELSEWHERE, over=revision).status_code == 204
    draft = Draft.objects.get()
    assert (draft.text, draft.aside) == ("Dag Noor", "")


def test_of_two_pages_the_words_typed_last_stand_and_the_others_are_offered(saves: Any) -> None:
    saves("Dinsdag snoeien we.")
    told = saves("Woensdag snoeien we.", page=ELSEWHERE)
    assert told.json() == {"text": "Woensdag snoeien we.", "aside": "Dinsdag snoeien we."}


def test_words_typed_before_what_was_saved_elsewhere_stand_aside(saves: Any) -> None:
    """As when a line comes back after an hour."""
    saves("Dinsdag snoeien we.")
    told = saves("Woensdag snoeien we.", page=ELSEWHERE, age=3600)
    assert told.json() == {"text": "Dinsdag snoeien we.", "aside": "Woensdag snoeien we."}


def test_what_stood_aside_already_is_not_lost_either(saves: Any) -> None:
    for text in ("Een.", "Twee.", "Drie."):
        saves(text, page=str(uuid.uuid4()))
    draft = Draft.objects.get()
    assert draft.text == "Drie."
    assert "Een." in draft.aside
    assert "Twee." in draft.aside


def test_words_put_aside_are_offered_after_a_reload(
    saves: Any, agent: Client, conversation: Conversation
) -> None:
    saves("De woorden van de afdeling.", aside="Mijn eigen woorden.")
    page = page_of(agent, at("conversation", conversation))
    assert 'data-text="Mijn eigen woorden."' in page
    saves("Mijn eigen woorden.", aside="")
    assert Draft.objects.get().aside == ""


def test_draft_that_made_room_for_a_proposal_survives_the_first_letter(
    saves: Any,
    agent: Client,
    conversation: Conversation,
    bas: User,
    bram: User,
    openbare_ruimte: Department,
) -> None:
    saves("Mijn eigen woorden.")
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer?", bas)
    actions.take_answer(desk.answer(forwarding.referral, "In week 48.", bram))
    page = page_of(agent, at("conversation", conversation), proposal=forwarding.pk)
    assert "In week 48." in _composer(page)
    assert 'data-text="Mijn eigen woorden."' in page
    [over] = re.findall(r'/draft/reply/\?over=(\d+)"', page)
    saves("In week 48!", page=ELSEWHERE, over=over)
    assert Draft.objects.get().aside == "Mijn eigen woorden."


def test_own_words_go_before_a_proposal(
    saves: Any, agent: Client, conversation: Conversation, bas: User, bram: User,
    openbare_ruimte: Department,
) -> None:  # fmt: skip
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer?", bas)
    actions.take_answer(desk.answer(forwarding.referral, "In week 48.", bram))
    saves("Mijn eigen woorden.")
    assert "Mijn eigen woorden." in _composer(page_of(agent, at("conversation", conversation)))


@pytest.mark.parametrize("given", [{"mode": "poem"}, {"key": "x"}, {"number": "x"}, {"age": "-1"}])
def test_save_that_makes_no_sense_is_refused(saves: Any, given: dict[str, str]) -> None:
    assert saves("Beste", **given).status_code == 400
    assert not Draft.objects.exists()


def test_note_is_kept_beside_the_answer(
    saves: Any, agent: Client, conversation: Conversation
) -> None:
    saves("Beste Noor")
    saves("Even bellen met de wijkbeheerder", page=ELSEWHERE, mode="note")
    page = page_of(agent, at("conversation", conversation))
    assert "Beste Noor" in _composer(page)
    assert "Even bellen met de wijkbeheerder</textarea>" in page


def test_who_is_named_in_a_note_is_kept_with_its_words(
    saves: Any, agent: Client, conversation: Conversation, bas: User
) -> None:
    box = f'name="mention" value="{bas.pk}"'
    saves("Kijk jij mee?", mode="note")
    assert box not in page_of(agent, at("conversation", conversation))
    saves("Kijk jij mee?", mode="note", mention=[bas.pk])
    assert f"{box} checked" in page_of(agent, at("conversation", conversation))
    saves("Kijk jij mee?", mode="note")
    assert box not in page_of(agent, at("conversation", conversation))


# Whose it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["otto", "fatma", "chris", "bram"])
def test_who_may_not_work_has_no_draft(
    as_user: Any,
    conversation: Conversation,
    otto: User,
    fatma: User,
    chris: User,
    bram: User,
    name: str,
) -> None:
    client = as_user(User.objects.get(username=name))
    given = {"text": "Beste", "key": HERE, "number": 1}
    assert client.post(at("save_draft", conversation, "reply"), given).status_code in (403, 404)
    assert not Draft.objects.exists()


def test_draft_of_a_colleague_stays_theirs_and_is_shown_with_its_words(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    draft = _draft(conversation, bas, "Beste Noor, we komen dinsdag.")
    page = page_of(agent, at("conversation", conversation))
    assert "Beste Noor" not in _composer(page)
    begun = page.partition(f'id="begun-{draft.pk}"')[2].partition("</details>")[0]
    assert "Bas Visser" in begun
    assert "Beste Noor, we komen dinsdag." in begun


def test_page_that_is_open_asks_what_colleagues_write(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    _draft(conversation, bas, "Beste <b>Noor</b>")
    part = page_of(agent, at("begun", conversation), target="begun")
    assert "Beste &lt;b&gt;Noor&lt;/b&gt;" in part
    assert "<article" not in part


def test_observer_does_not_read_what_is_not_said_yet(
    as_user: Any, otto: User, conversation: Conversation, bas: User
) -> None:
    _draft(conversation, bas, "Beste Noor")
    client = as_user(otto)
    assert "Beste Noor" not in page_of(client, at("conversation", conversation))
    assert client.get(at("begun", conversation)).status_code == 404


def test_who_continues_can_go_on_with_the_words(
    saves: Any, agent: Client, conversation: Conversation, bas: User
) -> None:
    theirs = _draft(conversation, bas, "Beste Noor, we komen dinsdag.")
    saves("Mijn eigen begin.")
    page = page_of(agent, at("conversation", conversation), words=theirs.pk)
    assert "we komen dinsdag." in _composer(page)
    assert 'data-text="Mijn eigen begin."' in page
    assert Draft.objects.get(user=bas).text == "Beste Noor, we komen dinsdag."


def test_draft_survives_a_take_over(conversation: Conversation, bas: User, anouk: User) -> None:
    actions.claim(conversation, bas)
    _draft(conversation, bas, "Beste Noor")
    actions.claim(conversation, anouk, take_over=True)
    assert Draft.objects.get(user=bas).text == "Beste Noor"


def test_way_of_what_was_begun_is_chosen_again(agent: Client, anouk: User) -> None:
    row = ConversationFactory(account__kind="facebook")
    row.messages.update(created_at=timezone.now(), allows=["reply", "private_reply"])
    public = page_of(agent, at("conversation", row))
    _draft(row, anouk, "Onder ons: stuur uw adres.")
    Draft.objects.update(way="private_reply")
    private = page_of(agent, at("conversation", row))
    chosen = [re.findall(r'id="way-(\w+)"[^>]* checked', page) for page in (public, private)]
    assert chosen == [["reply"], ["private_reply"]]


# Sending -----------------------------------------------------------------------------------------


def test_sending_ends_the_draft_and_a_late_save_does_not_bring_it_back(
    saves: Any, agent: Client, conversation: Conversation
) -> None:
    saves("Dinsdag.")
    given = {"text": "Dinsdag.", "key": HERE}
    assert agent.post(at("reply", conversation), given).status_code == 303
    assert not Draft.objects.exists()
    assert saves("Dinsdag.").status_code == 204
    assert not Draft.objects.exists()


def test_refused_answer_keeps_its_draft(
    saves: Any, agent: Client, conversation: Conversation, bas: User
) -> None:
    saves("Dinsdag.")
    actions.claim(conversation, bas)
    response = agent.post(at("reply", conversation), {"text": "Dinsdag.", "key": HERE})
    assert response.status_code == 422
    assert Draft.objects.get().text == "Dinsdag."
    assert not Outbound.objects.exists()


def test_answer_of_a_colleague_leaves_the_draft(
    conversation: Conversation, bas: User, anouk: User
) -> None:
    _draft(conversation, anouk, "Woensdag.")
    actions.reply(conversation, "Dinsdag.", bas)
    assert Draft.objects.get().text == "Woensdag."


def test_writing_the_note_ends_its_draft_only(
    saves: Any, agent: Client, conversation: Conversation
) -> None:
    saves("Beste Noor")
    saves("Even bellen", mode="note")
    agent.post(at("note", conversation), {"note-text": "Even bellen"})
    saves("Even bellen", mode="note")
    assert Note.objects.get().text == "Even bellen"
    assert Draft.objects.get().mode == "reply"


def test_discarded_text_is_gone(saves: Any, agent: Client, conversation: Conversation) -> None:
    saves("Beste Noor")
    assert agent.post(at("discard_draft", conversation)).status_code == 303
    assert not Draft.objects.exists()


def test_who_opens_a_draft_sees_what_happened_since(
    saves: Any, agent: Client, conversation: Conversation
) -> None:
    saves("Wanneer was dat?", version=conversation.version)
    message = MessageFactory(conversation=conversation, text="Laat maar, gevonden!")
    tell(conversation, Event.Verb.RECEIVED, message=message.pk)
    page = page_of(agent, at("conversation", conversation))
    assert "Laat maar, gevonden!" in page.partition('data-testid="meanwhile"')[2]


# Forgetting --------------------------------------------------------------------------------------


def test_draft_nobody_went_on_with_is_forgotten(
    conversation: Conversation, bas: User, anouk: User
) -> None:
    _draft(conversation, bas, "Heel lang geleden")
    _draft(conversation, anouk, "Kort geleden")
    Draft.objects.filter(user=bas).update(saved_at=timezone.now() - timedelta(days=31))
    Draft.objects.filter(user=anouk).update(saved_at=timezone.now() - timedelta(days=29))
    actions.forget_drafts()
    assert Draft.objects.get().user == anouk


def test_words_put_aside_survive_the_save_that_puts_them_there(saves: Any) -> None:
    """A page that put its own text back says so with every save from then on."""
    saves("Dinsdag snoeien we.", page=ELSEWHERE)
    told = saves("Woensdag snoeien we.", aside="")
    assert told.json()["aside"] == "Dinsdag snoeien we."
    assert Draft.objects.get().aside == "Dinsdag snoeien we."
