"""train_routing and evaluate_routing."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from routing.classifier import Example, Trained, dumps, loads


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
    assert json.loads(out)["n"] == 2
    assert "Row 4: there is no department “bomen”" in err


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
    with pytest.raises(CommandError, match=message):
        run("evaluate_routing", file, model=model)


def test_a_file_in_another_encoding_is_refused(file: Path, model: Path) -> None:
    file.write_bytes("text,department\nidee\u00ebn,wonen\n".encode("latin-1"))
    with pytest.raises(CommandError, match="utf-8"):
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
    out, _err = run("train_routing", examples=corpus, to=to)
    assert "Measured on examples left out in turn" in out
    assert len(loads(to.read_bytes()).department.labels) == 4


def test_training_on_a_bad_file_is_refused(tmp_path: Path) -> None:
    corpus = tmp_path / "examples.csv"
    corpus.write_text("text,department\nkliko,xyz\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Row 2: there is no department “xyz”"):
        run("train_routing", examples=corpus, to=tmp_path / "model")
