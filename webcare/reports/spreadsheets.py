"""A table as a file that people open in a spreadsheet.

**CSV** is made for Excel as it is set up in Dutch town halls: UTF-8 with a mark at its beginning,
a semicolon between the cells and a comma in numbers. Other programs ask, or see it. Days are
written as 2026-11-23, shares as 94,5 beneath a head that says %, times in minutes.

**XLSX** holds numbers, shares and days as such, and a second sheet that says what they are.

A cell of words never runs as a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from webcare.charts import Category, Moment, Step, Unit
from webcare.charts.moments import in_full
from webcare.reports.tables import Cell, Column, Table

CSV, XLSX = "csv", "xlsx"
FORMATS = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEADER, FIRST_WIDTH, WIDTH, WIDEST = 0, 28, 14, 60
DATES = {Step.DAY: "ddd d mmm yyyy", Step.WEEK: "d mmm yyyy", Step.MONTH: "mmmm yyyy"}
NUMBERS = {
    Unit.NUMBER: "#,##0",
    Unit.DECIMAL: "#,##0.0",
    Unit.PERCENT: "0.0%",
    Unit.MINUTES: "#,##0",
    Unit.ELAPSED: "#,##0",
}


def written_as(table: Table, kind: str) -> bytes:
    """The file. Raises KeyError for another kind than those of ``FORMATS``."""
    return {CSV: as_csv, XLSX: as_xlsx}[kind](table)


def file_name(table: Table, kind: str) -> str:
    return f"{table.name}.{kind}"


def hidden_mark() -> str:
    """What stands where a number was left out."""
    return "x"


def hidden_means() -> str:
    return _(
        "x: left out. It is fewer than five, or a number from which fewer than five could be "
        "worked out."
    )


def head_of(column: Column) -> str:
    """Its name, with what its numbers are where a spreadsheet shows bare ones."""
    if column.unit is Unit.PERCENT:
        return f"{column.label} (%)"
    if column.unit in (Unit.MINUTES, Unit.ELAPSED):
        return _("%(label)s (minutes)") % {"label": column.label}
    return column.label


# CSV ---------------------------------------------------------------------------------------------


def as_csv(table: Table) -> bytes:
    """The table alone, that a program can read it; what it means stands in the other kind."""
    heads = [_quoted(each) for each in (table.what, *map(head_of, table.columns))]
    rows = [[_label(row.label), *map(_number, table.columns, row.cells)] for row in table]
    lines = (";".join(each) + "\r\n" for each in [heads, *rows])
    return "".join(lines).encode("utf-8-sig")


def _quoted(words: str) -> str:
    """Words have quotes around them and numbers have none: so a program that asks takes neither for
    the other, and Excel takes no file whose first word is ID for one of another program."""
    said = harmless(words).replace('"', '""')
    return f'"{said}"'


def harmless(words: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    starts = words.startswith(STARTS_A_FORMULA) or words.lstrip().startswith(STARTS_A_FORMULA)
    return f"'{words}" if starts else words


def _label(label: Category) -> str:
    if isinstance(label, Moment):
        return f"{label.at:%Y-%m}" if label.step is Step.MONTH else label.at.isoformat()
    return _quoted(label)


def _number(column: Column, cell: Cell) -> str:
    if cell.hidden:
        return _quoted(hidden_mark())
    if cell.value is None:
        return ""
    decimals = {Unit.PERCENT: 1, Unit.DECIMAL: 2}.get(column.unit, 0)
    return f"{cell.value:.{decimals}f}".replace(".", ",")


# XLSX --------------------------------------------------------------------------------------------


def as_xlsx(table: Table) -> bytes:
    """Two sheets: the table, and what to know of it."""
    into = BytesIO()
    # Words stay words: nothing becomes a formula, a link or a number by how it looks.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(into, {**options, "strings_to_numbers": False}) as book:
        _table(book, book.add_worksheet(_("Table")), table)
        _explained(book, book.add_worksheet(_("Explanation")), table)
    return into.getvalue()


def _table(book: Workbook, sheet: Worksheet, table: Table) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    looks = {unit: book.add_format({"num_format": look}) for unit, look in NUMBERS.items()}
    total = {
        unit: book.add_format({"num_format": look, "bold": True, "top": 1})
        for unit, look in NUMBERS.items()
    }
    right = book.add_format({"align": "right"})
    days = {
        step: book.add_format({"num_format": look, "align": "left"}) for step, look in DATES.items()
    }
    # Shares are shares there: their head needs no sign.
    heads = [each.label if each.unit is Unit.PERCENT else head_of(each) for each in table.columns]
    for at, head in enumerate((table.what, *heads)):
        sheet.write_string(HEADER, at, head, bold)
    for number, row in enumerate(table, 1):
        is_whole = row is table.whole
        _named(sheet, number, row.label, days, total[Unit.NUMBER] if is_whole else None)
        for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), 1):
            if cell.hidden:
                sheet.write_string(number, at, hidden_mark(), right)
            elif cell.value is not None:
                value = cell.value / 100 if column.unit is Unit.PERCENT else cell.value
                sheet.write_number(number, at, value, (total if is_whole else looks)[column.unit])
    sheet.freeze_panes(1, 1)
    sheet.set_column(
        0, 0, min(WIDEST, max(FIRST_WIDTH, *(len(_said(row.label)) for row in table), 0))
    )
    sheet.set_column(1, max(1, len(table.columns)), WIDTH)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER)


def _named(
    sheet: Worksheet, at: int, label: Category, days: dict[Step, Format], whole: Format | None
) -> None:
    if isinstance(label, Moment):
        sheet.write_datetime(at, 0, label.at, days[label.step])
    else:
        sheet.write_string(at, 0, label, whole)


def _said(label: Category) -> str:
    return in_full(label)


def _explained(book: Workbook, sheet: Worksheet, table: Table) -> None:
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (name, said) in enumerate(explained(table)):
        sheet.write_string(at, 0, name, bold)
        sheet.write_string(at, 1, said, wrapped)
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, 1, 90)


def explained(table: Table) -> Iterator[tuple[str, str]]:
    """What to know of it: what it is about, and how each number comes about."""
    yield _("Table"), table.title
    yield from table.facts
    for column in table.columns:
        if column.sentence:
            yield column.label, column.sentence
    for note in table.notes:
        yield _("Note"), note
    if table.hides:
        yield _("Left out"), hidden_means()
