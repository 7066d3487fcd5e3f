"""What a search finds stands beside the inbox, until somebody takes it in or it comes in itself."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from connectors.models import Account, Search
from inbox import actions
from inbox.ingest.turns import wait_for_turn
from inbox.models import Conversation, Event, Find, Message
from inbox.refusals import Refused
from inbox.searches import forgetting, stream
from inbox.workflow import Status
from tests.factories import AccountFactory, AuthorFactory, person
from tests.inbox.pigeon.post import NOON, arrives, at, conversation, message, says
from tests.inbox.searches.finding import REFUSE, find, found
from webcare.models import User

pytestmark = pytest.mark.django_db

State = Find.State
LINK = "https://duif.example/noor_voorbeeld/1"


def shown(**more: Any) -> list[str]:
    return [each.external_id for each in stream.page(**more).finds]


# Kept beside the inbox ---------------------------------------------------------------------------


def test_what_is_found_is_no_conversation(pigeons: Account, refuse: Search) -> None:
    arrives(pigeons, found("1", REFUSE))
    kept = find("1")
    assert (kept.text, kept.handle, kept.person) == (REFUSE, "noor_voorbeeld", "900")
    assert list(kept.searches.all()) == [refuse]
    assert not Conversation.objects.exists()


def test_of_who_wrote_it_no_name_is_kept(pigeons: Account, refuse: Search) -> None:
    arrives(pigeons, found("1"))
    row = Find.objects.values().get()
    assert "Noor" not in {str(value) for value in row.values()}
    assert not AuthorFactory._meta.model.objects.exists()


def test_what_nobody_listens_for_any_more_is_left_behind(pigeons: Account) -> None:
    arrives(pigeons, found("1"))
    assert not Find.objects.exists()


def test_two_searches_find_it_once(pigeons: Account, refuse: Search) -> None:
    other = Search.objects.create(account=pigeons, name="Wijk", query="wijk")
    arrives(pigeons, found("1"), found("1", found_by="wijk"))
    arrives(pigeons, found("1", found_by="wijk"))
    assert set(find("1").searches.all()) == {refuse, other}
    assert shown(search=other) == shown(search=refuse) == ["1"]


def test_it_follows_what_is_changed_before_somebody_looks(pigeons: Account, refuse: Search) -> None:
    arrives(pigeons, found("1"))
    arrives(pigeons, found("1", "Het afval is weg"))
    assert find("1").text == "Het afval is weg"


def test_what_is_removed_on_the_platform_is_removed_here(pigeons: Account, refuse: Search) -> None:
    arrives(pigeons, found("1"))
    arrives(pigeons, {"is": "deleted", "external_id": "1", "as_of": at(9)})
    arrives(pigeons, {"is": "deleted", "external_id": "2", "as_of": at(9)})
    arrives(pigeons, found("2"))
    assert not Find.objects.exists()


def test_same_words_by_others_stand_behind_the_first(pigeons: Account, refuse: Search) -> None:
    arrives(pigeons, found("2"), found("1", f"@iemand {REFUSE.upper()} https://voorbeeld.nl/a"))
    arrives(pigeons, found("3"), found("4", "afval!"), found("5", "afval!"))
    assert shown() == ["5", "4", "1"]
    first = stream.page().finds[-1]
    assert first.repeated == 2  # type: ignore[attr-defined]
    assert shown(like=find("1")) == ["3", "2"]


def same_words(pigeons: Account) -> None:
    """The third was found last; the others in one body."""
    arrives(pigeons, found("1"), found("2", author=["901"]))
    arrives(pigeons, found("3", author=["902"]))


@pytest.mark.parametrize("away", ["taken", "dismissed", "came in", "removed", "changed"])
def test_what_says_the_same_comes_forward_when_the_first_goes(
    pigeons: Account, refuse: Search, anouk: User, away: str
) -> None:
    same_words(pigeons)
    assert shown() == ["1"]
    match away:
        case "taken":
            actions.take_in(find("1"), anouk)
        case "dismissed":
            actions.dismiss(find("1"), anouk)
        case "came in":
            arrives(pigeons, says("1", REFUSE))
        case "removed":
            arrives(pigeons, {"is": "deleted", "external_id": "1", "as_of": at(9)})
        case "changed":
            arrives(pigeons, found("1", "Het afval is weg"))
    assert [name for name in shown() if name != "1"] == ["2"]
    assert shown(like=find("2")) == ["3"]


def test_what_is_found_later_does_not_stand_behind_what_is_decided(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1"), found("5", REFUSE + "!"))
    actions.dismiss(find("1"), anouk)
    actions.take_in(find("5"), anouk)
    arrives(pigeons, found("2", author=["901"]))
    assert shown() == ["2"]


def test_brought_back_it_is_the_first_again(pigeons: Account, refuse: Search, anouk: User) -> None:
    same_words(pigeons)
    actions.dismiss(find("1"), anouk)
    actions.bring_back(find("1"), anouk)
    assert shown() == ["1"]
    assert shown(like=find("1")) == ["3", "2"]


def test_who_changes_their_words_stands_by_themselves(pigeons: Account, refuse: Search) -> None:
    same_words(pigeons)
    arrives(pigeons, found("2", "Het afval is weg"))
    assert shown() == ["2", "1"]
    assert shown(like=find("1")) == ["3"]


def test_what_stands_at_the_address_of_our_own_post_is_ours(
    pigeons: Account, refuse: Search
) -> None:
    link = "https://duif.example/p/10"
    post = {"is": "post", "external_id": "10", "text": "afval", "permalink": link}
    arrives(pigeons, {**post, "created_at": at(0)})
    arrives(pigeons, found("11", permalink=link), found("12", author=[pigeons.external_id]))
    assert not Find.objects.exists()


def test_what_somebody_adds_to_their_conversation_belongs_there(
    pigeons: Account, refuse: Search
) -> None:
    arrives(pigeons, says("1", "Wanneer komt de wagen?"))
    arrives(pigeons, found("2", thread_id="1"))
    assert message("2").conversation == conversation("1")
    assert not Find.objects.exists()


# Taken in ----------------------------------------------------------------------------------------


def test_taken_in_it_is_a_conversation_like_any_other(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1", attachments=["image"]))
    taken, began = actions.take_in(find("1"), anouk)
    kept = message("1")
    assert began
    assert (kept.text, kept.form, kept.found_by) == (REFUSE, "found", "Afval")
    assert (taken.status, taken.author.handle) == (Status.OPEN, "noor_voorbeeld")
    assert taken.decision  # routing thought about it
    event = taken.events.get(verb=Event.Verb.TAKEN_IN)
    assert (event.actor, event.data["search"]) == (anouk, "Afval")
    assert shown() == []


def test_words_are_kept_once(pigeons: Account, refuse: Search, anouk: User) -> None:
    arrives(pigeons, found("1", permalink=LINK))
    taken, _ = actions.take_in(find("1"), anouk)
    row = find("1")
    assert (row.state, row.text, row.person, row.handle, row.said) == (State.TAKEN, "", "", "", {})
    assert (row.permalink, row.words) == ("", "")  # both tell who wrote what
    assert (row.conversation, row.by) == (taken, anouk)
    assert message("1").permalink == LINK


STRANGER = ["unknown-1"]


def test_who_wrote_it_is_known_once_the_platform_tells(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1", author=STRANGER))
    actions.take_in(find("1"), anouk)
    arrives(pigeons, found("1", author=STRANGER))
    assert conversation("1").author.external_id == "unknown-1"
    arrives(pigeons, says("1", REFUSE))
    author = conversation("1").author
    assert (author.external_id, author.handle, author.name) == ("900", "noor_voorbeeld", "Noor")
    assert message("1").author == author
    arrives(pigeons, found("1", author=STRANGER))
    assert conversation("1").author == author


def test_it_becomes_theirs_who_wrote_to_us_before(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, says("7"), found("1", author=STRANGER))
    actions.take_in(find("1"), anouk)
    arrives(pigeons, says("1", REFUSE))
    assert conversation("1").author == message("1").author == conversation("7").author
    assert conversation("1") != conversation("7")


def test_found_by_nobody_known_follows_who_it_is(pigeons: Account, refuse: Search) -> None:
    arrives(pigeons, found("1", author=STRANGER))
    arrives(pigeons, found("1"))
    arrives(pigeons, found("1", author=STRANGER))
    assert (find("1").person, find("1").handle) == ("900", "noor_voorbeeld")


def test_second_press_leads_to_the_same_conversation(
    pigeons: Account, refuse: Search, anouk: User, bas: User
) -> None:
    arrives(pigeons, found("1"))
    stale = find("1")
    first, _ = actions.take_in(stale, anouk)
    second, began = actions.take_in(stale, bas)
    assert (second, began) == (first, False)
    assert find("1").by == anouk
    assert first.events.filter(verb=Event.Verb.TAKEN_IN).count() == 1


def test_found_and_then_a_mention_stands_in_the_inbox_once(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1"))
    arrives(pigeons, says("1", REFUSE))
    assert (find("1").state, find("1").conversation) == (State.TAKEN, conversation("1"))
    same, began = actions.take_in(find("1"), anouk)
    assert (same, began) == (conversation("1"), False)
    assert Message.objects.count() == 1


def test_taken_in_and_then_a_mention_stands_in_the_inbox_once(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1"))
    actions.take_in(find("1"), anouk)
    arrives(pigeons, says("1", REFUSE))
    arrives(pigeons, found("1"))
    assert (message("1").form, Message.objects.count()) == ("message", 1)
    assert Find.objects.count() == 1


def test_mention_and_find_in_one_storm_is_a_conversation(pigeons: Account, refuse: Search) -> None:
    arrives(pigeons, found("1"), says("1", REFUSE), found("1"))
    assert conversation("1")
    assert shown() == []


def test_dismissed_by_one_and_a_mention_after_all(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1"))
    actions.dismiss(find("1"), anouk)
    arrives(pigeons, says("1", REFUSE))
    assert find("1").state == State.TAKEN


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_the_same_time_and_the_mention_make_one(
    pigeons: Account, refuse: Search
) -> None:
    arrives(pigeons, found("1"))
    people = [person(name, name, "Voorbeeld", "Agent") for name in ("een", "twee")]
    row, done = find("1"), list[tuple[int, bool]]()
    start = threading.Barrier(3, timeout=60)

    def take(by: User) -> None:
        try:
            start.wait()
            taken, began = actions.take_in(row, by)
            done.append((taken.pk, began))
        finally:
            connection.close()

    def come_in() -> None:
        try:
            start.wait()
            arrives(pigeons, says("1", REFUSE))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(each,)) for each in people]
    threads.append(threading.Thread(target=come_in))
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert Message.objects.count() == Conversation.objects.count() == 1
    assert {pk for pk, _ in done} == {Conversation.objects.get().pk}
    assert sum(began for _, began in done) <= 1


# By several accounts of ours ---------------------------------------------------------------------


@pytest.fixture
def other(pigeons: Account, monkeypatch: pytest.MonkeyPatch) -> Account:
    """A second account of ours, where the platform has one number for everything."""
    monkeypatch.setattr(pigeons.connector_class, "global_people", True)
    account = AccountFactory(kind="pigeon", external_id="42")
    Search.objects.create(account=account, name="Ook afval", query="afval")
    return account


def test_found_by_two_accounts_it_is_found_once(
    pigeons: Account, refuse: Search, other: Account
) -> None:
    arrives(pigeons, found("1"))
    arrives(other, found("1"))
    assert {str(each) for each in find("1").searches.all()} == {"Afval", "Ook afval"}


def test_found_by_one_and_received_by_another_it_is_one_conversation(
    pigeons: Account, refuse: Search, other: Account, anouk: User
) -> None:
    arrives(pigeons, found("1"))
    stale = find("1")
    arrives(other, says("1", REFUSE))
    assert shown() == []
    taken, began = actions.take_in(stale, anouk)
    assert (taken, began) == (conversation("1"), False)
    assert Conversation.objects.count() == 1


def test_received_by_one_it_is_not_found_by_another(
    pigeons: Account, refuse: Search, other: Account
) -> None:
    arrives(other, says("1", REFUSE))
    arrives(pigeons, found("1"))
    assert not Find.objects.exists()


def test_found_by_both_at_once_it_is_taken_in_once(
    pigeons: Account, refuse: Search, other: Account, anouk: User, bas: User
) -> None:
    arrives(pigeons, found("1"))
    first = find("1")
    Find.objects.filter(pk=first.pk).update(external_id="aside")
    arrives(other, found("1"))
    second = find("1")
    Find.objects.filter(pk=first.pk).update(external_id="1")
    one, _ = actions.take_in(second, anouk)
    same, began = actions.take_in(first, bas)
    assert (same, began) == (one, False)
    assert Conversation.objects.count() == 1


def test_message_of_the_same_number_elsewhere_is_another(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    other = AccountFactory(kind="pigeon", external_id="42")
    arrives(other, says("1", REFUSE))
    arrives(pigeons, found("1"))
    actions.take_in(find("1"), anouk)
    assert Conversation.objects.count() == 2


# Not for us --------------------------------------------------------------------------------------


def test_dismissed_is_out_of_sight_and_can_come_back(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1"))
    actions.dismiss(find("1"), anouk)
    arrives(pigeons, found("1"))
    assert shown() == []
    actions.bring_back(find("1"), anouk)
    assert shown() == ["1"]


def test_what_is_taken_in_is_not_dismissed(
    pigeons: Account, refuse: Search, anouk: User, bas: User
) -> None:
    arrives(pigeons, found("1"))
    stale = find("1")
    actions.take_in(stale, anouk)
    with pytest.raises(Refused):
        actions.dismiss(stale, bas)


# Forgotten ---------------------------------------------------------------------------------------


def age(number: str, days: float) -> None:
    moment = timezone.now() - timedelta(days=days)
    Find.objects.filter(external_id=number).update(found_at=moment)


def test_what_nobody_took_in_is_forgotten(
    pigeons: Account, refuse: Search, anouk: User, settings: Any
) -> None:
    settings.FIND_DAYS = 14
    arrives(pigeons, found("1"), found("2", "ander afval"), found("3", "weer ander afval"))
    actions.take_in(find("2"), anouk)
    age("1", 14.1)
    age("2", 14.1)
    age("3", 13.9)
    assert forgetting.forget_finds(timezone.now()) == 2
    assert shown() == ["3"]
    assert message("2").text == "ander afval"


def test_what_says_the_same_and_was_found_later_stays(pigeons: Account, refuse: Search) -> None:
    same_words(pigeons)
    age("1", 15)
    age("2", 15)
    assert forgetting.forget_finds(timezone.now()) == 2
    assert shown() == ["3"]


def test_what_was_hidden_behind_what_is_decided_comes_forward(
    pigeons: Account, refuse: Search
) -> None:
    same_words(pigeons)
    Find.objects.filter(external_id="1").update(state=State.TAKEN)
    forgetting.forget_finds(timezone.now())
    assert shown() == ["2"]


@pytest.mark.django_db(transaction=True)
def test_what_is_being_taken_in_is_not_forgotten(pigeons: Account, refuse: Search) -> None:
    arrives(pigeons, found("1"))
    age("1", 15)
    done = list[int]()

    def forget() -> None:
        try:
            done.append(forgetting.forget_finds(timezone.now()))
        finally:
            connection.close()

    with transaction.atomic():
        wait_for_turn(pigeons)
        thread = threading.Thread(target=forget)
        thread.start()
        thread.join(0.3)
        Find.objects.filter(external_id="1").update(found_at=timezone.now())
    thread.join(60)
    assert done == [0]


def test_what_was_dismissed_is_forgotten_after_a_day(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1"))
    actions.dismiss(find("1"), anouk)
    assert forgetting.forget_finds(timezone.now() + timedelta(hours=23)) == 0
    assert forgetting.forget_finds(timezone.now() + timedelta(hours=25)) == 1


def test_what_is_forgotten_cannot_be_taken_in(
    pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1"))
    row = find("1")
    Find.objects.all().delete()
    with pytest.raises(Refused):
        actions.take_in(row, anouk)


# Reading -----------------------------------------------------------------------------------------


def test_pages_go_on_where_the_last_one_ended(
    pigeons: Account, refuse: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PAGE", 3)
    same = NOON.isoformat()
    arrives(pigeons, *(found(str(n), f"afval {n}", created_at=same) for n in range(1, 9)))
    read, after = list[str](), ""
    for _turn in range(3):
        one = stream.page(after=after)
        read += [each.external_id for each in one.finds]
        after = one.onward
    assert read == [str(n) for n in range(8, 0, -1)]
    assert after == ""


@pytest.mark.parametrize("after", ["1-", "-1", "a-1", "9" * 30 + "-1", "99999999999999999-1"])
def test_page_that_is_none_is_the_first(pigeons: Account, refuse: Search, after: str) -> None:
    arrives(pigeons, found("1"))
    assert shown(after=after) == ["1"]


def test_news_is_what_came_since_somebody_looked(
    pigeons: Account, refuse: Search, anouk: User, bas: User
) -> None:
    arrives(pigeons, found("1"), found("2", "ander afval"))
    age("1", 2)
    assert stream.summary(stream.looked_at(anouk)) == stream.Summary(waits=2, fresh=1)
    stream.look(anouk, timezone.now())
    assert (
        stream.summary(stream.looked_at(anouk)).fresh,
        stream.summary(stream.looked_at(bas)).fresh,
    ) == (0, 1)
    (row,) = stream.searches_with_news(stream.looked_at(bas))
    assert (row.waits, row.fresh) == (2, 1)  # type: ignore[attr-defined]


def test_who_is_muted_is_marked(pigeons: Account, refuse: Search, lena: User) -> None:
    arrives(pigeons, says("7", "Andere vraag"), found("1"), found("2", "iets anders", author=["9"]))
    actions.restrain(conversation("7"), "quiet", "Scheldt", 7, lena)
    marks = {one.external_id: one.restrained for one in stream.page().finds}  # type: ignore[attr-defined]
    assert marks == {"1": True, "2": False}


def test_account_that_listens_to_nothing_looks_for_no_finds() -> None:
    account = AccountFactory(kind="facebook")
    assert not account.connector_class.listens
