"""One answer for a bundle goes to each on its own channel, once, and each by itself."""

from __future__ import annotations

import threading
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client

from connectors.models import Account
from inbox import actions, tasks
from inbox.bundles import delivering
from inbox.bundles.adapting import adapt_all
from inbox.danger import unseen, unseen_among
from inbox.models import Bundle, BundleAnswer, Conversation, Delivery, Draft, Event, Outbound
from inbox.refusals import Refused
from inbox.standing import tell
from inbox.workflow import Sending, Status
from tests.factories import AccountFactory, AuthorFactory, ConversationFactory, MessageFactory
from tests.inbox.browsing import page_of
from tests.town import Town, conversation_of, send_all
from webcare.models import User

pytestmark = pytest.mark.django_db

TEXT = "Beste {naam}, wij weten van de storing. Om 18 uur is er weer stroom."
LONG = " ".join(f"Dit is zin {number} van een lang verhaal over de stroom." for number in range(12))


def _versions(answer: BundleAnswer) -> dict[int, int]:
    """All that is in the bundle, as it is now."""
    inside = Conversation.objects.filter(bundled__bundle=answer.bundle)
    return dict(inside.values_list("pk", "version"))


def _send(answer: BundleAnswer, by: User) -> None:
    actions.send_together(answer, _versions(answer), by)
    for pk in Delivery.objects.values_list("pk", flat=True):
        tasks.answer_one(pk)


@pytest.fixture
def three(db: None) -> list[Conversation]:
    account = AccountFactory()
    return [ConversationFactory(account=account) for _number in range(3)]


@pytest.fixture
def bundle(three: list[Conversation], anouk: User) -> Bundle:
    made: Bundle = actions.gather(three, anouk, title="Stroomstoring")
    return made


# What each gets ----------------------------------------------------------------------------------


def _gets(row: Conversation, text: str = TEXT, shorter: str = "", by: User | None = None) -> Any:
    [one] = adapt_all([row], text, shorter, by)
    return one


def test_on_x_it_begins_with_whom_it_is_for(conversation: Conversation) -> None:
    """X takes the same text once."""
    handle, name = conversation.author.handle, conversation.author.name
    assert _gets(conversation).texts == [
        f"@{handle} Beste {name}, wij weten van de storing. Om 18 uur is er weer stroom."
    ]


@pytest.mark.parametrize("kind", ["facebook", "instagram"])
def test_elsewhere_it_does_not(kind: str) -> None:
    row = ConversationFactory(account__kind=kind, author__name="Noor")
    assert _gets(row).text.startswith("Beste Noor, wij weten")


def test_without_a_name_the_sentence_stays_whole() -> None:
    row = ConversationFactory(account__kind="facebook", author__name="")
    assert _gets(row).text.startswith("Beste, wij weten")


def test_it_is_signed_where_the_channel_asks_for_it(
    conversation: Conversation, anouk: User
) -> None:
    Account.objects.update(signed=True)
    row = Conversation.objects.get(pk=conversation.pk)
    assert _gets(row, by=anouk).text.endswith(f"weer stroom. {anouk.sign}")


def test_too_long_goes_shorter_or_in_parts(conversation: Conversation) -> None:
    parts = _gets(conversation, LONG)
    assert parts.split
    assert not parts.refused
    assert all(parts.way.text.count(text) <= parts.way.text.limit for text in parts.texts)
    brief = _gets(conversation, LONG, "Om 18 uur weer stroom.")
    assert (brief.shortened, len(brief.texts)) == (True, 1)
    assert brief.text.endswith("Om 18 uur weer stroom.")


def test_too_long_where_nothing_can_be_split_says_so(pigeons: Account) -> None:
    row = ConversationFactory(account=pigeons)
    assert "60" in str(_gets(row, LONG * 3).refused)


def test_who_is_at_it_and_what_was_answered_is_told_before(
    three: list[Conversation], bundle: Bundle, anouk: User, bas: User
) -> None:
    actions.claim(three[0], bas)
    actions.reply(three[1], "Dinsdag.", bas)
    actions.release(Conversation.objects.get(pk=three[1].pk), bas)
    answer = actions.write_together(bundle, TEXT, anouk)
    refused = {one.conversation.pk: str(one.refused) for one in actions.adapted(answer)}
    assert "Bas" in refused[three[0].pk]
    assert refused[three[1].pk]
    assert not refused[three[2].pk]


def test_one_citizen_in_one_thread_gets_it_once_and_on_two_channels_twice() -> None:
    """Two accounts of ours see the same thread."""
    author = AuthorFactory()
    here = ConversationFactory(account=author.account, author=author)
    other = AuthorFactory(account=AccountFactory(), external_id=author.external_id)
    there = ConversationFactory(account=other.account, author=other, thread_id=here.thread_id)
    neighbour = AuthorFactory(
        account=AccountFactory(kind="facebook"), external_id=author.external_id
    )
    elsewhere = ConversationFactory(account=neighbour.account, author=neighbour)
    made = adapt_all([here, there, elsewhere], TEXT, "", None)
    assert [bool(one.refused) for one in made] == [False, True, False]


def test_same_words_to_one_citizen_of_x_in_two_threads_are_refused_before(
    conversation: Conversation,
) -> None:
    other = ConversationFactory(account=conversation.account, author=conversation.author)
    made = adapt_all([conversation, other], TEXT, "", None)
    assert [bool(one.refused) for one in made] == [False, True]


# Sending -----------------------------------------------------------------------------------------


def test_each_gets_it_on_its_own_channel(town: Town, anouk: User) -> None:
    """Real sends to the three platforms, of which X takes the same text once."""
    asked = [
        town.says("x", "@GemVoorbeeld geen stroom?"),
        town.says("x", "@GemVoorbeeld stroom weg", author="sem_voorbeeld"),
        town.says("facebook", "Geen stroom?"),
        town.says("instagram", "stroom?"),
    ]
    town.listen()
    rows = [conversation_of(one) for one in asked]
    bundle = actions.gather(rows, anouk)
    _send(actions.write_together(bundle, TEXT, anouk), anouk)
    send_all()
    assert set(Outbound.objects.values_list("state", flat=True)) == {Sending.SENT}
    said = {(one["platform"], one["parent_id"]): one["text"] for one in town.placed()}
    assert len(said) == 4
    assert all("wij weten van de storing" in text for text in said.values())
    on_x = [text for (platform, _parent), text in said.items() if platform == "x"]
    assert {text.split()[0] for text in on_x} == {"@noor_voorbeeld", "@sem_voorbeeld"}
    statuses = {row.status for row in Conversation.objects.filter(bundled__bundle=bundle)}
    assert statuses == {Status.ANSWERED}


def test_one_that_fails_stops_no_other_and_goes_again_by_itself(
    town: Town, anouk: User, as_user: Any
) -> None:
    asked = [town.says("facebook", "Geen stroom?"), town.says("x", "@GemVoorbeeld stroom?")]
    town.listen()
    bundle = actions.gather([conversation_of(one) for one in asked], anouk)
    town.fault("facebook", "graph:506")
    _send(actions.write_together(bundle, TEXT, anouk), anouk)
    send_all()
    states = {one.outbound.state for one in Delivery.objects.all() if one.outbound}
    assert states == {Sending.FAILED, Sending.SENT}
    client = as_user(anouk)
    page = page_of(client, f"/bundels/{bundle.pk}/")
    assert page.count('data-testid="together-again"') == 1
    failed = Delivery.objects.get(outbound__state=Sending.FAILED)
    assert client.post(f"/bundels/{bundle.pk}/again/{failed.pk}/").status_code == 303
    send_all()
    assert len(town.placed()) == 2


def test_pressing_twice_sends_nothing_twice(bundle: Bundle, anouk: User, agent: Client) -> None:
    answer = actions.write_together(bundle, TEXT, anouk)
    form: dict[str, Any] = {"answer": answer.pk, "conversation": list(_versions(answer))}
    form |= {f"version-{pk}": version for pk, version in _versions(answer).items()}
    for _press in range(2):
        assert agent.post(f"/bundels/{bundle.pk}/send/", form).status_code == 303
        for pk in Delivery.objects.values_list("pk", flat=True):
            tasks.answer_one(pk)
            tasks.answer_one(pk)
    assert Delivery.objects.count() == Outbound.objects.count() == 3


def test_database_refuses_a_second_delivery(bundle: Bundle, anouk: User) -> None:
    answer = actions.write_together(bundle, TEXT, anouk)
    _send(answer, anouk)
    one = Delivery.objects.first()
    assert one
    again = {"answer": answer, "conversation": one.conversation, "version": 0}
    with pytest.raises(IntegrityError, match="inbox_delivery_once"), transaction.atomic():
        Delivery.objects.create(**again)


def test_what_happened_meanwhile_skips_that_one_and_says_so(
    three: list[Conversation], bundle: Bundle, anouk: User, bas: User, agent: Client
) -> None:
    answer = actions.write_together(bundle, TEXT, anouk)
    versions = _versions(answer)
    actions.reply(Conversation.objects.get(pk=three[0].pk), "Ik zoek het uit.", bas)
    actions.release(Conversation.objects.get(pk=three[0].pk), bas)
    actions.send_together(answer, versions, anouk)
    for pk in Delivery.objects.values_list("pk", flat=True):
        tasks.answer_one(pk)
    skipped = Delivery.objects.get(conversation=three[0])
    assert skipped.state == Delivery.State.REFUSED
    assert skipped.why
    assert Outbound.objects.filter(by=anouk).count() == 2
    part = page_of(agent, f"/bundels/{bundle.pk}/", target="given")
    assert part.count('data-state="refused"') == 1
    assert "<html" not in part


def test_what_happened_after_the_press_is_seen_by_who_writes_it(
    three: list[Conversation], bundle: Bundle, anouk: User, bas: User
) -> None:
    answer = actions.write_together(bundle, TEXT, anouk)
    actions.send_together(answer, _versions(answer), anouk)
    row = Conversation.objects.get(pk=three[0].pk)
    outbound = actions.reply(row, "Ik zoek het uit.", bas)
    actions.release(row, bas)
    for pk in Delivery.objects.values_list("pk", flat=True):
        tasks.answer_one(pk)
    assert Delivery.objects.get(conversation=row).state == Delivery.State.REFUSED
    assert [one.pk for one in row.outbounds.all()] == [outbound.pk]


def test_only_the_chosen_ones_get_it(
    three: list[Conversation], bundle: Bundle, anouk: User
) -> None:
    answer = actions.write_together(bundle, TEXT, anouk)
    actions.send_together(answer, {three[0].pk: _versions(answer)[three[0].pk]}, anouk)
    assert Delivery.objects.get().conversation == three[0]


def test_who_joins_later_gets_it_too_and_the_others_not_again(
    bundle: Bundle, anouk: User, three: list[Conversation]
) -> None:
    answer = actions.write_together(bundle, TEXT, anouk)
    _send(answer, anouk)
    actions.gather([ConversationFactory(account=three[0].account)], anouk, bundle=bundle)
    _send(answer, anouk)
    assert Outbound.objects.count() == 4
    assert set(Outbound.objects.values_list("conversation").distinct()) == {
        (pk,) for pk in _versions(answer)
    }


def test_another_answer_may_follow_to_all(bundle: Bundle, anouk: User) -> None:
    first = actions.write_together(bundle, TEXT, anouk)
    _send(first, anouk)
    Outbound.objects.update(state=Sending.SENT)
    second = actions.write_together(bundle, "Er is weer stroom.", anouk, after=first.pk)
    _send(second, anouk)
    assert Outbound.objects.count() == 6


def test_lost_bell_is_found(bundle: Bundle, anouk: User) -> None:
    from datetime import timedelta

    from django.utils import timezone

    answer = actions.write_together(bundle, TEXT, anouk)
    actions.send_together(answer, _versions(answer), anouk)
    later = timezone.now() + timedelta(seconds=1)
    assert delivering.lost(later).count() == 3
    for one in delivering.lost(later):
        delivering.write(one.pk)
    assert not delivering.lost(later).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_it_once(three: list[Conversation], anouk: User) -> None:
    bundle = actions.gather(three, anouk)
    answer = actions.write_together(bundle, TEXT, anouk)
    actions.send_together(answer, _versions(answer), anouk)
    pks = list(Delivery.objects.values_list("pk", flat=True))

    def work() -> None:
        try:
            for pk in pks:
                tasks.answer_one(pk)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert Outbound.objects.count() == 3
    assert set(Delivery.objects.values_list("state", flat=True)) == {Delivery.State.WRITTEN}


# Together with colleagues ------------------------------------------------------------------------


def test_answer_of_a_colleague_is_not_sent_unseen(bundle: Bundle, anouk: User, bas: User) -> None:
    mine = actions.write_together(bundle, TEXT, anouk)
    with pytest.raises(Refused):
        actions.write_together(bundle, "Iets anders.", bas)
    actions.write_together(bundle, "Iets anders.", bas, after=mine.pk)
    with pytest.raises(Refused):
        actions.send_together(mine, _versions(mine), anouk)
    assert not Delivery.objects.exists()


def test_second_pair_of_eyes_approves_once_for_all(
    bundle: Bundle, anouk: User, bas: User, as_user: Any
) -> None:
    answer = actions.write_together(bundle, TEXT, anouk, four_eyes=True)
    with pytest.raises(Refused):
        actions.send_together(answer, _versions(answer), anouk)
    with pytest.raises(Refused):
        actions.approve_together(answer, anouk)
    page = page_of(as_user(bas), f"/bundels/{bundle.pk}/")
    assert 'data-testid="together-approve"' in page
    assert 'data-testid="together-send"' not in page
    as_user(bas).post(f"/bundels/{bundle.pk}/approve/", {"answer": answer.pk})
    answer.refresh_from_db()
    assert answer.approved_by == bas
    _send(answer, anouk)
    assert set(Outbound.objects.values_list("by__username", flat=True)) == {"anouk"}


def test_page_shows_what_each_would_get_and_why_not(
    agent: Client, bundle: Bundle, three: list[Conversation], anouk: User, bas: User
) -> None:
    agent.cookies["django_language"] = "en"
    actions.claim(three[0], bas)
    form = {"text": TEXT, "shorter": "", "after": ""}
    answer = agent.post(f"/bundels/{bundle.pk}/answer/", form)
    assert (answer.status_code, answer["Location"]) == (303, f"/bundels/{bundle.pk}/#ready")
    page = page_of(agent, f"/bundels/{bundle.pk}/")
    assert page.count('data-testid="preview"') == 2
    assert f"@{three[1].author.handle} Beste {three[1].author.name}" in page
    assert "1 cannot go" in page
    assert "Bas Visser is on it." in page


def test_empty_answer_is_refused_at_the_field(agent: Client, bundle: Bundle) -> None:
    answer = agent.post(f"/bundels/{bundle.pk}/answer/", {"text": " "})
    assert answer.status_code == 422
    assert not BundleAnswer.objects.exists()


@pytest.mark.parametrize("field", ["text", "shorter"])
def test_what_only_one_conversation_could_fill_in_is_refused_at_the_field(
    agent: Client, bundle: Bundle, field: str
) -> None:
    given = {"text": TEXT, "shorter": "Beste {{ naam }}, om 18 uur."}
    wrong = given | {field: "Beste {{naam}}, {{afdeling}} weet ervan."}
    answer = agent.post(f"/bundels/{bundle.pk}/answer/", wrong)
    assert (answer.status_code, BundleAnswer.objects.exists()) == (422, False)
    [error] = answer.context["form"].errors["text"]
    assert ("{{afdeling}}" in error, "naam" in error) == (True, False)
    assert agent.post(f"/bundels/{bundle.pk}/answer/", given).status_code == 303


def test_deleted_question_cannot_be_answered(bundle: Bundle, three: list[Conversation]) -> None:
    from django.utils import timezone

    three[0].messages.update(deleted_at=timezone.now(), text="")
    assert _gets(three[0]).refused
    MessageFactory(conversation=three[0], text="Toch nog")
    assert not _gets(three[0]).refused


@pytest.mark.parametrize("name", [r"\o/", r"\1", r"\g<0>", "{{wijk}}"])
def test_name_is_taken_as_it_is_written(name: str) -> None:
    row = ConversationFactory(account__kind="facebook", author__name=name)
    assert _gets(row).text.startswith(f"Beste {name.strip('{}')}, wij weten")


@pytest.mark.parametrize("place", ["{naam}", "{{naam}}", "{{ name }}"])
def test_name_stands_where_any_kind_of_braces_ask_for_it(place: str) -> None:
    row = ConversationFactory(account__kind="facebook", author__name="Noor")
    assert _gets(row, f"Beste {place}, om 18 uur.").text.startswith("Beste Noor, om")


def test_what_the_writer_had_begun_in_one_of_them_stays(bundle: Bundle, anouk: User) -> None:
    words = actions.Words(mode="reply", text="Een lang antwoord.", page=uuid.uuid4(), number=1)
    actions.save_draft(bundle.entries.all()[0].conversation, anouk, words)
    _send(actions.write_together(bundle, TEXT, anouk), anouk)
    assert Draft.objects.get().text == "Een lang antwoord."


def test_what_was_taken_out_before_it_was_written_gets_nothing(
    bundle: Bundle, three: list[Conversation], anouk: User
) -> None:
    answer = actions.write_together(bundle, TEXT, anouk)
    actions.send_together(answer, _versions(answer), anouk)
    actions.take_out(bundle, three[0], anouk)
    for pk in Delivery.objects.values_list("pk", flat=True):
        tasks.answer_one(pk)
    assert not Outbound.objects.filter(conversation=three[0]).exists()
    assert Outbound.objects.count() == 2


def test_after_a_conflict_the_text_can_be_sent_knowingly(
    agent: Client, bundle: Bundle, anouk: User, bas: User
) -> None:
    actions.write_together(bundle, "Van Bas.", bas)
    address = f"/bundels/{bundle.pk}/answer/"
    refused = agent.post(address, {"text": "Van Anouk.", "after": ""})
    assert refused.status_code == 422
    newest = BundleAnswer.objects.latest("pk").pk
    assert f'name="after" value="{newest}"' in refused.content.decode()
    assert agent.post(address, {"text": "Van Anouk.", "after": newest}).status_code == 303


# Danger ------------------------------------------------------------------------------------------


def _in_danger(row: Conversation) -> Conversation:
    Conversation.objects.filter(pk=row.pk).update(danger="gas")
    tell(row, Event.Verb.DANGER)
    return Conversation.objects.get(pk=row.pk)


def test_danger_that_nobody_looked_at_is_not_answered_with_the_rest(
    bundle: Bundle, three: list[Conversation], anouk: User
) -> None:
    row = _in_danger(three[0])
    answer = actions.write_together(bundle, TEXT, anouk)
    _send(answer, anouk)
    assert not Outbound.objects.filter(conversation=row).exists()
    assert Outbound.objects.count() == 2
    assert "gevaar" in Delivery.objects.get(conversation=row).why
    assert unseen(Conversation.objects.get(pk=row.pk))


def test_danger_is_told_where_it_is_in_the_bundle_and_where_it_would_be_answered(
    agent: Client, bundle: Bundle, three: list[Conversation], anouk: User
) -> None:
    row = _in_danger(three[0])
    actions.write_together(bundle, TEXT, anouk)
    address, chip = f"/bundels/{bundle.pk}/", 'data-testid="bundle-danger"'
    page = page_of(agent, address)
    assert page.partition('data-testid="cannot-go"')[2].partition("</ul>")[0].count(chip) == 1
    assert (page.count(chip), page.count('data-testid="gets"')) == (2, 2)
    actions.claim(row, anouk)
    page = page_of(agent, address)
    assert (page.count(chip), page.count('data-testid="gets"')) == (2, 3)


def test_danger_that_is_noticed_after_the_press_is_left_alone(
    bundle: Bundle, three: list[Conversation], anouk: User
) -> None:
    answer = actions.write_together(bundle, TEXT, anouk)
    actions.send_together(answer, _versions(answer), anouk)
    row = _in_danger(three[0])
    delivery = Delivery.objects.get(conversation=row)
    Delivery.objects.filter(pk=delivery.pk).update(version=row.version)
    delivering.write(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.outbound) == (Delivery.State.REFUSED, None)
    assert unseen(Conversation.objects.get(pk=row.pk))


def test_looking_for_danger_costs_as_much_for_many_as_for_one(
    django_assert_num_queries: Any,
) -> None:
    rows = [_in_danger(ConversationFactory()) for _number in range(3)]
    with django_assert_num_queries(1):
        assert unseen_among(rows) == {row.pk for row in rows}
