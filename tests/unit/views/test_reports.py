"""A report says the same numbers in every form, and two moments of it side by side."""

from __future__ import annotations

import csv
import io
import re
import zlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from shared.contracts.reporting import Clause, Report, ReportColumn, ReportFigure, ReportRow, ReportTable
from shared.documents.report import LONG, parts_of, report_pdf
from shared.spreadsheets.writing import csv_text
from shared.views.report_beside import beside
from shared.views.report_charts import bars_of
from shared.views.reports import Words, as_json, as_xlsx, csv_lines
from shared.wording import LANGUAGES

COLUMNS = (
    ReportColumn(name="city", kind="city"),
    ReportColumn(name="country", kind="country"),
    ReportColumn(name="phase", kind="word", words="phases"),
    ReportColumn(name="since", kind="day"),
    ReportColumn(name="progress", kind="decimal"),
    ReportColumn(name="approved_share", kind="share"),
    ReportColumn(name="applications", kind="number"),
)
TABLE = ReportTable(
    name="cities",
    columns=COLUMNS,
    rows=(
        ReportRow(cells=("=Montería", "CO", "onboarding", "2027-02-01", "12.5", 40, 1200), code="K7Q2M9X4TB"),
        ReportRow(cells=("Santos", "BR", None, None, None, None, 0), code="JK2MPJ4V23", about="phase"),
    ),
    total=(None, None, None, None, None, 20, 1200),
    drawn="bars",
)
EVENTS = ReportTable(
    name="history",
    columns=(ReportColumn(name="moment", kind="moment"), ReportColumn(name="event", kind="sentence")),
    rows=(ReportRow(cells=("2027-02-01T15:00:00+00:00", (Clause(key="application_withdrawn"),))),),
)
REPORT = Report(
    report="tracker",
    as_of=datetime(2027, 3, 2, 4, 59, 59, tzinfo=UTC),
    time_zone="America/New_York",
    cohort="c27",
    figures=(ReportFigure(name="onboarding", kind="number", value=1, named_by="phases", of="onboarding"),),
    tables=(TABLE, EVENTS),
    titles={"phases.onboarding": {"en": "Onboarding", "es": "Incorporación"}},
)
WORDS = Words(REPORT, "en")


def test_people_read_names_and_numbers_of_their_language() -> None:
    spanish = Words(REPORT, "es")
    first, second = TABLE.rows
    assert [spanish.cell(column, cell) for column, cell in zip(COLUMNS, first.cells, strict=True)] == [
        "=Montería", "Colombia", "Incorporación", "1 feb 2027", "12.5", "40 %", "1,200",
    ]  # fmt: skip
    assert [WORDS.cell(column, cell) for column, cell in zip(COLUMNS, second.cells, strict=True)][2:] == [
        "—", "—", "—", "—", "0",
    ]  # fmt: skip
    assert WORDS.name(REPORT.figures[0]) == "Onboarding"


def test_the_day_ends_in_the_zone_of_the_program_which_is_named() -> None:
    assert "March 1, 2027, 11:59" in WORDS.as_of
    assert "Eastern" in WORDS.as_of


def read_csv() -> list[list[str]]:
    text = csv_text(csv_lines(WORDS, TABLE))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_csv_holds_plain_values_and_no_formula() -> None:
    assert read_csv()[1:] == [
        ["K7Q2M9X4TB", "'=Montería", "Colombia", "Onboarding", "2027-02-01", "12.5", "40", "1200"],
        ["JK2MPJ4V23", "Santos", "Brazil", "", "", "", "", "0"],
        ["", "All", "", "", "", "", "20", "1200"],
    ]


def test_a_workbook_holds_numbers_as_numbers_and_days_as_days() -> None:
    book = load_workbook(io.BytesIO(as_xlsx(WORDS)))
    sheet = book["Cities"]
    assert [cell.value for cell in sheet[2]] == [
        "K7Q2M9X4TB", "'=Montería", "Colombia", "Onboarding", datetime.fromisoformat("2027-02-01"), 12.5, 0.4, 1200,
    ]  # fmt: skip
    assert (sheet[2][4].number_format, sheet[2][6].number_format) == ("yyyy-mm-dd", "0%")
    assert sheet[1][0].font.bold
    about = {row[0].value: row[1].value for row in book["Report"].iter_rows()}
    assert about["Onboarding"] == 1


def test_json_holds_the_ids_of_things() -> None:
    found = as_json(REPORT)
    assert found["figures"] == {"onboarding": 1}
    assert found["tables"]["cities"][0] == {
        "city": "=Montería", "country": "CO", "phase": "onboarding", "since": "2027-02-01", "progress": "12.5",
        "approved_share": 40, "applications": 1200, "code": "K7Q2M9X4TB",
    }  # fmt: skip
    assert found["tables"]["cities"][1]["about"] == "phase"
    assert found["of"] == {"onboarding": "onboarding"}


def test_every_form_has_the_same_numbers() -> None:
    """Of each row: what JSON, CSV, XLSX and people are given is one value."""
    sheet = load_workbook(io.BytesIO(as_xlsx(WORDS)))["Cities"]
    for number, row in enumerate(as_json(REPORT)["tables"]["cities"]):
        in_csv, in_sheet = read_csv()[1 + number], [cell.value for cell in sheet[2 + number]]
        for name, place in (("progress", 5), ("approved_share", 6), ("applications", 7)):
            value = row[name]
            assert in_csv[place] == ("" if value is None else str(value))
            shown = in_sheet[place]
            kept = None if shown is None else Decimal(str(shown)) * (100 if name == "approved_share" else 1)
            assert kept == (None if value is None else Decimal(str(value)))


def test_every_form_says_what_it_is_of_as_people_call_it() -> None:
    words = Words(REPORT.model_copy(update={"subject": "Cohort one"}), "es")
    assert words.heading == f"{words.title} – Cohort one"
    assert load_workbook(io.BytesIO(as_xlsx(words))).worksheets[0]["A1"].value == words.heading
    assert next(parts_of(words)).count("Cohort one") == 1, "the document's title"


def test_a_figure_that_stands_alone_says_what_it_is_of() -> None:
    for name in ("reached", "measured", "median_progress", "attendance_share"):
        alone, in_a_table = ReportFigure(name=name, kind="number", value=1), ReportColumn(name=name, kind="number")
        assert WORDS.name(alone) != WORDS.name(in_a_table), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_tagged_in_its_language(language: str) -> None:
    made = report_pdf(Words(REPORT, language))
    text = plain(made)
    assert b"/StructTreeRoot" in text
    assert b"pdfuaid:part" in text
    assert f"/Lang({language})".encode() in text
    for tag in (b"/H1", b"/H2", b"/Table", b"/TH", b"/Figure", b"/Alt"):
        assert tag in text, tag


def plain(made: bytes) -> bytes:
    """With its compressed parts."""
    parts = [made]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        try:
            parts.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_what_is_typed_is_text_in_a_pdf() -> None:
    odd = TABLE.model_copy(update={"rows": (ReportRow(cells=('#panic("x") \\ $a$', "CO", None, None, None, None, 1)),)})
    assert report_pdf(Words(REPORT.model_copy(update={"tables": (odd,)}), "en")).startswith(b"%PDF")


def test_a_table_is_not_torn_apart_unless_it_is_long() -> None:
    """The line of the totals never stands alone on the next page."""
    for number, torn in ((LONG, False), (LONG + 1, True)):
        table = TABLE.model_copy(update={"rows": TABLE.rows[:1] * number})
        document = list(parts_of(Words(REPORT.model_copy(update={"tables": (table,)}), "en")))
        assert ("breakable: false" in document[-1]) is not torn


def test_bars_are_as_long_as_their_numbers() -> None:
    assert [(one.value, one.percent) for one in bars_of(WORDS, TABLE)] == [("1,200", 100.0), ("0", 0.0)]


# -- then and now ------------------------------------------------------------------------------------------------------


def counted(number: int, *rows: tuple[str, int]) -> Report:
    columns = (ReportColumn(name="state", kind="word"), ReportColumn(name="applications", kind="number"))
    table = ReportTable(
        name="states",
        columns=columns,
        rows=tuple(ReportRow(cells=row, of={"applications": f"states/{row[0]}/applications"}) for row in rows),
        total=(None, sum(row[1] for row in rows)),
        total_of={"applications": "states/total/applications"},
    )
    return Report(
        report="funnel", as_of=datetime(2027, 3, number, tzinfo=UTC), time_zone="UTC", tables=(table,),
        figures=(ReportFigure(name="received", kind="number", value=number),),
    )  # fmt: skip


def test_then_and_now_stand_side_by_side() -> None:
    both = beside(counted(1, ("draft", 4), ("checked", 1)), counted(2, ("checked", 3), ("offered", 1)))
    (table,) = both.tables
    assert [(one.name, one.at) for one in table.columns] == [
        ("state", None), ("applications", "then"), ("applications", "now"),
    ]  # fmt: skip
    assert [row.cells for row in table.rows] == [("checked", 1, 3), ("offered", None, 1), ("draft", 4, None)]
    assert table.total == (None, 5, 4)
    assert [row.of for row in table.rows] == [
        {"then.applications": "states/checked/applications", "applications": "states/checked/applications"},
        {"applications": "states/offered/applications"},
        {"then.applications": "states/draft/applications"},
    ]
    assert table.total_of.keys() == {"then.applications", "applications"}
    assert [(one.value, one.at) for one in both.figures] == [(1, "then"), (2, "now")]
    assert "then" in Words(both, "en").name(table.columns[1])
    assert Words(both, "en").as_of.startswith("Then: ")


def test_what_the_earlier_moment_lacks_is_unknown() -> None:
    before = counted(1).model_copy(update={"tables": (), "figures": ()})
    both: Any = beside(before, counted(2, ("checked", 3)))
    assert both.tables == counted(2, ("checked", 3)).tables
    assert [one.value for one in both.figures] == [None, 2]


def test_a_day_is_the_one_that_was_said() -> None:
    assert WORDS.plain(COLUMNS[3], "2027-02-01") == date(2027, 2, 1)


def ordered(language: str, *order: str) -> list[tuple[Any, ...]]:
    columns = (ReportColumn(name="country", kind="country"), ReportColumn(name="received", kind="number"))
    rows = [("DO", 1), ("EC", 2), ("HT", 1), ("SV", 2)]
    table = ReportTable(name="by_country", columns=columns, order=order,
                        rows=tuple(ReportRow(cells=cells) for cells in rows))  # fmt: skip
    words = Words(REPORT.model_copy(update={"tables": (table,)}), language)
    return [row.cells[:1] for row in words.tables[0].rows]


@pytest.mark.parametrize(
    ("language", "countries"),
    [
        ("en", "DO EC SV HT"),  # Dominican Republic, Ecuador, El Salvador, Haiti
        ("es", "EC SV HT DO"),  # Ecuador, El Salvador, Haití, República Dominicana
        ("fr", "EC HT DO SV"),  # Équateur, Haïti, République dominicaine, Salvador
    ],
)
def test_rows_stand_as_their_reader_looks_for_them(language: str, countries: str) -> None:
    assert ordered(language, "country") == [(one,) for one in countries.split()]


def test_of_those_with_the_most_the_names_decide() -> None:
    assert ordered("fr", "-received", "country") == [("EC",), ("SV",), ("HT",), ("DO",)]


def test_rows_of_no_order_stay_in_theirs() -> None:
    assert ordered("fr") == [("DO",), ("EC",), ("HT",), ("SV",)]


def test_each_form_has_the_rows_in_that_order() -> None:
    ordered_table = TABLE.model_copy(update={"order": ("country",)})
    words = Words(REPORT.model_copy(update={"tables": (ordered_table,)}), "en")  # Brazil, Colombia
    assert [row.code for row in words.tables[0].rows] == ["JK2MPJ4V23", "K7Q2M9X4TB"]
    sheet = load_workbook(io.BytesIO(as_xlsx(words)))["Cities"]
    assert [sheet[2][0].value, sheet[3][0].value] == ["JK2MPJ4V23", "K7Q2M9X4TB"]
    document = "".join(parts_of(words))
    assert document.index("Santos") < document.index("Montería")
