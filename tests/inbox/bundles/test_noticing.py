"""What is alike is found as messages come in, and what a colleague says of it stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connectors.models import Account
from inbox import actions, tasks
from inbox.bundles import noticing
from inbox.bundles.noticing import notice
from inbox.models import Bundle, Bundled, Conversation, Event
from inbox.refusals import Refused
from routing.models import Department
from tests.factories import AccountFactory, AuthorFactory, ConversationFactory, MessageFactory
from tests.inbox.browsing import at, page_of
from tests.inbox.pigeon.post import SEM, arrives, says
from tests.inbox.pigeon.post import at as moment
from tests.inbox.pigeon.post import conversation as here
from tests.town import Town, conversation_of
from webcare.models import User

pytestmark = pytest.mark.django_db

POWER = ("De stroom is uitgevallen in de straat", "Hele straat zonder stroom, uitgevallen!")


def _asks(text: str, minutes: int = 0, **more: Any) -> Conversation:
    moment = timezone.now() - timedelta(minutes=60 - minutes)
    made: Conversation = ConversationFactory(
        created_at=moment,
        waiting_since=moment,
        message__text=text,
        message__created_at=moment,
        **more,
    )
    return made


@pytest.fixture
def account(db: None) -> Account:
    made: Account = AccountFactory()
    return made


@pytest.fixture
def pair(account: Account) -> tuple[Conversation, Conversation]:
    """Two citizens about one power failure, noticed."""
    made = _asks(POWER[0], account=account), _asks(POWER[1], 10, account=account)
    notice()
    return made


def _bundle_of(conversation: Conversation) -> Bundle | None:
    entry = Bundled.objects.live().filter(conversation=conversation).first()
    return entry.bundle if entry else None


def test_two_about_one_incident_are_noticed(pair: tuple[Conversation, Conversation]) -> None:
    bundle = _bundle_of(pair[0])
    assert bundle
    assert bundle == _bundle_of(pair[1])
    assert (bundle.state, bundle.number, bundle.made_by) == (Bundle.State.NOTICED, 2, None)
    [words] = [why for why in bundle.entries.first().why if why["same"] == "words"]  # type: ignore[union-attr]
    assert {"stroom", "straat"} <= set(words["words"])


def test_words_that_were_taken_back_are_no_longer_the_reason(pigeons: Account) -> None:
    first = says("m1", POWER[0], as_of=moment(1))
    arrives(pigeons, first, says("m2", POWER[1], author=SEM))
    notice()
    arrives(pigeons, {"is": "deleted", "external_id": "m1", "as_of": moment(300)})
    reasons = {
        number: {why["same"] for why in Bundled.objects.get(conversation=here(number)).why}
        for number in ("m1", "m2")
    }
    assert reasons["m2"] - reasons["m1"] == {"words"}
    assert reasons["m1"]


def test_third_joins_them_and_what_is_about_something_else_does_not(
    pair: tuple[Conversation, Conversation], account: Account
) -> None:
    third = _asks("stroom uitgevallen hier in de straat??", 20, account=account)
    other = _asks("Wanneer worden de bomen gesnoeid?", 20, account=account)
    notice()
    bundle = _bundle_of(third)
    assert bundle
    assert (bundle, bundle.number) == (_bundle_of(pair[0]), 3)
    assert _bundle_of(other) is None


def test_one_citizen_on_two_channels_is_noticed(account: Account) -> None:
    elsewhere = AccountFactory()
    author = AuthorFactory(account=account)
    same = AuthorFactory(account=elsewhere, external_id=author.external_id)
    one = _asks("Is mijn paspoort al klaar?", account=account, author=author)
    two = _asks("paspoort klaar?", 5, account=elsewhere, author=same)
    notice()
    assert _bundle_of(one) == _bundle_of(two) is not None
    assert {"same": "author"} in Bundled.objects.get(conversation=two).why


def test_number_of_another_platform_is_another_citizen(account: Account) -> None:
    elsewhere = AccountFactory(kind="facebook")
    author = AuthorFactory(account=account)
    same = AuthorFactory(account=elsewhere, external_id=author.external_id)
    _asks("Is mijn paspoort al klaar?", account=account, author=author)
    _asks("paspoort kwijt", 5, account=elsewhere, author=same)
    notice()
    assert not Bundle.objects.exists()


def test_profiles_that_a_colleague_linked_are_one_citizen(account: Account, anouk: User) -> None:
    elsewhere = AccountFactory(kind="facebook")
    one = _asks("Is mijn paspoort al klaar?", account=account)
    two = _asks("paspoort kwijt", 5, account=elsewhere)
    actions.link(one.author, two.author, "says_so", "", anouk)
    notice()
    assert _bundle_of(one) == _bundle_of(two) is not None


def test_what_is_not_the_same_stays_so(
    pair: tuple[Conversation, Conversation], anouk: User
) -> None:
    bundle = _bundle_of(pair[0])
    assert bundle
    actions.take_out(bundle, pair[1], anouk)
    Conversation.objects.update(uncompared=True)
    notice()
    assert _bundle_of(pair[1]) is None
    assert Bundle.objects.count() == 1
    # Nor in another bundle with the very same conversation.
    actions.finish_bundle(actions.gather([pair[0]], anouk, bundle=bundle), anouk)
    Conversation.objects.update(uncompared=True)
    notice()
    assert _bundle_of(pair[1]) is None


def test_more_words_are_compared_again(account: Account, pair: Any) -> None:
    hello = _asks("Hallo!", 15, account=account)
    notice()
    assert _bundle_of(hello) is None
    MessageFactory(
        conversation=hello,
        text="de stroom is uitgevallen in onze straat",
        created_at=timezone.now(),
    )
    Conversation.objects.filter(pk=hello.pk).update(uncompared=True)
    notice()
    assert _bundle_of(hello) == _bundle_of(pair[0])


def test_cost_does_not_grow_with_what_there_is(account: Account) -> None:
    def cost(text: str) -> int:
        _asks(text, account=account)
        with CaptureQueriesContext(connection) as asked:
            notice()
        return len(asked.captured_queries)

    few = cost("Iets geheel anders over parkeren")
    for _number in range(30):
        _asks("Wanneer worden de bomen gesnoeid?", account=account)
    Conversation.objects.update(uncompared=False)
    assert cost("Mag mijn hond mee naar het zwembad?") == few


def test_on_a_busy_day_it_is_found_by_its_words(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noticing, "NEWEST", 3)
    early = _asks(POWER[0], account=account)
    for _number in range(5):
        _asks("Wanneer worden de bomen gesnoeid?", 5, account=account)
    late = _asks(POWER[1], 10, account=account)
    Conversation.objects.exclude(pk=late.pk).update(uncompared=False)
    notice()
    assert _bundle_of(late) == _bundle_of(early) is not None


def test_it_is_noticed_when_it_comes_in(town: Town) -> None:
    asked = [
        town.says("x", f"@GemVoorbeeld {POWER[0]}"),
        town.says("facebook", POWER[1], author="sem_voorbeeld"),
    ]
    town.listen()
    tasks.notice_alike()
    one, two = map(conversation_of, asked)
    assert _bundle_of(one) == _bundle_of(two) is not None
    assert not one.uncompared
    # What the citizen adds is compared again.
    town.says("x", "@GemVoorbeeld in de Dorpsstraat", parent=asked[0])
    town.listen()
    assert Conversation.objects.get(pk=one.pk).uncompared


# On the screen -----------------------------------------------------------------------------------


def test_it_is_told_beside_the_conversation_and_in_the_queue(
    agent: Client, pair: tuple[Conversation, Conversation]
) -> None:
    agent.cookies["django_language"] = "en"
    page = page_of(agent, at("conversation", pair[0]))
    assert "1 other conversation seems to be about this." in page
    assert page.count('data-testid="row-bundle"') == 2


def test_not_the_same_is_said_beside_the_conversation(
    agent: Client, pair: tuple[Conversation, Conversation]
) -> None:
    bundle = _bundle_of(pair[0])
    assert bundle
    answer = agent.post(f"/bundels/{bundle.pk}/out/{pair[0].pk}/", {"next": "conversation"})
    assert (answer.status_code, answer["Location"]) == (303, at("conversation", pair[0]))
    page = page_of(agent, at("conversation", pair[0]))
    assert 'data-testid="alike"' not in page
    assert 'data-testid="row-bundle"' not in page  # one alone is no bundle


def test_page_of_what_was_noticed_says_why(
    agent: Client, pair: tuple[Conversation, Conversation]
) -> None:
    agent.cookies["django_language"] = "en"
    bundle = _bundle_of(pair[0])
    assert bundle
    page = page_of(agent, f"/bundels/{bundle.pk}/")
    assert "ame words: " in page
    assert page.count('data-testid="member"') == 2
    assert f"/bundels/{bundle.pk}/" in page_of(agent, "/bundels/")


# Gathering ---------------------------------------------------------------------------------------


def test_noticed_ones_are_gathered_with_a_title(
    agent: Client, anouk: User, pair: tuple[Conversation, Conversation]
) -> None:
    bundle = _bundle_of(pair[0])
    assert bundle
    chosen = {"bundle": bundle.pk, "conversation": [pair[0].pk], "title": "Stroomstoring"}
    answer = agent.post("/bundels/nieuw/", chosen)
    assert (answer.status_code, answer["Location"]) == (303, f"/bundels/{bundle.pk}/")
    bundle.refresh_from_db()
    assert (bundle.state, bundle.title, bundle.made_by) == ("open", "Stroomstoring", anouk)
    states = dict(bundle.entries.values_list("conversation", "state"))
    assert states == {pair[0].pk: "in", pair[1].pk: "proposed"}
    event = Event.objects.get(verb=Event.Verb.BUNDLED)
    assert (event.conversation, event.actor, event.data) == (
        pair[0],
        anouk,
        {"bundle": bundle.pk},
    )


def test_any_selection_is_gathered(agent: Client, account: Account) -> None:
    rows = [_asks(f"Vraag {number} over iets", account=account) for number in range(3)]
    answer = agent.post("/bundels/nieuw/", {"conversation": [row.pk for row in rows]})
    bundle = Bundle.objects.get()
    assert answer["Location"] == f"/bundels/{bundle.pk}/"
    assert (bundle.number, bundle.state) == (3, "open")


@pytest.mark.parametrize("private", [False, True])
def test_no_word_of_a_citizen_is_in_the_title_or_in_the_history(
    agent: Client, anouk: User, account: Account, private: bool
) -> None:
    """They may be private, and be taken back."""
    words = "Ik ben Sem Voorbeeld, mijn uitkering is weg"
    rows = [_asks(words, account=account, private=private) for _one in range(2)]
    made = actions.gather(rows, anouk)
    actions.take_out(made, rows[1], anouk)
    told = f"{made.title} {list(Event.objects.values_list('data', flat=True))}"
    assert not [word for word in words.replace(",", "").split() if word in told.split()]
    events = Event.objects.filter(verb__in=[Event.Verb.BUNDLED, Event.Verb.UNBUNDLED])
    assert {event.data["bundle"] for event in events} == {made.pk}
    assert made.title not in page_of(agent, at("conversation", rows[1]))


@pytest.mark.parametrize(
    ("places", "private", "shared"),
    [
        (("Bloemenbuurt", "Bloemenbuurt"), False, "Bloemenbuurt"),
        (("Bloemenbuurt", "Havenkwartier"), False, "Afval"),
        (("Bloemenbuurt", "Bloemenbuurt"), True, "Afval"),
    ],
)
def test_title_is_what_we_know_that_they_share(
    anouk: User, account: Account, places: tuple[str, str], private: bool, shared: str
) -> None:
    desk = Department.objects.create(name="Afval", slug="afval-hier")
    rows = [
        _asks("Vraag", account=account, neighbourhood=place, department=desk, private=private)
        for place in places
    ]
    made = actions.gather(rows, anouk).title
    assert (made.startswith(f"{shared}, "), "Bloemenbuurt" in made) == (True, shared != "Afval")


def test_selection_of_the_queue_is_gathered(agent: Client, account: Account) -> None:
    rows = [_asks(f"Vraag {number} over iets", account=account) for number in range(2)]
    assert 'formaction="/bundels/nieuw/"' in page_of(agent, "/inbox/")
    chosen = {"chosen": [f"{row.pk}-{row.version}" for row in rows], "next": "/inbox/"}
    answer = agent.post("/bundels/nieuw/", chosen, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/bundels/{Bundle.objects.get().pk}/"
    assert Bundled.objects.filter(state="in").count() == 2


@pytest.mark.parametrize("chosen", [[], ["0"], ["x"], ["99999999999999999999"]])
def test_nothing_is_no_bundle(agent: Client, chosen: list[str], db: None) -> None:
    assert agent.post("/bundels/nieuw/", {"conversation": chosen}).status_code == 303
    assert not Bundle.objects.exists()


def test_conversation_is_in_one_bundle(anouk: User, bas: User, account: Account) -> None:
    rows = [_asks(f"Vraag {number}", account=account) for number in range(2)]
    first = actions.gather(rows[:1], anouk)
    second = actions.gather(rows, bas)
    assert [e.conversation for e in first.entries.all()] == rows[:1]
    assert [e.conversation for e in second.entries.all()] == rows[1:]
    with pytest.raises(Refused):
        actions.gather(rows[:1], bas)
    assert Bundle.objects.count() == 2


def test_database_keeps_it_in_one_bundle(pair: tuple[Conversation, Conversation]) -> None:
    with pytest.raises(IntegrityError, match="inbox_bundled_in_one_bundle"), transaction.atomic():
        Bundled.objects.create(bundle=Bundle.objects.create(), conversation=pair[0], state="in")


def test_what_was_taken_out_and_what_was_finished_is_free_again(
    anouk: User, account: Account
) -> None:
    rows = [_asks(f"Vraag {number}", account=account) for number in range(2)]
    bundle = actions.gather(rows, anouk)
    actions.take_out(bundle, rows[0], anouk)
    assert Event.objects.filter(verb=Event.Verb.UNBUNDLED, conversation=rows[0]).count() == 1
    assert actions.gather(rows[:1], anouk).number >= 0
    actions.finish_bundle(bundle, anouk)
    assert Bundled.objects.get(bundle=bundle, conversation=rows[1]).state == "stayed"
    with pytest.raises(Refused):
        actions.gather(rows[1:], anouk, bundle=bundle)
    assert actions.gather(rows[1:], anouk).entries.live().count() == 1


def test_new_ones_are_proposed_for_a_bundle_that_is_open(
    pair: tuple[Conversation, Conversation], anouk: User, account: Account, agent: Client
) -> None:
    bundle = actions.gather(pair, anouk, bundle=_bundle_of(pair[0]))
    third = _asks("stroom uitgevallen hier in de straat??", 20, account=account)
    notice()
    assert Bundled.objects.get(conversation=third).state == "proposed"
    assert _bundle_of(third) == bundle
    agent.post("/bundels/nieuw/", {"bundle": bundle.pk, "conversation": third.pk})
    assert Bundled.objects.get(conversation=third).state == "in"


def test_who_looks_along_changes_nothing(
    as_user: Any, otto: User, pair: tuple[Conversation, Conversation]
) -> None:
    client, bundle = as_user(otto), _bundle_of(pair[0])
    assert bundle
    page = page_of(client, f"/bundels/{bundle.pk}/")
    assert 'action="/bundels/' not in page
    assert client.post("/bundels/nieuw/", {"conversation": pair[0].pk}).status_code == 404
    assert client.post(f"/bundels/{bundle.pk}/out/{pair[0].pk}/").status_code == 404
