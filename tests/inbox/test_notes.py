"""Notes among colleagues: who is named in them, and that they reach nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inbox import actions, noticing, settled
from inbox.models import Attachment, Conversation, Event, Mention, Note
from inbox.searching.finding import find
from inbox.searching.parsing import parse
from routing.models import Department
from tests.factories import ConversationFactory
from tests.inbox.browsing import at
from webcare.models import User

pytestmark = pytest.mark.django_db


def said(response: Any) -> str:
    words: str = response.content.decode()
    return words


def named(note: Note) -> list[str]:
    return [one.user.username for one in note.mentions.order_by("user__username")]


# Who is named ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["@bas kijk jij?", "Vraag @BAS.", "(@bas) en @bas", "Is dit @bas?"]
)
def test_colleague_is_named_by_user_name(
    conversation: Conversation, anouk: User, bas: User, text: str
) -> None:
    assert named(actions.note(conversation, text, anouk)) == ["bas"]


@pytest.mark.parametrize("text", ["Mail bas@bas.example", "@inwoner_1 zei dit", "x/@bas", "@ bas"])
def test_other_words_name_nobody(
    conversation: Conversation, anouk: User, bas: User, text: str
) -> None:
    assert named(actions.note(conversation, text, anouk)) == []


def test_colleagues_are_chosen_too_and_each_is_named_once(
    conversation: Conversation, anouk: User, bas: User, lena: User
) -> None:
    note = actions.note(conversation, "@bas kijk", anouk, mentions=[bas.pk, lena.pk, anouk.pk])
    assert named(note) == ["bas", "lena"]


def test_who_left_is_only_a_word(conversation: Conversation, anouk: User, bas: User) -> None:
    User.objects.filter(pk=bas.pk).update(is_active=False)
    assert named(actions.note(conversation, "@bas deed dit vroeger", anouk)) == []


@pytest.mark.parametrize("how", ["typed", "chosen"])
def test_who_may_not_see_it_is_not_named_and_the_words_are_kept(
    conversation: Conversation, anouk: User, bram: User, bas: User, how: str
) -> None:
    text, chosen = ("@bas, @bram?", []) if how == "typed" else ("Bram?", [bram.pk, bas.pk])
    note = actions.note(conversation, text, anouk, mentions=chosen)
    assert (note.text, named(note)) == (text, ["bas"])
    assert Event.objects.get().data["mentions"] == [bas.pk]
    assert actions.out_of_reach(note, chosen) == [bram]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@bram kijk", "@bram mag dit gesprek niet lezen"),
        ("@bram en @chris en @niemand, kijk", "@bram en @chris mogen dit gesprek niet lezen"),
    ],
)
def test_who_was_not_named_is_told_above_the_thread(
    agent: Client, conversation: Conversation, bram: User, chris: User, text: str, told: str
) -> None:
    page = said(agent.post(at("note", conversation), {"note-text": text}, follow=True))
    assert told in re.findall(r'id="messages".*?</div>', page, re.DOTALL)[0]
    assert text in page
    assert not Mention.objects.exists()


@pytest.mark.usefixtures("bram", "otto")
@pytest.mark.parametrize("text", ["@otto kijk", "@niemand zei dit", "Bram weet dit"])
def test_nothing_is_said_where_everybody_who_is_named_may_read_it(
    agent: Client, conversation: Conversation, text: str
) -> None:
    page = said(agent.post(at("note", conversation), {"note-text": text}, follow=True))
    assert 'class="notice ' not in page


def test_refusal_stands_with_the_words_and_the_choice(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    crowd = [User(username=f"collega{number}") for number in range(51)]
    words = " ".join(f"@{one.username}" for one in User.objects.bulk_create(crowd))
    response = agent.post(at("note", conversation), {"note-text": words, "mention": [bas.pk]})
    page = said(response)
    assert response.status_code == 422
    assert re.findall(r'role="alert".*?</p>', page)
    assert f"{words}</textarea>" in page
    assert re.search(rf'value="{bas.pk}" checked', page)


def test_colleagues_are_offered_by_a_button_that_works_without_javascript(
    agent: Client, conversation: Conversation, bas: User, bram: User, otto: User
) -> None:
    address = at("note_people", conversation)
    whole = said(agent.post(address, {"note-text": "Wie weet dit?"}))
    part = said(agent.post(address, headers={"HX-Request": "true", "HX-Target": "note-people"}))
    assert "Wie weet dit?</textarea>" in whole
    for page in (whole, part):
        assert set(re.findall(r'data-testid="mention-(\w+)"', page)) == {"bas", "otto"}
    assert part.strip().startswith('<div id="note-people"')


# What the one who is named sees ------------------------------------------------------------------


def test_chip_stands_under_the_note_and_says_who_is_me(
    as_user: Any, conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.note(conversation, "@bas kijk", anouk)
    mine = said(as_user(bas).get(at("conversation", conversation)))
    theirs = said(as_user(anouk).get(at("conversation", conversation)))
    assert [len(re.findall("chip--mention", page)) for page in (mine, theirs)] == [1, 1]
    assert ('chip--me"' in mine, 'chip--me"' in theirs) == (True, False)


def test_mention_is_read_by_who_has_the_conversation_in_sight(
    as_user: Any, conversation: Conversation, anouk: User, bas: User, bells: Any
) -> None:
    other = ConversationFactory()
    actions.note(conversation, "@bas kijk", anouk)
    actions.note(other, "@bas kijk ook", anouk)
    for user in (anouk, bas):
        client = as_user(user)
        client.get(at("conversation", conversation))
        assert Mention.objects.unread().count() == 2  # looking changes nothing
        client.post(reverse("here"), {"page": "one", "conversation": conversation.pk})
        unread = Mention.objects.unread().values_list("note__conversation", flat=True)
        assert set(unread) == ({conversation.pk, other.pk} if user == anouk else {other.pk})


def test_mention_is_read_without_javascript_too(
    as_user: Any, conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.note(conversation, "@bas kijk", anouk)
    response = as_user(bas).post(reverse("read_mentions"), {"conversation": conversation.pk})
    assert (response.status_code, Mention.objects.unread().count()) == (303, 0)


def test_page_lists_where_i_am_named_newest_first(
    as_user: Any, conversation: Conversation, anouk: User, bas: User
) -> None:
    other = ConversationFactory()
    actions.note(conversation, "Eerst @bas", anouk)
    actions.read_mentions(bas)
    newest = actions.note(other, "Dan @bas", anouk)
    actions.note(other, "Niet voor jou", anouk)
    page = said(as_user(bas).get(reverse("mentions")))
    assert re.findall(r"(Eerst|Dan) @bas", page) == ["Dan", "Eerst"]
    assert page.count("mentions__one--new") == 1
    assert f"#note-{newest.pk}" in page
    assert "Niet voor jou" not in page


def test_all_are_read_at_once_and_only_mine(
    as_user: Any, conversation: Conversation, anouk: User, bas: User, lena: User
) -> None:
    actions.note(conversation, "@bas en @lena", anouk)
    response = as_user(bas).post(reverse("read_mentions"))
    assert response.status_code == 303
    assert [one.user for one in Mention.objects.unread()] == [lena]


def test_who_may_no_longer_see_the_inbox_reads_nothing(
    conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.note(conversation, "@bas geheim", anouk)
    bas.groups.clear()
    assert not Mention.objects.of(User.objects.get(pk=bas.pk)).exists()


def test_names_of_citizens_stay_away_from_who_looks_along(
    as_user: Any, conversation: Conversation, anouk: User, otto: User
) -> None:
    author = conversation.author
    actions.note(conversation, f"@otto dit is {author.name}", anouk)
    page = said(as_user(otto).get(reverse("mentions")))
    assert "dit is" in page
    assert author.name not in page


def test_list_beside_the_queue_counts_what_is_not_read(
    as_user: Any, conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.note(conversation, "@bas kijk", anouk)
    beside = {"HX-Request": "true", "HX-Target": "views"}
    page = said(as_user(bas).get(reverse("views"), headers=beside))
    assert re.search(r"views__number--new\">1<", page)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("noemt:mij ", 1, 1),
        ("noemt:bas ", 1, 1),
        ("noemt:lena ", 0, 0),
        ("is:genoemd ", 1, 1),
        ("is:ongelezen ", 1, 0),
    ],
)
def test_search_finds_where_i_am_named(
    conversation: Conversation,
    anouk: User,
    bas: User,
    lena: User,
    text: str,
    before: int,
    after: int,
) -> None:
    actions.note(conversation, "@bas kijk", anouk)
    ConversationFactory()
    rows = Conversation.objects.visible_to(bas)

    def found() -> int:
        return find(rows, parse(text), bas, timezone.now())[0].count()

    first = found()
    actions.read_mentions(bas)
    assert (first, found()) == (before, after)


def _news(user: User, since: int = 0) -> str:
    found = noticing.since(user, since, settled.newest())
    return found.about if found else ""


def test_who_is_named_is_told_and_nobody_else(
    conversation: Conversation, anouk: User, bas: User, lena: User
) -> None:
    User.objects.update(notifications=True, duty="on")
    actions.note(conversation, "@bas kijk", anouk)
    told = {one.username: _news(one) for one in User.objects.all()}
    assert told == {"anouk": "", "bas": "mention", "lena": ""}


def test_who_does_not_want_to_hear_of_it_does_not(
    conversation: Conversation, anouk: User, bas: User
) -> None:
    User.objects.update(notifications=True, duty="on", notify_mention=False)
    actions.note(conversation, "@bas kijk", anouk)
    assert _news(User.objects.get(pk=bas.pk)) == ""


# What belongs to nobody else ---------------------------------------------------------------------


def test_note_with_all_of_it_stays_with_us(
    as_user: Any,
    conversation: Conversation,
    anouk: User,
    bas: User,
    bram: User,
    openbare_ruimte: Department,
) -> None:
    lying = Attachment.objects.create(
        conversation=conversation, uploaded_by=anouk, key="1", kind="file", internal=True
    )
    Attachment.objects.update(state="kept", title="intern.pdf", mime="application/pdf")
    actions.note(conversation, "@bas onder ons", anouk, media=[lying.pk])
    asked = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk).referral
    department = said(as_user(bram).get(reverse("question", args=[asked.pk])))
    api = said(as_user(anouk).get(f"/api/v1/conversations/{conversation.pk}/"))
    for elsewhere in (department, api, str(asked.snapshot)):
        assert "onder ons" not in elsewhere
        assert "intern.pdf" not in elsewhere


def test_draft_of_a_note_goes_when_it_is_kept_with_names(
    agent: Client, conversation: Conversation, anouk: User, bas: User
) -> None:
    words = {"note-text": "@bas k", "note-page": "6f3b3c9e-8d0e-4d0a-9d55-0d0a4c8f7e11"}
    agent.post(at("save_draft", conversation, "note"), {**words, "number": 1, "mention": [bas.pk]})
    assert conversation.drafts.get().text == "@bas k"
    agent.post(at("note", conversation), {"note-text": "@bas kijk", "mention": [bas.pk]})
    assert not conversation.drafts.exists()
    assert named(conversation.notes.get()) == ["bas"]
