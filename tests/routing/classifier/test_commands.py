"""train_routing and evaluate_routing."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from routing.classifier import Example, Trained, dumps, loads, starter
from routing.models import Example as Stored
from routing.models import Place
from routing.models import Trained as Version
from tests.factories import DepartmentFactory
from tests.routing.school import four_departments, learned, teach, version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def model(tmp_path: Path, trained: Trained) -> Path:
    path = tmp_path / "model"
    path.write_bytes(dumps(trained.classifier))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "messages.csv"
    path.write_text(
        "\ufefftext;department;kind\n"
        "wanneer kan ik mijn paspoort ophalen?;burgerzaken;vraag\n"
        "kliko is niet geleegd;afval-reiniging;melding\n",
        encoding="utf-8",
    )
    return path


def run(command: str, *arguments: object, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_evaluating_prints_a_report(file: Path, model: Path) -> None:
    out, err = run("evaluate_routing", file, model=model)
    assert "accuracy                       1.000" in out
    assert err == ""


def test_evaluating_prints_json_and_nothing_else(file: Path, model: Path) -> None:
    out, _err = run("evaluate_routing", file, "--json", model=model)
    assert json.loads(out)["n"] == 2


def test_rows_that_cannot_be_read_are_told_and_left_out(file: Path, model: Path) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write("boom om;bomen;melding\n")
    out, err = run("evaluate_routing", file, "--json", model=model)
    found = json.loads(out)
    assert (found["n"], found["left_out"]) == (2, 1)
    assert "Row 4: there is no department “bomen”" in err


def test_department_the_classifier_never_learned_counts_as_wrong(file: Path, model: Path) -> None:
    DepartmentFactory(slug="begraafplaatsen", name="Begraafplaatsen")
    with file.open("a", encoding="utf-8") as more:
        more.write("graf van oma is verzakt;begraafplaatsen;melding\n")
    out, err = run("evaluate_routing", file, "--json", model=model)
    found = json.loads(out)
    assert (found["n"], found["accuracy"]) == (3, 0.6667)
    assert found["not_learned"] == {"begraafplaatsen": 1}
    assert "Not known to the classifier" in err


def test_row_with_an_unknown_kind_counts_for_its_department(file: Path, model: Path) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write("kliko kapot;afval-reiniging;gemopper\n")
    out, err = run("evaluate_routing", file, "--json", model=model)
    found = json.loads(out)
    assert (found["n"], found["kind"]["n"]) == (3, 2)
    assert (found["left_out"], found["unknown_kinds"]) == (0, 1)
    assert "Row 4: “gemopper” is unknown" in err


def test_rows_that_contradict_are_told(file: Path, model: Path) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write("Kliko is niet geleegd;burgerzaken;melding\n")
    out, err = run("evaluate_routing", file, "--json", model=model)
    assert json.loads(out)["contradictions"] == 1
    assert "Row 4: the same text stands in row 3" in err


def test_time_of_a_whole_decision_is_printed(file: Path, model: Path) -> None:
    _out, err = run("evaluate_routing", file, "--time", model=model)
    for part in ("danger", "language", "place", "department and kind", "in all"):
        assert f"  {part} " in err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("tekst\nkliko\n", "the column “department” is missing"),
        ("text,department\n", "no row to evaluate on"),
        ("text,department\nkliko,xyz\n", "no row to evaluate on"),
    ],
)
def test_a_file_to_evaluate_without_rows_is_refused(
    file: Path, model: Path, content: str, message: str
) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=message) as refused:
        run("evaluate_routing", file, model=model)
    assert refused.value.returncode == 2


def test_a_file_in_another_encoding_is_refused(file: Path, model: Path) -> None:
    file.write_bytes("text,department\nidee\u00ebn,wonen\n".encode("latin-1"))
    with pytest.raises(CommandError, match="UTF-8"):
        run("evaluate_routing", file, model=model)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, model: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("evaluate_routing", tmp_path / "none.csv", model=model)


def test_a_model_that_is_none_is_refused(file: Path) -> None:
    with pytest.raises(CommandError, match="no classifier of Webcare"):
        run("evaluate_routing", file, model=file)


def test_training_writes_a_classifier_and_says_what_it_is_worth(
    tmp_path: Path, examples: list[Example]
) -> None:
    corpus, to = tmp_path / "examples.csv", tmp_path / "model"
    with corpus.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "department", "kind"])
        rows.writerows((e.text, e.department, e.kind) for e in examples[::4])
    out, _err = run("train_routing", file=corpus, to=to)
    assert "Measured on examples left out in turn" in out
    assert len(loads(to.read_bytes()).department.labels) == 4


def test_training_on_a_bad_file_is_refused(tmp_path: Path) -> None:
    corpus = tmp_path / "examples.csv"
    corpus.write_text("text,department\nkliko,xyz\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Row 2: there is no department “xyz”"):
        run("train_routing", file=corpus, to=tmp_path / "model")


# In the database ---------------------------------------------------------------------------------


def test_version_that_is_used_is_evaluated(file: Path) -> None:
    four_departments()
    version(5, learned(), active=True)
    out, err = run("evaluate_routing", file, "--json")
    assert json.loads(out)["accuracy"] == 1.0
    assert "Version 5" in err


def test_departments_may_stand_under_their_full_name(file: Path) -> None:
    four_departments()
    version(5, learned(), active=True)
    file.write_text("text,department\nkliko niet geleegd,Afval & Reiniging\n", encoding="utf-8")
    out, _err = run("evaluate_routing", file, "--json")
    assert json.loads(out)["n"] == 1


def test_training_makes_a_version_that_is_used() -> None:
    teach()
    out, _err = run("train_routing")
    assert Version.objects.get().active
    assert "Version 1" in out
    assert "is used from now on" in out


def test_training_takes_a_file_over_first(file: Path) -> None:
    teach()
    run("train_routing", file=file)
    assert Stored.objects.filter(text__startswith="kliko is niet").exists()


def test_training_without_examples_begins_with_the_starter_corpus() -> None:
    here = {"economie", "vergunningen"}
    for slug in here:
        DepartmentFactory(slug=slug)
    run("train_routing")
    begun = sum(message.department in here for message in starter.messages())
    assert Stored.objects.filter(origin="starter").count() == begun > 600
    assert Version.objects.get().active


def test_training_without_departments_is_refused() -> None:
    with pytest.raises(CommandError, match="two departments") as refused:
        run("train_routing")
    assert refused.value.returncode == 2


def test_examples_are_loaded(file: Path) -> None:
    four_departments()
    out, _err = run("load_examples", file)
    assert "Took over 2 messages" in out
    assert Stored.objects.count() == 2


def test_bad_examples_are_told_and_nothing_is_changed(file: Path) -> None:
    four_departments()
    with file.open("a", encoding="utf-8") as more:
        more.write("boom om;bomen;melding\n")
    with pytest.raises(CommandError, match="Row 4") as refused:
        run("load_examples", file)
    assert refused.value.returncode == 2
    assert not Stored.objects.exists()


def test_places_are_loaded(tmp_path: Path) -> None:
    places = tmp_path / "places.csv"
    places.write_text("straat;buurt;wijk\nBerkenlaan;Bomenbuurt;Noord\n", encoding="utf-8")
    out, _err = run("load_places", places)
    assert "Took over 1 places" in out
    assert Place.objects.get().neighbourhood == "Bomenbuurt"


def test_bad_places_are_told(tmp_path: Path) -> None:
    places = tmp_path / "places.csv"
    places.write_text("straat;buurt\nBerkenlaan;Bomenbuurt\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no column wijk") as refused:
        run("load_places", places)
    assert refused.value.returncode == 2
