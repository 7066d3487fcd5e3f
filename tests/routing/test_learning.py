"""Learning: corrections, files, versions that are better, and going back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from routing import known, learning
from routing.classifier import BadCorpus, Compared, pack, unpack
from routing.classifier import Example as Read
from routing.learning import NotUsable, attempts, training
from routing.learning.alone import Busy, alone, is_busy
from routing.learning.overview import lacking, overview, versions
from routing.learning.versions import KEPT, keep
from routing.models import Attempt, Department, Example, Place, Product, Trained
from routing.places import BadPlaces
from routing.tasks import train as train_task
from routing.tasks import train_waiting
from tests.factories import DepartmentFactory
from tests.routing.school import FEW, four_departments, learned, mistaken, teach, version
from webcare.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def _read(row: Example) -> Read:
    return Read(row.text, row.department.slug)


# Corrections -------------------------------------------------------------------------------------


def test_correction_is_an_example(openbare_ruimte: Department, anouk: User) -> None:
    learning.correct("De bladkorf is vol", openbare_ruimte, "melding", anouk, "gesprek:1")
    example = Example.objects.get()
    assert (example.text, example.department) == ("De bladkorf is vol", openbare_ruimte)
    assert (example.kind, example.origin, example.by) == ("melding", "correction", anouk)


def test_later_correction_of_the_same_takes_its_place(
    openbare_ruimte: Department, anouk: User, bram: User
) -> None:
    other = DepartmentFactory()
    learning.correct("De bladkorf is vol", openbare_ruimte, "melding", anouk, "gesprek:1")
    learning.correct("De bladkorf is vol", other, "klacht", bram, "gesprek:1")
    example = Example.objects.get()
    assert (example.department, example.kind, example.by) == (other, "klacht", bram)


@pytest.mark.parametrize("text", ["", "Hallo", "😡😡😡 ???", "a b c", "12 34"])
def test_too_little_to_learn_from_is_not_kept(
    openbare_ruimte: Department, anouk: User, text: str
) -> None:
    learning.correct("De bladkorf is vol", openbare_ruimte, "", anouk, "gesprek:1")
    assert learning.correct(text, openbare_ruimte, "", anouk, "gesprek:1") is None
    assert not Example.objects.exists()


def test_what_was_taken_back_is_forgotten(openbare_ruimte: Department, anouk: User) -> None:
    learning.correct("De bladkorf is vol", openbare_ruimte, "", anouk, "gesprek:1")
    learning.correct("De bladkorf stinkt", openbare_ruimte, "", anouk, "gesprek:2")
    learning.forget(["gesprek:1"])
    assert Example.objects.get().source == "gesprek:2"


# Files -------------------------------------------------------------------------------------------

ROWS = [
    "text,department,kind,source\n",
    "De boom is om,openbare-ruimte,melding,loket\n",
    "Mag ik een paspoort,Burgerzaken,vraag,loket\n",
]


def test_file_is_taken_over() -> None:
    four_departments()
    done = learning.load_examples(ROWS)
    assert (done.added, done.replaced) == (2, 0)
    found = Example.objects.order_by("pk").values_list("department__slug", "kind", "origin")
    assert list(found) == [
        ("openbare-ruimte", "melding", "file"),
        ("burgerzaken", "vraag", "file"),
    ]


def test_file_adds_to_what_is_there() -> None:
    departments = four_departments()
    Example.objects.create(text="Fiets weg", department=departments["burgerzaken"], origin="file")
    assert learning.load_examples(ROWS).replaced == 0
    assert Example.objects.count() == 3


def test_text_that_is_known_makes_way_for_the_file() -> None:
    departments = four_departments()
    Example.objects.create(
        text="DE BOOM  is om", department=departments["burgerzaken"], origin="starter"
    )
    assert learning.load_examples(ROWS).replaced == 1
    assert Example.objects.filter(department=departments["openbare-ruimte"]).count() == 1


def test_same_file_twice_is_one_file() -> None:
    four_departments()
    learning.load_examples(ROWS)
    learning.load_examples(ROWS)
    assert Example.objects.count() == 2


def test_file_replaces_all_but_corrections(anouk: User) -> None:
    departments = four_departments()
    learning.correct("Fiets is weg", departments["burgerzaken"], "", anouk, "gesprek:1")
    Example.objects.create(
        text="Lang geleden", department=departments["burgerzaken"], origin="starter"
    )
    done = learning.load_examples(ROWS, replace=True)
    assert (done.added, done.replaced) == (2, 1)
    assert Example.objects.filter(origin="correction").count() == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Boom,bomen,melding,\n", "Row 4: there is no department “bomen”"),
        ("de boom is om,burgerzaken,,\n", "Row 4: the same text stands in row 2"),
    ],
)
def test_bad_file_changes_nothing(row: str, message: str) -> None:
    departments = four_departments()
    Example.objects.create(text="Er was eens", department=departments["burgerzaken"], origin="file")
    with pytest.raises(BadCorpus, match=message):
        learning.load_examples([*ROWS, row], replace=True)
    assert Example.objects.get().text == "Er was eens"


def test_empty_file_does_not_replace_what_is_there() -> None:
    teach(step=20)
    before = Example.objects.count()
    with pytest.raises(BadCorpus, match="holds no messages"):
        learning.load_examples(ROWS[:1], replace=True)
    assert Example.objects.count() == before


def test_department_that_is_switched_off_is_unknown() -> None:
    four_departments()
    Department.objects.filter(slug="burgerzaken").update(active=False)
    with pytest.raises(BadCorpus, match="Burgerzaken"):
        learning.load_examples(ROWS)


def test_product_words_are_taken_over() -> None:
    four_departments()
    lines = ["woord;afdeling\n", "kliko*;afval-reiniging\n"]
    assert learning.load_words(lines).added == 1
    assert learning.load_words(lines, replace=True).replaced == 1
    assert Product.objects.get().word == "kliko*"


def test_starter_corpus_is_taken_over_as_far_as_its_departments_are_here() -> None:
    four_departments()
    learning.begin()
    assert Example.objects.filter(origin="starter").values("department").distinct().count() == 4
    assert Product.objects.exists()


def test_places_take_the_place_of_all_others() -> None:
    Place.objects.create(street="Oude Weg", neighbourhood="Vroeger")
    done = learning.load_places(["straat,buurt,wijk\n", "Berkenlaan,Bomenbuurt,Noord\n"])
    assert (done.added, done.replaced) == (1, 1)
    found = known.gazetteer().find("Een boom op de Berkenlaan is om")
    assert found
    assert found.neighbourhood == "Bomenbuurt"


def test_bad_places_change_nothing() -> None:
    Place.objects.create(street="Oude Weg", neighbourhood="Vroeger")
    with pytest.raises(BadPlaces):
        learning.load_places(["straat,buurt\n", "Berkenlaan,Bomenbuurt\n"])
    assert Place.objects.get().street == "Oude Weg"


# Training ----------------------------------------------------------------------------------------


def test_first_version_is_used(anouk: User) -> None:
    teach()
    made = training.train(anouk)
    assert (made.number, made.active, made.by) == (1, True, anouk)
    assert made.report["accuracy"] > 0.7
    active = known.active()
    assert active
    assert active.number == 1


def test_better_version_takes_the_place_of_the_one_before() -> None:
    teach()
    version(1, mistaken(), active=True)
    made = training.train()
    assert made.active
    assert Trained.objects.get(active=True).number == 2
    before = made.report["before"]
    assert before["right"] < before["new_right"]


def test_version_that_is_not_better_is_kept_and_not_used() -> None:
    teach()
    version(1, learned(of_all=True), active=True)  # it has seen what others are measured on
    made = training.train()
    assert not made.active
    assert "Version 1 is right more often" in made.why
    assert Trained.objects.get(active=True).number == 1


def test_version_that_cannot_be_read_makes_way() -> None:
    teach(FEW)
    version(1, b"damaged", active=True)
    made = training.train()
    assert made.active
    assert "Version 1 cannot be read" in made.why


def test_version_that_cannot_be_read_is_marked() -> None:
    version(1, b"damaged", active=True)
    assert known.active() is None
    assert "damaged" in Trained.objects.get().problem


def test_figures_that_decide_are_the_figures_that_are_told() -> None:
    """Of two that differ by little, both are told as far as they differ."""
    assert "about 95.020%" in training._verdict(3, Compared(0.9504, 0.9502)).why
    worse = training._verdict(3, Compared(0.9502, 0.9504))
    assert not worse.use
    assert "right more often: 95.040%; this one 95.020%" in worse.why


def test_version_keeps_what_it_learned_from_and_the_next_goes_on_from_there(anouk: User) -> None:
    departments = teach(FEW)
    first = training.train()
    assert len(unpack(bytes(first.learned))) == first.examples
    for number in range(60):
        learning.correct(
            f"De kliko bij nummer {number} staat er nog", departments["afval-reiniging"], "",
            anouk, f"gesprek:{number}",
        )  # fmt: skip
    Trained.objects.update(learned=pack(map(_read, Example.objects.all())))
    second = training.train()
    assert "nothing to compare" in second.why  # it is never compared on what one of them learned


def test_version_that_a_colleague_chose_meanwhile_stays() -> None:
    version(1, b"m")
    version(2, b"m", active=True)
    made = keep(use=True, against=1, model=b"m", report={}, examples=1, why="")
    assert not made.active
    assert "chose version 2" in made.why
    assert Trained.objects.get(active=True).number == 2


def test_department_with_few_examples_is_not_recognised() -> None:
    departments = teach(FEW)
    few = Example.objects.filter(department=departments["burgerzaken"]).values("pk")[19:]
    Example.objects.filter(pk__in=list(few.values_list("pk", flat=True))).delete()
    made = training.train()
    assert made.report["left_out"] == {"burgerzaken": 19}
    active = known.active()
    assert active
    assert "burgerzaken" not in active.classifier.department.labels


def test_department_that_is_switched_off_is_not_learned() -> None:
    departments = teach(FEW)
    Department.objects.filter(pk=departments["burgerzaken"].pk).update(active=False)
    training.train()
    active = known.active()
    assert active
    assert "burgerzaken" not in active.classifier.department.labels


def test_too_few_examples_are_told() -> None:
    departments = teach(FEW)
    Example.objects.exclude(department=departments["burgerzaken"]).delete()
    with pytest.raises(training.TooLittle, match="20 examples each"):
        training.train()
    assert not Trained.objects.exists()


def test_one_training_at_a_time() -> None:
    """The lock belongs to a connection, so the other one is a connection of its own."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(7030, 0)")
    try:
        assert is_busy()
        with pytest.raises(Busy, match="already"), alone():
            pass
    finally:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(7030, 0)")
        other.close()
    assert not is_busy()


def test_clock_learns_only_when_there_is_something_new(
    openbare_ruimte: Department, anouk: User
) -> None:
    teach(FEW)
    assert training.train_when_needed()
    assert training.train_when_needed() is None
    learning.correct("De bladkorf is vol", openbare_ruimte, "", anouk, "gesprek:1")
    again = training.train_when_needed()
    assert again
    assert again.number == 2


def test_task_trains_for_who_asked(anouk: User) -> None:
    teach(FEW)
    train_task(anouk.pk)
    assert Trained.objects.get().by == anouk


def test_task_without_enough_to_learn_from_ends_quietly(caplog: pytest.LogCaptureFixture) -> None:
    DepartmentFactory(slug="burgerzaken")
    train_task()
    assert "Nothing was learned" in caplog.text


def test_hourly_task_trains_where_nothing_was_trained_yet() -> None:
    teach(FEW)
    train_waiting()
    train_waiting()
    assert Trained.objects.get().number == 1


def test_hourly_task_begins_what_was_asked_while_no_worker_heard_it(anouk: User) -> None:
    teach(FEW)
    version(1, learned(), active=True)
    attempts.ask(anouk)
    train_waiting()
    assert Trained.objects.get(number=2).by == anouk
    assert attempts.waiting() is None


def test_what_was_asked_while_the_clock_trained_is_not_forgotten(anouk: User) -> None:
    """The clock began between the button and the worker, which then found it busy."""
    attempts.ask(anouk)
    with attempts.noted(None, ()):
        pass
    found = overview()
    assert (found["waits"], found["attempt"].by) == (True, anouk)
    teach(FEW)
    version(1, learned(), active=True)
    train_waiting()
    assert Trained.objects.get(number=2).by == anouk
    assert not overview()["waits"]


def test_training_by_a_colleague_answers_all_who_asked(anouk: User, fatma: User) -> None:
    for by in (anouk, fatma, anouk):
        attempts.ask(by)
    with attempts.noted(fatma, ()):
        pass
    assert attempts.waiting() is None
    assert overview()["attempt"].by == fatma


# Attempts ----------------------------------------------------------------------------------------


def test_training_that_succeeds_is_kept_as_an_attempt(anouk: User) -> None:
    teach(FEW)
    attempts.ask(anouk)
    training.train(anouk)
    attempt = Attempt.objects.get()
    assert (attempt.by, attempt.outcome, attempt.said) == (anouk, "made", "Version 1 was made.")


def test_training_without_enough_to_learn_from_tells_why() -> None:
    DepartmentFactory(slug="burgerzaken")
    train_task()
    attempt = Attempt.objects.get()
    assert attempt.outcome == "nothing"
    assert "At least two departments" in attempt.said


def test_training_that_breaks_tells_so() -> None:
    with pytest.raises(MemoryError), attempts.noted(None, ()):
        raise MemoryError("no more")
    assert Attempt.objects.get().said == "MemoryError: no more"
    assert overview()["broken"]


def test_training_that_was_cut_off_is_seen() -> None:
    Attempt.objects.create(outcome="busy")
    found = overview()
    assert (found["busy"], found["cut_off"]) == (False, True)


def test_attempts_do_not_pile_up() -> None:
    Attempt.objects.bulk_create(Attempt(outcome="nothing") for _each in range(attempts.KEPT + 5))
    with attempts.noted(None, ()):
        pass
    assert Attempt.objects.count() == attempts.KEPT


# Versions ----------------------------------------------------------------------------------------


def test_colleague_goes_back_to_an_older_version(fatma: User) -> None:
    version(1, learned())
    version(2, mistaken(), active=True)
    learning.activate(1, fatma)
    active = known.active()
    assert active
    assert active.number == 1
    assert "Fatma" in Trained.objects.get(number=1).why


def test_clock_does_not_undo_what_a_colleague_chose(fatma: User) -> None:
    teach(FEW)
    version(1, mistaken())
    version(2, learned(), active=True)
    learning.activate(1, fatma)
    assert not training.train().active
    assert Trained.objects.get(active=True).number == 1


def test_training_by_hand_does(fatma: User) -> None:
    teach()
    version(1, mistaken())
    version(2, learned(), active=True)
    learning.activate(1, fatma)
    assert training.train(fatma).active


def test_who_chooses_the_newest_lets_the_clock_go_on(fatma: User) -> None:
    teach()
    version(1, learned(), active=True)
    version(2, mistaken())
    learning.activate(2, fatma)
    assert training.train().active


def test_of_old_versions_the_figures_stay(fatma: User) -> None:
    for number in range(1, KEPT + 2):
        version(number, b"m", active=number == 1, report={"accuracy": 0.5})
    keep(use=True, against=1, model=b"m", report={}, examples=1, why="")
    emptied = Trained.objects.filter(model=b"").values_list("number", flat=True)
    assert sorted(emptied) == [1, 2]
    assert Trained.objects.get(number=1).report == {"accuracy": 0.5}
    with pytest.raises(NotUsable, match="only its figures"):
        learning.activate(1, fatma)


def test_version_in_use_is_never_emptied() -> None:
    for number in range(1, KEPT + 3):
        version(number, b"m", active=number == 1)
    keep(use=False, model=b"m", report={}, examples=1, why="")
    assert bytes(Trained.objects.get(number=1).model) == b"m"


def test_damaged_version_is_refused(fatma: User) -> None:
    version(1, b"damaged")
    version(2, learned(), active=True)
    with pytest.raises(NotUsable, match="damaged"):
        learning.activate(1, fatma)
    assert Trained.objects.get(active=True).number == 2


# Overview ----------------------------------------------------------------------------------------


def test_overview_names_departments_with_few_examples(anouk: User) -> None:
    departments = teach()
    empty = DepartmentFactory()
    learning.correct("De fiets is weg", departments["burgerzaken"], "", anouk, "gesprek:1")
    found = overview()
    assert [each.department for each in found["too_few"]] == [empty]
    assert found["corrections"] == 1
    assert found["last_correction"] <= timezone.now()


def test_versions_know_whether_they_can_be_used_again() -> None:
    version(1, b"")
    version(2, b"m", report={"accuracy": 0.9, "kind": None})
    assert [(each.row.number, each.usable) for each in versions()] == [(2, True), (1, False)]


def test_nothing_can_be_learned_without_departments() -> None:
    assert "two departments" in lacking()
    four_departments()
    assert lacking() == ""
