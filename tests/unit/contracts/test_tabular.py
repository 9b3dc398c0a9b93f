"""A row of a table as an application document: names of columns, meanings of cells, and where a fault belongs."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.contracts.application import parse_application
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import FIELD_CODES
from shared.contracts.table_cells import NO_VALUE, BrokenCell
from shared.contracts.table_columns import COLUMNS, is_header, letter
from shared.contracts.tabular import Header, Record, read_header, value_at
from tests.unit.contracts.tables import COLUMNS_OF_A_CITY, cells, city

TODAY = date(2027, 2, 1)
MIDNIGHT = datetime(2028, 1, 1)  # noqa: DTZ001 - as a date comes out of a cell


def read(**changes: Any) -> Record:
    """The record of a city's row, some of its cells changed; a new name is another column."""
    row = city(**changes)
    record = read_header(list(row)).read(list(row.values()))
    assert record is not None
    return record


def refused_header(*names: object) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as caught:
        read_header(names)
    assert caught.value.code == "invalid"
    return [(detail.field, detail.code) for detail in caught.value.details]


def message_of(*names: object) -> str:
    with pytest.raises(Refusal) as caught:
        read_header(names)
    return caught.value.details[0].message if caught.value.details else caught.value.message


# -- documents -------------------------------------------------------------------------------------------------------


def test_row_becomes_the_document_that_the_api_takes() -> None:
    record = read()
    assert record.faults == ()
    assert record.document == {
        "call": "2027",
        "city": "Puerto Ejemplo",
        "admin_area": "Magdalena",
        "country": "CO",
        "residents": 512_300,
        "population_source": "proyección nacional",
        "population_year": 2025,
        "mayor": {"name": "Ana Ficticia", "term_starts_on": "2024-01-01", "term_ends_on": "2032-01-01"},
        "ambition": "Queremos " * 29 + "Queremos",
        "foundations": "Publicamos " * 29 + "Publicamos",
        "evidence": [{"kind": "open_data_portal", "url": "https://datos.example"}],
        "resident_outcomes": ["affordable_housing", "mobility"],
        "contacts": [
            {"name": "Luz Ejemplar", "email": "luz@puerto.example", "role": "mayors_office", "primary": True},
            {"name": "Leo Supuesto", "email": "leo@puerto.example", "role": "team_lead"},
        ],
        "endorsed_by_mayor": True,
        "preferred_language": "es",
        "privacy_notice_accepted": True,
    }
    assert parse_application(record.document, today=TODAY).city == "Puerto Ejemplo"


def test_every_column_of_the_document_is_known() -> None:
    names = [name.replace("*", "0") for name in COLUMNS]
    assert read_header(names).columns == tuple(names)


def test_empty_cells_are_absent_values() -> None:
    record = read(**{"mayor.term_ends_on": "  ", "population_source": None, "contacts.1.primary": ""})
    assert "term_ends_on" not in record.document["mayor"]
    assert "population_source" not in record.document
    assert "primary" not in record.document["contacts"][1]


def test_group_whose_cells_are_all_empty_is_there_so_that_its_fields_are_missing() -> None:
    record = read(**{"mayor.name": "", "mayor.term_starts_on": "", "mayor.term_ends_on": ""})
    with pytest.raises(Refusal) as caught:
        parse_application(record.document, today=TODAY)
    assert [detail.field for detail in caught.value.details] == ["mayor.name", "mayor.term_starts_on"]


@pytest.mark.parametrize("row", [[], [None, None], ["", "  ", "\u00a0"], [None] * 99])
def test_empty_row_is_no_record(row: list[object]) -> None:
    assert read_header(COLUMNS_OF_A_CITY).read(row) is None


def test_short_row_lacks_its_last_cells() -> None:
    record = read_header(COLUMNS_OF_A_CITY).read(["2027", "Puerto Ejemplo"])
    assert record is not None
    assert record.document["city"] == "Puerto Ejemplo"


def test_more_cells_than_columns_are_a_fault_of_the_row() -> None:
    record = read_header(COLUMNS_OF_A_CITY).read([*cells(), "", "rest of a text"])
    assert record is not None
    assert [(fault.field, fault.code) for fault in record.faults] == [("", "surplus_cells")]
    assert "surplus_cells" in FIELD_CODES
    assert read_header(COLUMNS_OF_A_CITY).read([*cells(), "", "  ", None]) == read()


# -- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        (2027, "2027"),
        (2027.0, "2027"),
        (1.5, "1.5"),
        (True, "true"),
        (date(2028, 1, 1), "2028-01-01"),
        (MIDNIGHT, "2028-01-01"),
        (MIDNIGHT.replace(hour=9, minute=30), "2028-01-01T09:30:00"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        ("  Bogotá\u00a0", "Bogotá"),
        ("Bogota\u0301", "Bogotá"),
    ],
)
def test_cell_of_text_is_what_people_see(cell: object, meaning: str) -> None:
    assert read(city=cell).document["city"] == meaning


@pytest.mark.parametrize("cell", [date(2028, 1, 1), MIDNIGHT, "2028-01-01"])
def test_cell_of_a_date_is_an_iso_date(cell: object) -> None:
    assert read(**{"mayor.term_starts_on": cell}).document["mayor"]["term_starts_on"] == "2028-01-01"


@pytest.mark.parametrize("cell", [True, "true", "TRUE", " True ", "VERDADERO", "verdadeiro", "Vrai"])
def test_cell_that_is_true(cell: object) -> None:
    assert read(endorsed_by_mayor=cell).document["endorsed_by_mayor"] is True


@pytest.mark.parametrize("cell", [False, "false", "FALSE", "Falso", "FAUX"])
def test_cell_that_is_false(cell: object) -> None:
    assert read(endorsed_by_mayor=cell).document["endorsed_by_mayor"] is False


@pytest.mark.parametrize(("cell", "kept"), [("yes", "yes"), (1, "1"), ("x", "x")])
def test_other_words_for_true_are_left_to_be_refused(cell: object, kept: str) -> None:
    assert read(endorsed_by_mayor=cell).document["endorsed_by_mayor"] == kept


@pytest.mark.parametrize(
    ("cell", "language", "residents"),
    [
        ("512.300", "es", 512_300),
        ("7.674.366", "pt", 7_674_366),
        ("512,300", "en", 512_300),
        ("512\u202f300", "fr", 512_300),
        (7674366.0, "en", 7_674_366),
        ("7674366.0", "es", 7_674_366),
        (512_300, None, 512_300),
    ],
)
def test_residents_are_read_as_the_language_writes_them(cell: object, language: str | None, residents: int) -> None:
    assert read(residents=cell, preferred_language=language).document["residents"] == residents


def test_unreadable_residents_stay_as_they_are_beside_their_fault() -> None:
    record = read(residents="512,300")
    assert record.document["residents"] == "512,300"
    assert record.faults == (Detail("residents", "not_a_number"),)


@pytest.mark.parametrize("cell", ["2025", 2025, 2025.0, "2025.0"])
def test_year_is_a_number(cell: object) -> None:
    assert read(population_year=cell).document["population_year"] == 2025


def test_list_is_parted_by_semicolons() -> None:
    assert read(resident_outcomes=" climate; ;mobility ;").document["resident_outcomes"] == ["climate", "mobility"]


@pytest.mark.parametrize(
    "column", ["city", "residents", "resident_outcomes", "endorsed_by_mayor", "mayor.term_ends_on"]
)
def test_error_of_a_formula_is_a_fault_wherever_it_stands(column: str) -> None:
    record = read(**{column: BrokenCell("cell_error", "#N/D")})
    assert record.faults == (Detail(column, "cell_error", error="#N/D"),)
    assert value_at(record.document, column) == "#N/D"


def test_formula_without_its_value_is_not_an_empty_cell() -> None:
    record = read(**{"mayor.term_ends_on": BrokenCell("cell_error", NO_VALUE)})
    assert [fault.named for fault in record.faults] == [
        "mayor.term_ends_on: The cell contains a formula without its value: open and save the file in a spreadsheet "
        "program so that the cell shows its value, or type the value."
    ]
    assert value_at(record.document, "mayor.term_ends_on") == ""


def test_text_that_looks_like_an_error_is_text() -> None:
    """Whether a cell holds an error is known where the file is read."""
    assert read(city="#N/A").document["city"] == "#N/A"


@pytest.mark.parametrize(
    "cell", ["\ufeffBogotá\u200b", "Bogo\u00adtá", "\u200eBogotá\u200f", "Bogo\u200ctá\u2060", "Bogot\u200dá"]
)
def test_what_nobody_sees_is_not_there(cell: str) -> None:
    assert read(city=cell).document["city"] == "Bogotá"
    assert "population_source" not in read(population_source=" \u200b\ufeff").document


@pytest.mark.parametrize("cell", ["CO\u200b", "\ufeffCO", "C\u00adO\u00a0"])
def test_code_is_what_people_see(cell: str) -> None:
    assert read(country=cell).document["country"] == "CO"


@pytest.mark.parametrize(
    ("cell", "language", "day"),
    [
        ("31/12/2027", "en", "2027-12-31"),
        ("12/31/2027", "en", "2027-12-31"),
        ("12/31/2027", "es", "2027-12-31"),
        ("31.12.2027", None, "2027-12-31"),
        ("1-12-2027", "pt", "2027-12-01"),
        ("3/4/2027", "es", "2027-04-03"),
        ("03/04/2027", "fr", "2027-04-03"),
        ("5/5/2027", "en", "2027-05-05"),
        ("2027/12/31", "en", "2027-12-31"),
        ("2027-12-31 00:00:00", "en", "2027-12-31"),
        ("2027-12-31T00:00:00", "en", "2027-12-31"),
    ],
)
def test_day_that_can_mean_one_thing_is_read(cell: str, language: str | None, day: str) -> None:
    record = read(**{"mayor.term_ends_on": cell, "preferred_language": language, "residents": 512_300})
    assert (record.document["mayor"]["term_ends_on"], record.faults) == (day, ())


@pytest.mark.parametrize("language", ["en", None, "de"])
def test_day_that_could_mean_two_is_refused(language: str | None) -> None:
    record = read(**{"mayor.term_ends_on": "3/4/2027", "preferred_language": language, "residents": 512_300})
    assert [fault.as_dict() for fault in record.faults] == [
        {
            "field": "mayor.term_ends_on",
            "code": "ambiguous_date",
            "values": {"first": "2027-04-03", "second": "2027-03-04"},
            "message": "This could be April 3, 2027 or March 4, 2027: write 2027-04-03 or 2027-03-04.",
        }
    ]


@pytest.mark.parametrize("cell", ["31/02/2027", "12/31/27", "soon", "31/12", "2027-12-31 10:00:00", "1/2.2027"])
def test_what_is_no_day_is_left_to_be_refused(cell: str) -> None:
    record = read(**{"mayor.term_ends_on": cell})
    assert (record.document["mayor"]["term_ends_on"], record.faults) == (cell, ())


@pytest.mark.parametrize("text", ["Bogot\0", "Bogot\ud800"])
def test_text_that_cannot_be_stored_never_leaves_the_reader(text: str) -> None:
    record = read(city=text)
    assert [(fault.field, fault.code) for fault in record.faults] == [("city", "control_characters")]
    assert record.document["city"] == "Bogot\ufffd"


def test_endless_text_is_cut_and_still_too_long() -> None:
    record = read(ambition="a" * 1_000_000)
    assert len(record.document["ambition"]) == 10_000
    with pytest.raises(Refusal) as caught:
        parse_application(record.document, today=TODAY)
    assert [(detail.field, detail.code) for detail in caught.value.details] == [("ambition", "too_long")]


ANY_CELL = st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes()


@example([BrokenCell("cell_error", NO_VALUE)])
@given(st.lists(ANY_CELL, max_size=len(COLUMNS_OF_A_CITY) + 2))
def test_any_cells_make_a_record_that_can_be_sent(row: list[object]) -> None:
    record = Header(tuple(COLUMNS_OF_A_CITY)).read(row)
    if record is not None:
        for fault in record.faults:
            assert fault.code in FIELD_CODES
            value_at(record.document, fault.field)
        assert "\0" not in str(record.document)


# -- numbered entries ------------------------------------------------------------------------------------------------


def test_empty_entry_leaves_no_gap_and_later_ones_keep_their_column() -> None:
    record = read(**{
        "evidence.0.kind": "", "evidence.0.url": "", "evidence.3.kind": "policy", "evidence.3.url": "http://a.example",
    })  # fmt: skip
    assert record.document["evidence"] == [{"kind": "policy", "url": "http://a.example"}]
    assert record.column_of("evidence.0.url") == "evidence.3.url"
    assert record.column_of("evidence") == "evidence"


def test_entries_may_be_numbered_from_one() -> None:
    row = city()
    names = [name.replace("contacts.1", "contacts.2").replace("contacts.0", "contacts.1") for name in row]
    record = read_header(names).read(list(row.values()))
    assert record is not None
    assert record.document == read().document
    assert [record.column_of(f"contacts.{n}.email") for n in (0, 1)] == ["contacts.1.email", "contacts.2.email"]


def test_fault_in_a_later_entry_follows_it() -> None:
    record = read(**{"evidence.0.kind": "", "evidence.0.url": "", "evidence.3.kind": BrokenCell("cell_error", "#REF!")})
    assert [fault.field for fault in record.faults] == ["evidence.0.kind"]
    assert record.column_of("evidence.0.kind") == "evidence.3.kind"


def test_columns_are_named_like_their_fields() -> None:
    record = read()
    for path in ("mayor.name", "contacts.1.email", "residents", "contacts", "mayor", ""):
        assert record.column_of(path) == path
    assert record.column_of("resident_outcomes.1") == "resident_outcomes"


def test_value_of_a_field_is_found_for_the_report() -> None:
    document = read().document
    assert value_at(document, "contacts.1.email") == "leo@puerto.example"
    assert value_at(document, "resident_outcomes") == "affordable_housing;mobility"
    assert value_at(document, "residents") == "512300"
    assert [value_at(document, path) for path in ("contacts", "mayor", "mayor.x", "contacts.7.email", "")] == [""] * 5


# -- the header ------------------------------------------------------------------------------------------------------


def test_header_is_read_in_any_case_and_with_spaces() -> None:
    names = [name.upper().replace("_", " ") for name in COLUMNS_OF_A_CITY]
    assert read_header([*names, None, " "]).columns == tuple(COLUMNS_OF_A_CITY)


@pytest.mark.parametrize("name", ["\ufeff\ufeffcall", "ca\u00adll", "call\u200b", "\u200eCall", "ｃａｌｌ"])
def test_header_is_matched_by_what_people_see(name: str) -> None:
    assert read_header([name, *COLUMNS_OF_A_CITY[1:]]).columns == tuple(COLUMNS_OF_A_CITY)
    assert read_header([*COLUMNS_OF_A_CITY, "time\u00a0zone"]).columns[-1] == "time_zone"


def test_first_row_of_another_table_is_no_header() -> None:
    assert is_header(["call", "city", "note"])
    assert not is_header(["name", "city", "note"])
    assert not is_header([])


def test_empty_first_row_is_refused() -> None:
    assert message_of(None, "") == "Row 1 is empty: it must name the columns, such as city and mayor.name."


def test_title_above_the_names_is_recognised() -> None:
    title = "Row 1 contains only “Applications 2027”: it must name the columns. If it is a title, delete that row."
    assert message_of("Applications 2027", None, None) == message_of(None, "Applications 2027") == title
    assert "If there is a title or merged cells above the column names" in message_of("City", None, "Mayor")


def test_column_without_a_name_is_refused() -> None:
    names = [*COLUMNS_OF_A_CITY, None, "time_zone"]
    assert refused_header(*names) == [(letter(len(COLUMNS_OF_A_CITY) + 1), "nameless_column")]


def test_doubled_column_is_refused() -> None:
    assert refused_header(*COLUMNS_OF_A_CITY, "City ") == [("city", "column_twice")]
    assert message_of(*COLUMNS_OF_A_CITY, "CITY") == "The columns B and AA have the same name: keep one."


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("residnts", "There is no column by this name: did you mean residents?"),
        ("contacts.0.mail", "There is no column by this name: did you mean contacts.0.email?"),
        ("mayor", "This goes in columns of its own: mayor.name, mayor.term_starts_on, and mayor.term_ends_on."),
        ("observaciones internas", "There is no column by this name: rename it or delete it."),
        ("contacts.00.email", "There is no column by this name: did you mean contacts.0.email?"),
    ],
)
def test_unknown_column_is_refused_with_what_is_meant(name: str, message: str) -> None:
    assert message_of(*COLUMNS_OF_A_CITY, name) == message


def test_columns_that_every_application_needs_are_named() -> None:
    names = [name for name in COLUMNS_OF_A_CITY if name != "country" and not name.startswith(("mayor.", "contacts."))]
    assert refused_header(*names) == [
        ("country", "missing_column"),
        ("mayor.name", "missing_column"),
        ("contacts.0.name", "missing_column"),
    ]


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_have_the_letters_of_spreadsheets(number: int, name: str) -> None:
    assert letter(number) == name
