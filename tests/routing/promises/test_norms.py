"""Which norm a case falls under, and how it is told."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from django.utils.translation import override

from routing.promises import Case, Labels, Norm, Promise, choose

CASE = Case(channel="x", kind="klacht", urgency="danger", department=3)

# Everything a norm can name, the weightiest first.
NAMED: dict[str, str | int] = {
    "urgency": "danger",
    "kind": "klacht",
    "department": 3,
    "channel": "x",
}


def naming(*names: str, minutes: int = 60) -> Norm:
    return Norm(**{name: NAMED[name] for name in names}, first_response=minutes)  # type: ignore[arg-type]


# Which -------------------------------------------------------------------------------------------


def test_without_norms_nothing_is_promised() -> None:
    assert choose([], CASE) is None


def test_norm_that_names_nothing_holds_for_everything() -> None:
    assert choose([naming()], Case(channel="instagram")) == naming()


@pytest.mark.parametrize(
    "other",
    [
        Norm(channel="facebook", first_response=60),
        Norm(kind="vraag", first_response=60),
        Norm(urgency="water", first_response=60),
        Norm(department=4, first_response=60),
        Norm(channel="x", department=4, first_response=60),
    ],
)
def test_norm_for_another_case_does_not_hold(other: Norm) -> None:
    assert choose([other], CASE) is None


@pytest.mark.parametrize("name", ["urgency", "kind", "department"])
def test_norm_that_names_what_the_case_does_not_have_does_not_hold(name: str) -> None:
    assert choose([naming(name)], Case(channel="x")) is None


@pytest.mark.parametrize("name", NAMED)
def test_norm_that_names_something_goes_before_the_general_one(name: str) -> None:
    assert choose([naming(), naming(name)], CASE) == naming(name)


@pytest.mark.parametrize(("weightier", "lighter"), list(combinations(NAMED, 2)))
def test_weightier_name_goes_before_a_lighter(weightier: str, lighter: str) -> None:
    assert choose([naming(lighter), naming(weightier)], CASE) == naming(weightier)


@pytest.mark.parametrize("number", range(3))
def test_one_name_goes_before_all_the_lighter_together(number: int) -> None:
    names = list(NAMED)
    together = naming(*names[number + 1 :])
    assert choose([together, naming(names[number])], CASE) == naming(names[number])


@pytest.mark.parametrize(("name", "more"), list(permutations(NAMED, 2)))
def test_norm_that_names_more_of_the_same_goes_first(name: str, more: str) -> None:
    assert choose([naming(name), naming(name, more)], CASE) == naming(name, more)


def test_order_of_all_sixteen_is_fixed() -> None:
    names = list(NAMED)
    every = [naming(*chosen) for size in range(5) for chosen in combinations(names, size)]
    order = []
    while (best := choose(every, CASE)) is not None:
        order.append(best)
        every.remove(best)

    def weight(norm: Norm) -> int:
        filled = (norm.urgency, norm.kind, norm.department, norm.channel)
        return sum(8 >> place for place, one in enumerate(filled) if one)

    assert [weight(norm) for norm in order] == list(range(15, -1, -1))


@pytest.mark.parametrize("turned", [False, True])
def test_of_norms_that_name_the_same_the_shortest_counts(turned: bool) -> None:
    norms = [naming("kind", minutes=60), naming("kind", minutes=30)]
    assert choose(norms[::-1] if turned else norms, CASE) == naming("kind", minutes=30)


@pytest.mark.parametrize("turned", [False, True])
def test_of_norms_as_short_the_shortest_resolution_counts(turned: bool) -> None:
    norms = [Norm(first_response=60, resolution=600), Norm(first_response=60, resolution=480)]
    assert choose(norms[::-1] if turned else norms, CASE) == norms[1]


@pytest.mark.parametrize("turned", [False, True])
def test_norm_that_says_when_goes_before_one_that_does_not(turned: bool) -> None:
    norms = [Norm(kind="klacht"), Norm(kind="klacht", first_response=60)]
    assert choose(norms[::-1] if turned else norms, CASE) == norms[1]


def test_norm_of_no_minutes_is_the_shortest() -> None:
    norms = [naming(minutes=1), naming(minutes=0)]
    assert choose(norms, CASE) == norms[1]


# Of which promise --------------------------------------------------------------------------------


def test_norm_that_does_not_say_leaves_it_to_a_more_general_one() -> None:
    complaint = Norm(kind="klacht", resolution=6 * 7 * 8 * 60)
    general = Norm(first_response=240, resolution=960)
    assert choose([complaint, general], CASE, Promise.FIRST_RESPONSE) == general
    assert choose([complaint, general], CASE, Promise.RESOLUTION) == complaint


def test_of_norms_that_name_the_same_the_asked_promise_decides() -> None:
    quick, thorough = (
        Norm(first_response=30, resolution=900),
        Norm(first_response=60, resolution=480),
    )
    assert choose([quick, thorough], CASE, Promise.FIRST_RESPONSE) == quick
    assert choose([quick, thorough], CASE, Promise.RESOLUTION) == thorough


def test_promise_that_no_norm_makes_is_not_made() -> None:
    assert choose([naming()], CASE, Promise.RESOLUTION) is None


def test_less_than_no_minutes_are_refused() -> None:
    with pytest.raises(ValueError, match="minutes"):
        Norm(resolution=-1)


# In words ----------------------------------------------------------------------------------------

LABELS = Labels(channel="X", kind="complaint", urgency="danger", department="Burgerzaken")


@pytest.mark.parametrize(
    ("names", "what"),
    [
        ((), "every message"),
        (("channel",), "every message on X"),
        (("kind", "channel"), "complaint on X"),
        (("department",), "every message for Burgerzaken"),
        (("urgency",), "danger"),
        (tuple(NAMED), "danger, complaint for Burgerzaken on X"),
    ],
)
def test_norm_is_told_by_what_it_names(names: tuple[str, ...], what: str) -> None:
    with override("en"):
        why = naming(*names).why(Promise.FIRST_RESPONSE, LABELS)
    assert why == f"norm: {what}, 60 minutes"


def test_norm_without_labels_is_told_by_its_own_values() -> None:
    with override("en"):
        why = naming(*NAMED).why(Promise.FIRST_RESPONSE)
    assert why == "norm: danger, klacht for department 3 on x, 60 minutes"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (60, "60 minutes"),
        (90, "90 minutes"),
        (119, "119 minutes"),
        (120, "2 hours"),
        (150, "150 minutes"),
        (960, "16 hours"),
    ],
)
def test_time_is_told_in_hours_when_they_are_whole(minutes: int, told: str) -> None:
    with override("en"):
        why = Norm(resolution=minutes).why(Promise.RESOLUTION)
    assert why == f"norm: every message, {told}"


def test_promise_that_is_not_made_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="resolution"):
        naming().why(Promise.RESOLUTION)
