"""Files are read back as spreadsheets read them."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webcare.charts import Moment, Step, Unit
from webcare.reports.spreadsheets import as_csv, as_xlsx, harmless
from webcare.reports.tables import Cell, Column, Row, Table

pytestmark = pytest.mark.usefixtures("in_english")

TABLE = Table(
    name="t",
    title="Figures",
    what="Department",
    columns=(
        Column("received", "Received", Unit.NUMBER, "Questions asked."),
        Column("share", "Answered", Unit.PERCENT),
        Column("time", "Half within", Unit.MINUTES),
    ),
    rows=(
        Row("Burgerzaken", (Cell(1234), Cell(94.25, 1200, 1131), Cell(75))),
        Row("=HYPERLINK(A1)", (Cell(0), Cell(None, 0), Cell(None, hidden=True))),
    ),
    facts=(("Period", "last week"),),
    notes=("A note.",),
)


def rows_of(table: Table) -> list[list[str]]:
    return list(csv.reader(StringIO(as_csv(table).decode("utf-8-sig")), delimiter=";"))


def test_csv_is_as_dutch_excel_reads_it() -> None:
    assert as_csv(TABLE).startswith(b"\xef\xbb\xbf")
    assert rows_of(TABLE) == [
        ["Department", "Received", "Answered (%)", "Half within (minutes)"],
        ["Burgerzaken", "1234", "94,2", "75"],
        ["'=HYPERLINK(A1)", "0", "", "x"],
    ]


def test_words_have_quotes_and_numbers_have_none() -> None:
    """Else a program may take a name for a number, or a file that begins with ID for another."""
    table = Table(
        "t",
        "t",
        "ID",
        (Column("n", 'in "uren"', Unit.DECIMAL),),
        (Row("12,5", (Cell(2.5),)), Row("x", (Cell(None, hidden=True),)), Row("", (Cell(None),))),
    )
    assert as_csv(table).decode("utf-8-sig").splitlines() == [
        '"ID";"in ""uren"""',
        '"12,5";2,50',
        '"x";"x"',
        '"";',
    ]


def test_xlsx_holds_numbers_as_numbers_and_shares_as_shares() -> None:
    book = openpyxl.load_workbook(BytesIO(as_xlsx(TABLE)))
    sheet, about = book.worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Department", "Received", "Answered", "Half within (minutes)"],
        ["Burgerzaken", 1234, 0.9425, 75],
        ["=HYPERLINK(A1)", 0, None, "x"],
    ]
    assert sheet["C2"].number_format == "0.0%"
    assert sheet["A3"].data_type != "f"
    assert sheet.freeze_panes == "B2"
    said = [[cell.value for cell in row] for row in about.iter_rows()]
    assert ["Period", "last week"] in said
    assert ["Received", "Questions asked."] in said
    assert ["Note", "A note."] in said


def test_days_are_days_in_both() -> None:
    moments = [Moment(date(2026, 11, 23)), Moment(date(2026, 11, 1), Step.MONTH)]
    table = Table(
        "t",
        "t",
        "Day",
        (Column("n", "n", Unit.NUMBER),),
        tuple(Row(moment, (Cell(1),)) for moment in moments),
    )
    assert [row[0] for row in rows_of(table)] == ["Day", "2026-11-23", "2026-11"]
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx(table))).worksheets[0]
    assert sheet["A2"].value == datetime(2026, 11, 23)  # noqa: DTZ001 a spreadsheet knows no zones
    assert sheet["A2"].is_date


@given(st.text(min_size=1, max_size=20))
def test_no_words_begin_as_a_formula(words: str) -> None:
    said = harmless(words)
    assert said.lstrip()[:1] not in set("=+-@＝＋－＠")
    assert said[0] not in "\t\r\n"
    assert said in {words, f"'{words}"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝"])
def test_what_a_spreadsheet_would_run_becomes_words(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"
