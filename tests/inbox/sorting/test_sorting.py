"""Sorting: what comes in is judged, a colleague corrects it, and routing learns from that."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inbox import actions
from inbox.models import Conversation, Event, Hop
from inbox.refusals import Refused
from inbox.sorting import sort, sort_again, sort_undecided
from routing import deciding
from routing.learning import training
from routing.models import Department, Example, Place
from tests.factories import ConversationFactory, DepartmentFactory, MessageFactory, RuleFactory
from tests.routing.school import four_departments, learned, teach, version
from tests.town import Town, conversation_of
from webcare.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

PASSPORT = "Wanneer kan ik mijn nieuwe paspoort ophalen?"
FIRE = "Er is brand in de flat, help!"


def asks(text: str) -> Conversation:
    """A conversation that just came in, sorted."""
    row: Conversation = ConversationFactory(message__text=text)
    sort([row])
    return again(row)


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telling the language breaks on a text that names the plague."""

    def breaking(text: str) -> str:
        if "pest" in text:
            raise MemoryError("plague")
        return "nl"

    monkeypatch.setattr(deciding, "language", breaking)


def says_more(row: Conversation, text: str) -> Conversation:
    MessageFactory(conversation=row, text=text)
    sort_again({row: [text]})
    return again(row)


def again(row: Conversation) -> Conversation:
    return Conversation.objects.get(pk=row.pk)


# When routing breaks -----------------------------------------------------------------------------


@pytest.mark.usefixtures("breaks")
def test_message_routing_breaks_on_comes_in_and_says_so() -> None:
    RuleFactory(words="rat*")
    broken, sorted_ = (
        ConversationFactory(message__text=text) for text in ("De pest! Brand in de flat!", "Ratten")
    )
    sort([broken, sorted_])
    assert again(sorted_).department
    row = again(broken)
    assert (row.department, row.decided_by) == (None, "")
    assert "Routing broke on this message" in row.why
    assert (row.danger, row.urgent) == ("fire", True)


@pytest.mark.usefixtures("breaks")
def test_danger_in_what_is_said_later_is_seen_where_routing_breaks() -> None:
    row = says_more(asks("De pest"), FIRE)
    assert row.danger == "fire"
    assert "Routing broke" in row.why


# What comes in -----------------------------------------------------------------------------------


def test_judgement_is_written_on_the_conversation() -> None:
    four_departments()
    version(7, learned(), active=True)
    Place.objects.create(street="Berkenlaan", neighbourhood="Bomenbuurt", district="Noord")
    rule = RuleFactory(words="berk*", kind="melding", version=2)
    row = asks("De berken op de Berkenlaan zijn ziek en dat is schandalig slecht!")
    assert (row.department, row.decided_by) == (rule.department, "rule")
    assert (row.rule, row.rule_version, row.model_version) == (rule.pk, 2, 7)
    assert (row.kind, row.decision["kind"]["by"]) == ("melding", "rule")
    assert (row.neighbourhood, row.district, row.language) == ("Bomenbuurt", "Noord", "nl")
    assert row.decision["place"]["words"]
    assert len(row.decision["proposals"]) == 3
    assert set(row.decision["proposals"][0]) == {"department", "probability", "words"}


def test_assignment_is_the_first_hop_and_is_told() -> None:
    rule = RuleFactory(words="paspoort")
    row = asks(PASSPORT)
    hop = Hop.objects.get()
    assert (hop.how, hop.went_to, hop.reason) == ("rule", rule.department, row.why)
    assert row.hops == 1
    assert Event.objects.get().data["by"] == "rule"


def test_what_nobody_is_responsible_for_passes_no_desk() -> None:
    assert asks(PASSPORT).hops == 0
    assert not Hop.objects.exists()


def test_danger_goes_first_with_the_words_that_say_so() -> None:
    row = asks(FIRE)
    assert (row.danger, row.urgent) == ("fire", True)
    assert "brand" in row.decision["danger"]["words"][0]
    assert Event.objects.filter(verb=Event.Verb.DANGER).count() == 1


def test_many_cost_as_many_queries_as_a_few() -> None:
    four_departments()
    version(7, learned(), active=True)
    RuleFactory(words="berk*")

    def cost(number: int) -> int:
        rows = [
            ConversationFactory(message__text=f"De berk {FIRE} {each}") for each in range(number)
        ]
        fresh = list(Conversation.objects.filter(pk__in=[row.pk for row in rows]))
        with CaptureQueriesContext(connection) as asked:
            sort(fresh)
        return len(asked.captured_queries)

    cost(1)
    assert cost(50) == cost(2)


# What is said later ------------------------------------------------------------------------------


def test_later_words_find_a_department_where_there_was_none() -> None:
    rule = RuleFactory(words="paspoort")
    row = says_more(asks("Hallo, ik heb een vraag"), PASSPORT)
    assert row.department == rule.department
    assert row.hops == 1


def test_later_words_do_not_change_what_was_decided() -> None:
    first = RuleFactory(words="berk")
    RuleFactory(words="paspoort")
    assert says_more(asks("De berk is om"), PASSPORT).department == first.department


def test_later_words_do_not_overrule_a_colleague(anouk: User) -> None:
    RuleFactory(words="paspoort")
    row = asks("Hallo, ik heb een vraag")
    actions.choose_kind(row, "klacht", anouk)
    row = says_more(again(row), PASSPORT)
    assert row.kind == "klacht"
    actions.choose_department(row, None, anouk)
    assert says_more(again(row), "nog iets over mijn paspoort").department is None


def test_what_nobody_could_place_is_looked_at_again_once_something_was_learned(anouk: User) -> None:
    waits, decided = asks(PASSPORT), asks(PASSPORT)
    actions.choose_department(decided, DepartmentFactory(), anouk)
    closed = asks(PASSPORT)
    Conversation.objects.filter(pk=closed.pk).update(status="closed")
    four_departments()
    version(7, learned(), active=True)
    sort_undecided()
    proposed = [len(again(row).decision["proposals"]) for row in (waits, decided, closed)]
    assert proposed == [3, 0, 0]
    assert again(waits).model_version == 7


def test_kind_of_what_a_rule_placed_is_found_once_there_is_a_classifier(anouk: User) -> None:
    rule = RuleFactory(words="paspoort")
    placed, chosen = asks(PASSPORT), asks(PASSPORT)
    actions.choose_kind(chosen, "klacht", anouk)
    actions.choose_kind(again(chosen), "", anouk)
    four_departments()
    version(7, learned(), active=True)
    sort_undecided()
    row = again(placed)
    assert (row.kind, row.decision["kind"]["by"]) == ("vraag", "model")
    assert (row.department, row.decided_by, row.model_version) == (rule.department, "rule", None)
    assert again(chosen).kind == ""


def test_finding_the_kind_of_many_costs_as_many_queries_as_of_a_few() -> None:
    RuleFactory(words="paspoort")

    def cost(number: int) -> int:
        for _each in range(number):
            asks(PASSPORT)
        with CaptureQueriesContext(connection) as asked:
            sort_undecided()
        return len(asked.captured_queries)

    cost(1)
    few = cost(1)
    assert cost(20) == few


def test_later_danger_counts_whatever_was_decided(anouk: User, openbare_ruimte: Department) -> None:
    row = asks("De lantaarn is stuk")
    actions.choose_department(row, openbare_ruimte, anouk)
    row = says_more(again(row), FIRE)
    assert (row.danger, row.urgent, row.department) == ("fire", True, openbare_ruimte)


def test_later_words_without_danger_leave_it() -> None:
    row = says_more(asks(FIRE), "Bedankt alvast")
    assert (row.danger, row.urgent) == ("fire", True)
    assert Event.objects.filter(verb=Event.Verb.DANGER).count() == 1


def test_danger_that_counts_less_does_not_hide_what_is_worse() -> None:
    row = says_more(asks(FIRE), "En ik ruik gas in het trappenhuis")
    assert row.danger == "fire"


def test_danger_that_a_colleague_took_away_comes_back_with_new_signs(anouk: User) -> None:
    row = asks(FIRE)
    actions.calm(row, anouk, "Het is een oefening.")
    row = says_more(again(row), "Bedankt!")
    assert (row.danger, row.urgent) == ("", False)
    row = says_more(row, "Nee echt: er is brand in de flat!")
    assert (row.danger, row.urgent) == ("fire", True)
    assert "calmed" not in row.decision


# What colleagues say -----------------------------------------------------------------------------


def test_choosing_a_department_is_a_hop_and_remembers_what_decided_before(
    anouk: User, openbare_ruimte: Department
) -> None:
    rule = RuleFactory(words="paspoort")
    row = asks(PASSPORT)
    actions.choose_department(row, openbare_ruimte, anouk)
    row = again(row)
    assert (row.department, row.decided_by, row.rule) == (openbare_ruimte, "person", rule.pk)
    assert "Anouk" in row.why
    last = Hop.objects.get(number=2)
    assert (last.how, last.came_from, last.by) == ("chosen", rule.department, anouk)


def test_confirming_is_no_hop(anouk: User) -> None:
    rule = RuleFactory(words="paspoort")
    row = asks(PASSPORT)
    actions.choose_department(row, rule.department, anouk)
    row = again(row)
    assert (row.decided_by, row.hops) == ("person", 1)
    assert Event.objects.get(verb=Event.Verb.DEPARTMENT).data["new"] == rule.department.name


def test_confirming_twice_says_it_once(anouk: User, openbare_ruimte: Department) -> None:
    row = asks(PASSPORT)
    actions.choose_department(row, openbare_ruimte, anouk)
    actions.choose_department(row, openbare_ruimte, anouk)
    assert Event.objects.filter(verb=Event.Verb.DEPARTMENT).count() == 1


def test_calming_keeps_who_and_why(anouk: User) -> None:
    row = asks(FIRE)
    actions.calm(row, anouk, "Het is een oefening.")
    row = again(row)
    assert (row.danger, row.urgent) == ("", False)
    assert row.decision["calmed"] == {"by": "Anouk de Wit", "why": "Het is een oefening."}
    told = Event.objects.get(verb=Event.Verb.CALMED)
    assert (told.actor, told.data["danger"]) == (anouk, "fire")


def test_calming_needs_a_reason(anouk: User) -> None:
    row = asks(FIRE)
    with pytest.raises(Refused, match="why it is not urgent"):
        actions.calm(row, anouk, "  ")
    assert again(row).urgent


# What routing learns from it ---------------------------------------------------------------------


def test_correction_is_learned_from_without_who_wrote_it(
    anouk: User, openbare_ruimte: Department
) -> None:
    row = asks("De boom is om, bel me op 0612345678 @noor")
    actions.choose_department(row, openbare_ruimte, anouk)
    example = Example.objects.get()
    assert (example.department, example.by, example.source) == (
        openbare_ruimte,
        anouk,
        f"gesprek:{row.pk}",
    )
    assert "De boom is om" in example.text
    assert "0612345678" not in example.text
    assert "noor" not in example.text


def test_confirmation_is_learned_from_too(anouk: User) -> None:
    rule = RuleFactory(words="paspoort", kind="vraag")
    row = asks(PASSPORT)
    actions.choose_department(row, rule.department, anouk)
    example = Example.objects.get()
    assert (example.department, example.kind) == (rule.department, "vraag")


def test_kind_that_a_machine_guessed_teaches_nothing(anouk: User) -> None:
    departments = four_departments()
    version(7, learned(), active=True)
    row = asks(PASSPORT)
    assert row.decision["kind"]["by"] == "model"
    actions.choose_department(row, departments["burgerzaken"], anouk)
    assert Example.objects.get().kind == ""
    actions.choose_kind(again(row), row.kind, anouk)
    assert Example.objects.get().kind == row.kind


def test_taking_the_department_off_forgets_it(anouk: User, openbare_ruimte: Department) -> None:
    row = asks(PASSPORT)
    actions.choose_department(row, openbare_ruimte, anouk)
    actions.choose_department(again(row), None, anouk)
    assert not Example.objects.exists()


def test_what_the_citizen_takes_back_is_no_example_any_more(
    town: Town, anouk: User, openbare_ruimte: Department
) -> None:
    post = town.says("x", "@GemVoorbeeld de boom voor mijn deur is om")
    town.listen("x")
    actions.choose_department(conversation_of(post), openbare_ruimte, anouk)
    assert Example.objects.count() == 1
    town.removes("x", post)
    town.follow("x")
    assert not Example.objects.exists()


def test_correction_changes_where_the_next_message_like_it_goes(town: Town, anouk: User) -> None:
    """From the platform to the queue, corrected there, learned from, and the next one is right."""
    departments = teach(step=1)
    before = training.train()
    wrong, right = departments["afval-reiniging"], departments["openbare-ruimte"]
    for number, text in enumerate(
        (
            "De bladkorf in onze straat zit weer bomvol",
            "wanneer wordt de bladkorf bij ons geleegd?",
            "Bladkorf op het plein stinkt, leeg hem eens",
        )
    ):
        post = town.says("x", f"@GemVoorbeeld {text}", author=f"inwoner_{number}")
        town.listen("x")
        row = conversation_of(post)
        assert row.decision["proposals"][0]["department"] == wrong.pk
        assert row.model_version == before.number
        actions.choose_department(row, right, anouk)

    after = training.train()
    assert after.active, after.why

    post = town.says(
        "x", "@GemVoorbeeld de bladkorf bij ons op het plein zit bomvol", author="inwoner_9"
    )
    town.listen("x")
    row = conversation_of(post)
    assert (row.department, row.decided_by) == (right, "model")
    assert row.model_version == after.number
    assert "bladkorf" in row.why
    assert Hop.objects.get(conversation=row).how == "model"


def test_inactive_department_is_not_named(anouk: User) -> None:
    RuleFactory(words="paspoort", department=DepartmentFactory(active=False))
    assert asks(PASSPORT).department is None
