"""Files as people have them: separators, encodings, workbooks, and what is no spreadsheet at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from shared.contracts.errors import Refusal
from shared.contracts.table_cells import NO_VALUE, BrokenCell
from shared.files import archives
from shared.spreadsheets import reading, xlsx_rows
from shared.spreadsheets.reading import open_rows
from shared.wording import say

ROWS = [("city", "note"), ("Bogotá", 'says "yes"; no, maybe'), ("Ñuñoa", "one\nline and another")]


def read(path: Path) -> tuple[list[tuple[object, ...]], list[str]]:
    notes: list[str] = []

    def note(key: str, **values: object) -> None:
        notes.append(say("en", f"reading.{key}", **values))

    with open_rows(path, note, fits) as rows:
        return list(rows), notes


def fits(row: Sequence[object]) -> bool:
    return bool(row) and row[0] == "city"


def written(tmp_path: Path, content: bytes | str, name: str = "cities.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(Refusal) as caught:
        read(path)
    assert caught.value.code == "invalid"
    return caught.value.message


def as_csv(separator: str) -> str:
    quoted = (separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in ROWS)
    return "\r\n".join(quoted) + "\r\n"


def workbook(tmp_path: Path, *rows: list[Any], sheets: tuple[str, ...] = ("Cities",)) -> Path:
    book = Workbook()
    book.remove(book["Sheet"])
    for title in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "cities.xlsx"
    book.save(path)
    return path


# -- CSV -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separator_and_encoding_are_found(tmp_path: Path, separator: str, encoding: str) -> None:
    assert read(written(tmp_path, as_csv(separator).encode(encoding))) == (ROWS, [])


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    rows, notes = read(written(tmp_path, as_csv(";").encode("cp1252")))
    assert rows == ROWS
    assert notes == [
        "cities.csv is not UTF-8; it is read as Windows-1252. If accents look wrong, save it as CSV UTF-8, or as XLSX."
    ]


def test_a_single_wrong_byte_far_behind_makes_it_windows_1252(tmp_path: Path) -> None:
    content = b"city\n" + b"Lima\n" * 40_000 + "Bogotá\n".encode("cp1252")
    rows, notes = read(written(tmp_path, content))
    assert rows[-1] == ("Bogotá",)
    assert len(notes) == 1


def test_character_cut_off_at_the_end_makes_it_windows_1252(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"city\nBogot\xc3"))[0][1] == ("BogotÃ",)


def test_line_ends_inside_a_cell_stay(tmp_path: Path) -> None:
    assert read(written(tmp_path, 'city\r\n"a\r\nb\rc"\r\n'))[0][1] == ("a\r\nb\rc",)


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"city\nBogot\x81\n")) == (
        "cities.csv has characters that are neither UTF-8 nor Windows-1252: save it as CSV UTF-8, or as XLSX."
    )


def test_every_row_counts_as_people_see_it(tmp_path: Path) -> None:
    rows, _ = read(written(tmp_path, 'city,note\n\n"two\nlines",x\n\nLima,y\n'))
    assert list(enumerate(rows, 1))[-1] == (5, ("Lima", "y"))
    assert rows[2] == ("two\nlines", "x")


def test_one_column_has_no_separator(tmp_path: Path) -> None:
    assert read(written(tmp_path, "city\nLima, Peru\n"))[0][0] == ("city",)


def test_separators_inside_quotation_marks_do_not_count(tmp_path: Path) -> None:
    assert read(written(tmp_path, '"a,b,c,d";"e"\n1;2\n'))[0] == [("a,b,c,d", "e"), ("1", "2")]


@pytest.mark.parametrize(
    "content", ['city,note\nLima,"open\nBogotá,x\n', 'city,note\nLima,"a"b\n', f'city\n"{"x" * 140_000}"\n']
)
def test_quotation_marks_that_do_not_match_are_refused_with_their_line(tmp_path: Path, content: str) -> None:
    assert "the quotation marks do not match" in refusal(written(tmp_path, content))


# -- XLSX ------------------------------------------------------------------------------------------------------------


def test_cells_have_their_own_kinds(tmp_path: Path) -> None:
    moment = datetime(2028, 1, 1)  # noqa: DTZ001 - cells have no zone
    path = workbook(tmp_path, ["a", "b", "c", "d", "e"], [7674366.0, 512_300, True, date(2028, 1, 1), "text"])
    assert read(path) == ([("a", "b", "c", "d", "e"), (7674366, 512_300, True, moment, "text")], [])


def test_empty_rows_and_cells_keep_their_place(tmp_path: Path) -> None:
    rows, _ = read(workbook(tmp_path, ["a", "b"], [], [None, "x"]))
    assert [any(cell is not None for cell in row) for row in rows] == [True, False, True]
    assert rows[2] == (None, "x")


def test_merged_cells_have_their_value_in_the_first(tmp_path: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["Applications 2027", None, None])
    sheet.append(["a", "b", "c"])
    sheet.merge_cells("A1:C1")
    book.save(tmp_path / "merged.xlsx")
    assert read(tmp_path / "merged.xlsx")[0][0] == ("Applications 2027",)


NO_VALUE_CELL = BrokenCell("cell_error", NO_VALUE)


@pytest.fixture
def book(tmp_path: Path) -> tuple[Any, Callable[[], Path]]:
    """A workbook, and a function that saves it."""
    made = Workbook()

    def save() -> Path:
        made.save(tmp_path / "cities.xlsx")
        return tmp_path / "cities.xlsx"

    return made, save


Book = tuple[Any, Callable[[], Path]]


def test_sheet_that_people_see_is_read_and_said(book: Book) -> None:
    made, save = book
    made.active.append(["city", "of last year"])
    made.active.sheet_state = "hidden"
    made.create_sheet("deep").append(["city", "of nobody"])
    made["deep"].sheet_state = "veryHidden"
    made.create_sheet("Cities").append(["city", "seen"])
    made.active = 2
    assert read(save()) == ([("city", "seen")], ["cities.xlsx has 3 sheets; this one is read: Cities."])


def test_sheet_with_the_table_is_read_among_others(book: Book) -> None:
    made, save = book
    made.active.append(["How to fill in this workbook"])
    made.create_sheet("Empty")
    made.create_sheet("Cities").append(["city"])
    assert read(save())[0] == [("city",)]


def test_two_sheets_that_may_be_meant_are_both_named(book: Book) -> None:
    made, save = book
    for title in ("2026", "2027"):
        made.create_sheet(title).append(["city"])
    assert refusal(save()) == (
        "cities.xlsx has several sheets that could be meant: 2026 and 2027. Hide or delete all but one."
    )


def test_sheet_in_front_is_read_where_no_table_is(book: Book) -> None:
    made, save = book
    for title in ("One", "Two", "Three"):
        made.create_sheet(title).append([title])
    made.active = 2
    assert read(save())[0] == [("Two",)]


def test_workbook_that_shows_no_cells_is_refused(book: Book) -> None:
    made, save = book
    made.create_sheet("Cities").append(["city"])
    made["Cities"].sheet_state = "hidden"
    assert refusal(save()) == "cities.xlsx has no visible sheet with anything in it."


def test_formula_without_a_kept_value_is_no_empty_cell(book: Book) -> None:
    made, save = book
    made.active.append(["city", "ends"])
    made.active.append(["Lima", "=DATE(2027,1,31)"])
    assert read(save())[0][1] == ("Lima", NO_VALUE_CELL)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="A2"><f>1+1</f><v>2</v></c>', 2),
        (b'<c r="A2"><f>1+1</f></c>', NO_VALUE_CELL),
        (b'<c r="A2" t="str"><f>B1</f><v></v></c>', None),
        (b'<c r="A2" t="str"><f>B1</f><v>text</v></c>', "text"),
        (b'<c r="A2" t="e"><f>NA()</f><v>#N/D</v></c>', BrokenCell("cell_error", "#N/D")),
        (b'<c r="A2" t="e"><v>#\xc2\xa1REF!</v></c>', BrokenCell("cell_error", "#¡REF!")),
        (b'<c r="A2" t="inlineStr"><is><t>#N/A</t></is></c>', "#N/A"),
        (b'<c r="A2" t="inlineStr"><is><r><t>San </t></r><r><t>Juan</t></r></is></c>', "San Juan"),
    ],
)
def test_cell_is_known_by_its_type(tmp_path: Path, cell: bytes, value: object) -> None:
    path = computed(workbook(tmp_path, ["city"], [4]), b'<c r="A2" t="n"><v>4</v></c>', cell)
    assert (read(path)[0][1] or (None,))[0] == value


def test_kept_values_that_the_file_itself_disowns_count_for_nothing(tmp_path: Path) -> None:
    """As libraries write it that compute nothing: a zero, and the wish that all be computed when it is opened."""
    formula = b'<c r="A2"><f>1+1</f><v>0</v></c>'
    path = altered(workbook(tmp_path, ["city"], [4]), SHEET, b'<c r="A2" t="n"><v>4</v></c>', formula)
    assert read(path)[0][1] == (NO_VALUE_CELL,)


def test_number_that_no_date_can_show_is_an_error(book: Book) -> None:
    made, save = book
    made.active.append(["city"])
    made.active.append([-700_000])
    made.active["A2"].number_format = "yyyy-mm-dd"
    assert read(save())[0][1] == (BrokenCell("cell_error", "#VALUE!"),)


def test_cells_that_a_merged_one_covers_are_marked(book: Book) -> None:
    made, save = book
    rows = (["city", "area", "note"], ["Lima", "Callao", 1], ["Cusco", None, 2], ["Puno", "Puno", None])
    for row in rows:
        made.active.append(row)
    made.active.merge_cells("B2:B3")
    made.active.merge_cells("A4:C4")
    made.active.merge_cells("B9:C9")
    merged = BrokenCell("merged_cells")
    assert [row for row in read(save())[0] if any(row)][1:] == [
        ("Lima", "Callao", 1), ("Cusco", merged, 2), ("Puno", merged, merged),
    ]  # fmt: skip


def test_hidden_rows_are_read_and_said(book: Book) -> None:
    made, save = book
    for city in ("city", "Lima", "Cusco"):
        made.active.append([city])
    made.active.row_dimensions[2].hidden = True
    assert read(save()) == ([("city",), ("Lima",), ("Cusco",)], ["cities.xlsx has 1 hidden row; it is read as well."])


def test_hidden_columns_are_read_and_said(book: Book) -> None:
    made, save = book
    made.active.append(["city", "call"])
    made.active.column_dimensions["B"].hidden = True
    assert read(save()) == ([("city", "call")], ["cities.xlsx has hidden columns; they are read as well."])


ERRORS = [
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#ERROR!",
    "#¡NULO!", "#¡DIV/0!", "#¡VALOR!", "#¡REF!", "#¿NOMBRE?", "#¡NUM!", "#N/D", "#¡DESBORDAMIENTO!",
    "#NULO!", "#VALOR!", "#NOME?", "#NÚM!", "#DESPEJAR!", "#ERRO!", "#OBTENDO_DADOS",
    "#NUL!", "#VALEUR!", "#NOM?", "#NOM ?", "#NOMBRE!", "#NOMBRE\u00a0!", "#ERREUR!", "#EPARS!",
    "#####", "Err:502", "Err :508", " #N/A ",
]  # fmt: skip


@pytest.mark.parametrize("error", ERRORS)
def test_error_in_a_csv_file_is_known_by_its_form(tmp_path: Path, error: str) -> None:
    rows, _ = read(written(tmp_path, f'city,note\nLima,"{error}"\n'))
    assert rows[1] == ("Lima", BrokenCell("cell_error", error.strip()))


@pytest.mark.parametrize(
    "text", ["#1 city", "#1", "#", "#opendata", "#Juntos!", "Lima #N/A", "#N/A and more", "# !", "#2!"]
)
def test_honest_text_in_a_csv_file_stays(tmp_path: Path, text: str) -> None:
    assert read(written(tmp_path, f'city,note\nLima,"{text}"\n'))[0][1] == ("Lima", text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_byte_order_marks_may_stand_twice(tmp_path: Path, encoding: str) -> None:
    content = ("\ufeff\ufeff" + as_csv(",")).encode(encoding)
    assert read(written(tmp_path, content))[0] == ROWS


def test_name_does_not_decide_what_a_file_is(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["a"]).rename(tmp_path / "cities.csv")
    assert read(path)[0] == [("a",)]
    assert read(written(tmp_path, "a\n", "cities.xlsx"))[0] == [("a",)]


def test_size_that_the_file_claims_is_not_believed(tmp_path: Path) -> None:
    path = altered(workbook(tmp_path, ["a"], ["x"]), "xl/worksheets/sheet1.xml", b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    assert read(path)[0] == [("a",), ("x",)]


def test_escaped_characters_are_what_they_stand_for(tmp_path: Path) -> None:
    assert read(workbook(tmp_path, ["one_x000D_\nline"]))[0] == [("one\r\nline",)]


SHEET = "xl/worksheets/sheet1.xml"


def computed(path: Path, old: bytes, new: bytes) -> Path:
    """Of a program that computes."""
    return altered(altered(path, SHEET, old, new), "xl/workbook.xml", b'fullCalcOnLoad="1"', b"")


def altered(path: Path, part: str, old: bytes, new: bytes) -> Path:
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            assert name != part or old in content
            target.writestr(name, content.replace(old, new) if name == part else content)
    path.write_bytes(made.getvalue())
    return path


# -- what is no spreadsheet ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"  \r\n \n", b"\n" * 20_000])
def test_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(written(tmp_path, content)) == "cities.csv is empty."


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls), or one with a password"),
        (b"<html><table>", "a web page or XML"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_other_kinds_are_named_with_what_to_do(tmp_path: Path, content: bytes, kind: str) -> None:
    message = refusal(written(tmp_path, content))
    assert message.startswith(f"cities.csv is {kind}:")
    assert message.endswith("open it in a spreadsheet program and save it as XLSX or as CSV (UTF-8).")


def test_packed_file_is_to_be_unpacked_first(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"\x1f\x8b\x08\x00")) == (
        "cities.csv is a compressed file (gzip): unpack it first."
    )


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["a.txt"], "a ZIP archive"),
        (["mimetype", "content.xml"], "another kind of document (such as ODS or DOCX)"),
        (["[Content_Types].xml", "word/document.xml"], "another kind of document (such as ODS or DOCX)"),
    ],
)
def test_other_archives_are_refused(tmp_path: Path, names: list[str], kind: str) -> None:
    with zipfile.ZipFile(tmp_path / "cities.xlsx", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    assert refusal(tmp_path / "cities.xlsx").startswith(f"cities.xlsx is {kind}: open it in a spreadsheet program")


def test_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["a"])
    path.write_bytes(path.read_bytes()[:-200])
    assert refusal(path).startswith("cities.xlsx is damaged or cut off")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_workbook_with_broken_parts_is_refused(tmp_path: Path, part: str) -> None:
    path = altered(workbook(tmp_path, ["a"]), part, b">", b"")
    assert refusal(path).startswith("cities.xlsx is a damaged workbook")


def test_workbook_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_rows, "UNPACKED_LIMIT_BYTES", 1_000)
    assert "unpacks to more than" in refusal(workbook(tmp_path, ["a"]))


@pytest.mark.parametrize(
    ("part", "before", "more"),
    [
        ("xl/worksheets/sheet1.xml", b"</row>", b"<c/>" * 1_100_000 + b"</row>"),  # one row of a million cells
        ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 310_000 + b"</cellXfs>"),
        ("xl/workbook.xml", b"</workbook>", b"<si/>" * 310_000 + b"</workbook>"),
    ],
)
def test_workbook_that_fills_the_memory_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, before: bytes, more: bytes
) -> None:
    """Attack 16: 490 kB took 1.3 GB."""
    monkeypatch.setattr(xlsx_rows, "load_workbook", None)
    monkeypatch.setattr(archives, "SPARE_BYTES", 20_000_000)
    path = altered(workbook(tmp_path, ["a"]), part, before, more)
    assert path.stat().st_size < 100_000
    assert "holds more rows, columns, texts, or formats" in refusal(path)


def test_workbook_with_millions_of_texts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_rows, "load_workbook", None)
    monkeypatch.setattr(archives, "SPARE_BYTES", 20_000_000)
    path = workbook(tmp_path, ["a"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 2_000_100 + b"</sst>")
    assert "holds more rows, columns, texts, or formats" in refusal(path)


def test_small_workbook_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    path = altered(
        workbook(tmp_path, ["a"]), "xl/worksheets/sheet1.xml", b"</sheetData>", b" " * 30_000_000 + b"</sheetData>"
    )
    assert "unpacks to more than" in refusal(path)


def test_row_has_no_more_columns_than_a_sheet(tmp_path: Path) -> None:
    path = altered(workbook(tmp_path, ["a"]), "xl/worksheets/sheet1.xml", b"</row>", b"<c/>" * 20_000 + b"</row>")
    assert refusal(path).startswith("cities.xlsx is a damaged workbook")


def test_binary_file_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"\x7fELF\0\0\0")).startswith("cities.csv is neither text nor a workbook")


def test_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIMIT_BYTES", 3)
    assert "split it" in refusal(written(tmp_path, "city\n"))


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_file_that_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path / name).startswith(f"{tmp_path / name} cannot be read (")
