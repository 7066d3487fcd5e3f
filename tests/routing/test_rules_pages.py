"""The page of rules, and the builder: without JavaScript and with htmx."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from routing.conditions import About
from routing.decide import Test as Check
from routing.forms.rule_editor import MOST_ROWS
from routing.models import Department, Place, Rule, RuleVersion
from routing.rules import Plan, remove, save
from tests.factories import AccountFactory, ConversationFactory, DepartmentFactory, RuleFactory
from webcare.models import User

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "editor"}


@pytest.fixture
def fatma_there(client: Client, fatma: User) -> Client:
    """The administrator, whose screen is in English: so that these tests ask for no translation."""
    client.force_login(fatma)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def lena_there(lena: User) -> Client:
    """The team lead: looks at rules, and changes none."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(lena)
    return client


@pytest.fixture
def rule(openbare_ruimte: Department, fatma: User) -> Rule:
    plan = Plan("Bomen", openbare_ruimte.slug, (Check("words", "berk\nboom"),), kind="melding")
    return save(None, plan, fatma)


def _page(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def _filled(department: Department, *rows: tuple[str, str], **more: Any) -> dict[str, Any]:
    """The form as a browser posts it; ``rows`` are conditions."""
    form: dict[str, Any] = {
        "name": "Bomen",
        "department": department.slug,
        "kind": "",
        "active": "on",
        "after": "first",
        "seen": "",
        "row": [str(number) for number in range(len(rows))],
        "do": "save",
    }
    for number, (about, values) in enumerate(rows):
        chosen = about in {"channel", "account", "language", "danger", "private"}
        form[f"c{number}-about"] = about
        form[f"c{number}-values"] = values.split("\n") if chosen else values
        form[f"c{number}-negate"] = ""
    return form | more


BERK = ("words", "berk*")


# The list ----------------------------------------------------------------------------------------


def test_rules_stand_in_the_order_in_which_they_are_asked(fatma_there: Client) -> None:
    for order, name in [(3, "Derde"), (1, "Eerste"), (2, "Tweede")]:
        RuleFactory(name=name, order=order, words="berk")
    page = _page(fatma_there, "rules")
    assert page.index(">Eerste<") < page.index(">Tweede<") < page.index(">Derde<")


def test_page_without_rules_says_so(fatma_there: Client) -> None:
    assert "There are no rules yet" in _page(fatma_there, "rules")


def test_row_says_what_the_rule_looks_for_and_decides(fatma_there: Client, rule: Rule) -> None:
    page = _page(fatma_there, "rules")
    for words in ("berk, boom", "Openbare Ruimte &amp; Groen", "report"):
        assert words in page


def test_row_says_what_the_rule_did(fatma_there: Client, rule: Rule) -> None:
    from django.utils import timezone

    for department in (rule.department, rule.department, rule.department, DepartmentFactory()):
        ConversationFactory(
            rule=rule.pk,
            rule_version=1,
            department=department,
            decided_by="rule" if department == rule.department else "person",
            created_at=timezone.now(),
        )
    page = _page(fatma_there, "rules")
    assert "4 conversations in the last 30 days" in page
    assert "25% corrected by a colleague (1)" in page


def test_broken_rules_stand_on_top_with_the_reason(fatma_there: Client) -> None:
    RuleFactory(order=1, name="Heel", words="berk")
    RuleFactory(order=2, name="Stuk", words="*")
    RuleFactory(order=3, name="Verlaten", words="berk", department__active=False)
    page = _page(fatma_there, "rules")
    assert "2 rules do not do what they say" in page
    assert page.index("matches everything") < page.index(">Heel<")
    assert page.index("is switched off, so nobody asks") < page.index(">Heel<")


def test_words_of_a_rule_are_escaped(fatma_there: Client) -> None:
    RuleFactory(name="<b>Bomen</b>", words="<script>alert(1)</script>")
    assert "<script>alert" not in _page(fatma_there, "rules")


def test_page_costs_the_same_for_many_rules(fatma_there: Client, rule: Rule) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            _page(fatma_there, "rules")
        return len(asked)

    def grow() -> None:
        made = RuleFactory(words="berk")
        made.conditions.create(about="account", values=str(AccountFactory().pk))

    grow()
    cost()
    few = cost()
    for _ in range(10):
        grow()
    assert cost() == few


# Buttons -----------------------------------------------------------------------------------------


def test_buttons_move_a_rule_and_come_back_to_it(fatma_there: Client, rule: Rule) -> None:
    other = RuleFactory(words="eik", order=2)
    response = fatma_there.post(reverse("move_rule_down", args=[rule.pk]))
    assert (response.status_code, response["Location"]) == (303, f"/regels/#rule-{rule.pk}")
    assert list(Rule.objects.order_by("order")) == [other, rule]
    fatma_there.post(reverse("move_rule_up", args=[rule.pk]))
    assert list(Rule.objects.order_by("order")) == [rule, other]
    assert rule.versions.count() == 3


def test_button_switches_off_and_on(fatma_there: Client, rule: Rule) -> None:
    address = reverse("switch_rule", args=[rule.pk])
    for given, active in (({}, False), ({"active": "on"}, True)):
        assert fatma_there.post(address, given).status_code == 303
        rule.refresh_from_db()
        assert rule.active is active


def test_removed_rule_is_offered_below_and_comes_back(fatma_there: Client, rule: Rule) -> None:
    fatma_there.post(reverse("remove_rule", args=[rule.pk]))
    assert not Rule.objects.exists()
    removal = RuleVersion.objects.get(said={})
    address = reverse("restore_rule", args=[removal.pk])
    assert address in _page(fatma_there, "rules")
    fatma_there.post(address)
    assert Rule.objects.get().name == "Bomen"


def test_version_is_put_back(fatma_there: Client, rule: Rule, openbare_ruimte: Department) -> None:
    save(rule, Plan("Eiken", openbare_ruimte.slug, (Check("words", "eik"),)), None)
    first = rule.versions.get(number=1)
    assert reverse("restore_rule", args=[first.pk]) in _page(fatma_there, "rule", rule.pk)
    fatma_there.post(reverse("restore_rule", args=[first.pk]))
    rule.refresh_from_db()
    assert (rule.name, rule.version) == ("Bomen", 3)


def test_version_that_cannot_be_put_back_says_why(
    fatma_there: Client, rule: Rule, openbare_ruimte: Department
) -> None:
    first = rule.versions.get()
    save(rule, Plan("Eiken", DepartmentFactory().slug, (Check("words", "eik"),)), None)
    Department.objects.filter(pk=openbare_ruimte.pk).update(active=False)
    page = fatma_there.post(reverse("restore_rule", args=[first.pk]), follow=True)
    assert "There is no department" in page.content.decode()


def test_what_was_removed_meanwhile_says_so(fatma_there: Client, rule: Rule) -> None:
    remove(rule, None)
    assert fatma_there.post(reverse("move_rule_up", args=[rule.pk])).status_code == 404


# The builder -------------------------------------------------------------------------------------


def test_new_rule_is_saved_and_found_in_the_list(
    fatma_there: Client, openbare_ruimte: Department, fatma: User
) -> None:
    form = _filled(openbare_ruimte, BERK, ("channel", "x"), urgent="on", kind="melding")
    form["c1-negate"] = "on"
    response = fatma_there.post(reverse("new_rule"), form)
    made = Rule.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/regels/#rule-{made.pk}")
    assert (made.urgent, made.kind, made.four_eyes, made.active) == (True, "melding", False, True)
    assert made.line().tests == (Check("words", "berk*"), Check("channel", "x", negate=True))
    assert made.versions.get().by == fatma


def test_builder_shows_the_rule_as_it_is(fatma_there: Client, openbare_ruimte: Department) -> None:
    tests = (
        Check("words", "berk*\nboom"),
        Check("language", "en\nde", negate=True),
        Check("time", "ma-vr"),
    )
    rule = save(None, Plan("Bomen", openbare_ruimte.slug, tests, urgent=True), None)
    page = _page(fatma_there, "rule", rule.pk)
    assert "berk*\nboom</textarea>" in page
    assert len(re.findall(r'name="c1-values" value="(?:en|de)"[^>]*checked', page)) == 2
    assert re.search(r'<option value="on" selected', page)
    assert re.search(r'name="urgent"[^>]*checked', page)


@pytest.mark.parametrize(
    ("about", "values"),
    [
        ("words", "berk*"),
        ("channel", "x\nfacebook"),
        ("author", "@noor"),
        ("time", "ma-vr 09:00-17:00"),
        ("neighbourhood", "Centrum"),
        ("language", "en"),
        ("danger", "any"),
        ("private", "private"),
    ],
)
def test_every_kind_of_condition_is_saved_and_shown_again(
    fatma_there: Client, openbare_ruimte: Department, about: str, values: str
) -> None:
    fatma_there.post(reverse("new_rule"), _filled(openbare_ruimte, (about, values)))
    made = Rule.objects.get()
    assert made.line().tests == (Check(about, values),)
    again = _filled(openbare_ruimte, (about, values), seen="1")
    page = _page(fatma_there, "rule", made.pk)
    assert page.count('data-testid="condition"') == 1
    assert fatma_there.post(reverse("rule", args=[made.pk]), again).status_code == 303
    made.refresh_from_db()
    assert made.version == 1  # nothing got lost on the way, so nothing changed


def test_account_is_chosen_by_name(fatma_there: Client, openbare_ruimte: Department) -> None:
    account = AccountFactory(name="Gemeente Elders")
    page = fatma_there.post(
        reverse("new_rule"), _filled(openbare_ruimte, **{"do": "add", "add-about": "account"})
    ).content.decode()
    assert "X · Gemeente Elders" in page
    assert f'value="{account.pk}"' in page


def test_value_that_is_no_choice_any_more_is_kept(
    fatma_there: Client, openbare_ruimte: Department
) -> None:
    plan = Plan("Bomen", openbare_ruimte.slug, (Check("account", "999"),))
    rule = save(None, plan, None)
    page = _page(fatma_there, "rule", rule.pk)
    assert re.search(r'name="c0-values" value="999"[^>]*checked', page)


@pytest.mark.parametrize("about", About.values)
def test_row_of_every_kind_is_added_without_losing_a_word(
    fatma_there: Client, openbare_ruimte: Department, about: str
) -> None:
    form = _filled(openbare_ruimte, BERK, name="Nog niet af", do="add", **{"add-about": about})
    response = fatma_there.post(reverse("new_rule"), form)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count('data-testid="condition"') == 2
    assert f'name="c1-about" value="{about}"' in page
    assert "berk*</textarea>" in page
    assert 'value="Nog niet af"' in page
    assert not Rule.objects.exists()


def test_row_is_taken_away_and_the_others_stay(
    fatma_there: Client, openbare_ruimte: Department
) -> None:
    form = _filled(openbare_ruimte, ("words", "eerste"), ("words", "tweede"), do="drop-0")
    page = fatma_there.post(reverse("new_rule"), form).content.decode()
    assert "eerste" not in page
    assert "tweede</textarea>" in page


def test_nothing_is_judged_while_rows_come_and_go(
    fatma_there: Client, openbare_ruimte: Department
) -> None:
    form = _filled(openbare_ruimte, ("words", ""), name="", do="add", **{"add-about": "time"})
    assert "aria-invalid" not in fatma_there.post(reverse("new_rule"), form).content.decode()


def test_rows_have_an_end(fatma_there: Client, openbare_ruimte: Department) -> None:
    rows = [BERK] * (MOST_ROWS + 5)
    form = _filled(openbare_ruimte, *rows, do="add", **{"add-about": "words"})
    page = fatma_there.post(reverse("new_rule"), form).content.decode()
    assert page.count('data-testid="condition"') == MOST_ROWS


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("words", "*"), "“*” matches everything."),
        (("words", ""), "The condition has no values."),
        (("time", "maandag"), "is no moment"),
        (("channel", ""), "The condition has no values."),
        (("weather", "rain"), "Unknown kind of condition: weather."),
    ],
)
def test_broken_value_is_told_at_its_field_and_nothing_is_lost(
    fatma_there: Client, openbare_ruimte: Department, row: tuple[str, str], says: str
) -> None:
    response = fatma_there.post(reverse("new_rule"), _filled(openbare_ruimte, BERK, row))
    page = response.content.decode()
    assert response.status_code == 422
    at_its_field = page.split('id="c1-told"')[1].split("</div>")[0]
    assert says in at_its_field
    assert "berk*</textarea>" in page
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "Give the rule a name."),
        ({"department": ""}, "Choose who is responsible."),
        ({"row": []}, "The rule has no conditions."),
        ({"after": "12345"}, "That rule was removed meanwhile."),
    ],
)
@pytest.mark.parametrize("do", ["save", "try"])
def test_what_is_missing_is_asked_for(
    fatma_there: Client, openbare_ruimte: Department, change: dict[str, Any], says: str, do: str
) -> None:
    form = _filled(openbare_ruimte, BERK, do=do) | change
    response = fatma_there.post(reverse("new_rule"), form)
    assert response.status_code == 422
    assert says in response.content.decode()


def test_name_that_is_taken_is_told_at_the_name(
    fatma_there: Client, rule: Rule, openbare_ruimte: Department
) -> None:
    page = fatma_there.post(reverse("new_rule"), _filled(openbare_ruimte, BERK)).content.decode()
    assert "There is a rule “Bomen” already." in page.split('id="rule-name_error"')[1]


def test_neighbourhood_that_does_not_exist_is_told_with_the_nearest(
    fatma_there: Client, openbare_ruimte: Department
) -> None:
    Place.objects.create(neighbourhood="Centrum", district="Midden")
    form = _filled(openbare_ruimte, ("neighbourhood", "Centrm"))
    assert "Do you mean “Centrum”?" in fatma_there.post(reverse("new_rule"), form).content.decode()


def test_department_that_is_switched_off_cannot_be_chosen(
    fatma_there: Client, openbare_ruimte: Department
) -> None:
    form = _filled(DepartmentFactory(active=False), BERK)
    assert fatma_there.post(reverse("new_rule"), form).status_code == 422


def test_rule_is_put_where_it_was_asked(
    fatma_there: Client, rule: Rule, openbare_ruimte: Department
) -> None:
    form = _filled(openbare_ruimte, BERK, name="Tweede", after=str(rule.pk))
    fatma_there.post(reverse("new_rule"), form)
    fatma_there.post(reverse("new_rule"), form | {"name": "Eerste", "after": "first"})
    names = Rule.objects.order_by("order").values_list("name", flat=True)
    assert list(names) == ["Eerste", "Bomen", "Tweede"]


def test_htmx_gets_the_builder_without_the_page_around_it(
    fatma_there: Client, openbare_ruimte: Department
) -> None:
    form = _filled(openbare_ruimte, BERK, do="add", **{"add-about": "time"})
    part = fatma_there.post(reverse("new_rule"), form, headers=HTMX).content.decode()
    assert part.strip().startswith('<div id="editor"')
    assert "<html" not in part


def test_value_is_checked_as_soon_as_it_is_filled_in(fatma_there: Client) -> None:
    form = {"checked": "3", "c3-about": "words", "c3-values": "berk\n*"}
    told = fatma_there.post(reverse("check_condition"), form).content.decode()
    assert "“*” matches everything." in told
    assert "<html" not in told
    good = fatma_there.post(reverse("check_condition"), form | {"c3-values": "berk"})
    assert good.content.strip() == b""


@pytest.mark.parametrize("checked", ["", "x", "²"])
def test_check_of_no_row_finds_nothing(fatma_there: Client, checked: str) -> None:
    assert fatma_there.post(reverse("check_condition"), {"checked": checked}).status_code == 404


@pytest.mark.parametrize(
    "nonsense",
    [
        {"row": ["x", "-1", "99999999999999999999", "²", "0", "0"]},
        {"seen": "9" * 400},
        {"do": "drop-²"},
        {"do": "dance"},
        {"after": ""},
        {"name": "\0"},
        {"c0-values": "\0"},
        {"c0-negate": "misschien"},
        {"add-about": "weather", "do": "add"},
    ],
)
def test_form_that_no_browser_posts_breaks_nothing(
    fatma_there: Client, rule: Rule, openbare_ruimte: Department, nonsense: dict[str, Any]
) -> None:
    form = _filled(openbare_ruimte, BERK, seen="1") | nonsense
    response = fatma_there.post(reverse("rule", args=[rule.pk]), form)
    assert response.status_code in {200, 303, 422}


# Two at the same rule ----------------------------------------------------------------------------


def test_who_is_too_late_is_told_what_changed_and_loses_nothing(
    fatma_there: Client, rule: Rule, openbare_ruimte: Department, lena: User
) -> None:
    save(rule, Plan("Bomen", openbare_ruimte.slug, (Check("words", "berk\nlinde"),)), lena)
    form = _filled(openbare_ruimte, ("words", "mijn woorden"), seen="1")
    response = fatma_there.post(reverse("rule", args=[rule.pk]), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Lena Mulder changed this rule while you worked on it" in page
    assert "Added to “words or phrases in the text: one of”: linde." in page
    assert "Gone from “words or phrases in the text: one of”: boom." in page
    assert "mijn woorden</textarea>" in page
    assert 'name="seen" value="2"' in page


def test_who_read_what_changed_may_save_after_all(
    fatma_there: Client, rule: Rule, openbare_ruimte: Department
) -> None:
    save(rule, Plan("Bomen", openbare_ruimte.slug, (Check("words", "linde"),)), None)
    form = _filled(openbare_ruimte, ("words", "mijn woorden"), seen="2")
    assert fatma_there.post(reverse("rule", args=[rule.pk]), form).status_code == 303
    rule.refresh_from_db()
    assert rule.line().tests == (Check("words", "mijn woorden"),)


def test_rule_that_was_removed_meanwhile_can_be_saved_as_a_new_one(
    fatma_there: Client, rule: Rule, openbare_ruimte: Department
) -> None:
    remove(rule, None)
    form = _filled(openbare_ruimte, ("words", "mijn woorden"), seen="1")
    response = fatma_there.post(reverse("rule", args=[rule.pk]), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert "This rule was removed meanwhile." in page
    assert "mijn woorden</textarea>" in page
    assert f'action="{reverse("new_rule")}"' in page


# Trying ------------------------------------------------------------------------------------------


def test_trying_tells_what_would_happen_and_saves_nothing(
    fatma_there: Client, openbare_ruimte: Department
) -> None:
    waste = DepartmentFactory(name="Afval")
    ConversationFactory(department=waste, decided_by="person")
    ConversationFactory(message__text="Iets anders")
    form = _filled(openbare_ruimte, ("words", "bomen"), do="try")
    response = fatma_there.post(reverse("new_rule"), form)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Would reach 1 of the last 2 conversations" in page
    assert "Afval → Openbare Ruimte &amp; Groen" in page
    assert "a colleague chose another department" in page
    assert "<mark>bomen</mark>" in page
    assert "bomen</textarea>" in page
    assert not Rule.objects.exists()


def test_trying_counts_the_conversations_it_looked_at(
    fatma_there: Client, openbare_ruimte: Department
) -> None:
    ConversationFactory()
    ConversationFactory(message__text="Iets anders")
    form = _filled(openbare_ruimte, ("words", "bomen"), do="try")
    dutch = {"Accept-Language": "nl"}
    page = fatma_there.post(reverse("new_rule"), form, headers=dutch).content.decode()
    assert "Zou 1 van de laatste 2 gesprekken raken" in page


def test_trying_on_nothing_says_so(fatma_there: Client, openbare_ruimte: Department) -> None:
    form = _filled(openbare_ruimte, BERK, do="try")
    page = fatma_there.post(reverse("new_rule"), form).content.decode()
    assert "There are no conversations yet" in page


def test_trying_names_the_rule_that_stands_before(
    fatma_there: Client, rule: Rule, openbare_ruimte: Department
) -> None:
    ConversationFactory(message__text="De boom is ziek")
    form = _filled(openbare_ruimte, ("words", "ziek"), name="Ziek", after=str(rule.pk), do="try")
    page = fatma_there.post(reverse("new_rule"), form).content.decode()
    assert "“Bomen” stands before it and decides" in page
    assert "Nobody wrote anything" not in page


def test_private_words_are_counted_and_not_shown(
    fatma_there: Client, openbare_ruimte: Department
) -> None:
    ConversationFactory(private=True, message__text="Heel persoonlijk over bomen")
    form = _filled(openbare_ruimte, ("words", "bomen"), do="try")
    page = fatma_there.post(reverse("new_rule"), form).content.decode()
    assert "Would reach 1 of the last 1" in page
    assert "Heel persoonlijk" not in page


def test_words_of_citizens_are_escaped(fatma_there: Client, openbare_ruimte: Department) -> None:
    ConversationFactory(message__text="bomen <img src=x onerror=alert(1)>")
    form = _filled(openbare_ruimte, ("words", "bomen"), do="try")
    page = fatma_there.post(reverse("new_rule"), form).content.decode()
    assert "&lt;img src=x" in page
    assert "<img" not in page


def test_trying_costs_the_same_for_many_conversations(
    fatma_there: Client, rule: Rule, openbare_ruimte: Department
) -> None:
    form = _filled(openbare_ruimte, ("words", "bomen"), do="try", name="Anders")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            fatma_there.post(reverse("new_rule"), form)
        return len(asked)

    ConversationFactory()
    cost()
    few = cost()
    for _ in range(10):
        ConversationFactory(department=DepartmentFactory())
    assert cost() == few


# Who gets in -------------------------------------------------------------------------------------


def test_who_may_only_look_sees_the_rule_in_words(lena_there: Client, rule: Rule) -> None:
    page = _page(lena_there, "rule", rule.pk)
    assert "berk, boom" in page
    assert "<form" not in page.split('id="main"')[1].split("</main>")[0]
    assert reverse("new_rule") not in _page(lena_there, "rules")


@pytest.mark.parametrize(
    "name",
    ["rule", "move_rule_up", "move_rule_down", "switch_rule", "remove_rule", "restore_rule"],
)
def test_who_may_only_look_changes_nothing(lena_there: Client, rule: Rule, name: str) -> None:
    pk = rule.versions.get().pk if name == "restore_rule" else rule.pk
    assert lena_there.post(reverse(name, args=[pk])).status_code == 404
    rule.refresh_from_db()
    assert (rule.version, rule.active) == (1, True)


def test_who_may_only_look_makes_nothing(lena_there: Client) -> None:
    assert lena_there.get(reverse("new_rule")).status_code == 404
    assert lena_there.post(reverse("new_rule")).status_code == 404
    assert lena_there.post(reverse("check_condition"), {"checked": "1"}).status_code == 404


@pytest.mark.parametrize("who", ["anouk", "bram", "otto", "chris"])
def test_others_find_nothing(client: Client, rule: Rule, request: Any, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    for address in (reverse("rules"), reverse("rule", args=[rule.pk])):
        assert client.get(address).status_code == 404
