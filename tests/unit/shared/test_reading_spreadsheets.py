"""Files as people have them: separators, encodings, workbooks, and what is no spreadsheet at all."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from shared.contracts.errors import Refusal
from shared.spreadsheets import reading, xlsx_rows
from shared.spreadsheets.reading import open_rows

ROWS = [("city", "note"), ("Bogotá", 'says "yes"; no, maybe'), ("Ñuñoa", "one\nline and another")]


def read(path: Path) -> tuple[list[tuple[object, ...]], list[str]]:
    notes: list[str] = []
    with open_rows(path, notes.append) as rows:
        return list(rows), notes


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
        "cities.csv has characters that are neither UTF-8 nor Windows-1252; save it as CSV UTF-8, or as XLSX."
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


def test_first_sheet_of_several_is_read_and_said(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["a"], sheets=("Cities", "Notes"))
    assert read(path) == ([("a",)], ["cities.xlsx has 2 sheets; the first is read: Cities."])


def test_name_does_not_decide_what_a_file_is(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["a"]).rename(tmp_path / "cities.csv")
    assert read(path)[0] == [("a",)]
    assert read(written(tmp_path, "a\n", "cities.xlsx"))[0] == [("a",)]


def test_size_that_the_file_claims_is_not_believed(tmp_path: Path) -> None:
    path = altered(workbook(tmp_path, ["a"], ["x"]), "xl/worksheets/sheet1.xml", b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    assert read(path)[0] == [("a",), ("x",)]


def test_escaped_characters_are_what_they_stand_for(tmp_path: Path) -> None:
    assert read(workbook(tmp_path, ["one_x000D_\nline"]))[0] == [("one\r\nline",)]


def altered(path: Path, part: str, old: bytes, new: bytes) -> Path:
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w") as target:
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
        (b"\x1f\x8b\x08\x00", "a compressed file (gzip)"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_other_kinds_are_named_with_what_to_do(tmp_path: Path, content: bytes, kind: str) -> None:
    message = refusal(written(tmp_path, content))
    assert message.startswith(f"cities.csv is {kind}")
    assert message.endswith("open it in a spreadsheet program and save it as XLSX or as CSV (UTF-8).")


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["a.txt"], "a ZIP"),
        (["mimetype", "content.xml"], "another kind of document (such as ODS or DOCX)"),
        (["[Content_Types].xml", "word/document.xml"], "another kind of document (such as ODS or DOCX)"),
    ],
)
def test_other_archives_are_refused(tmp_path: Path, names: list[str], kind: str) -> None:
    with zipfile.ZipFile(tmp_path / "cities.xlsx", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    assert refusal(tmp_path / "cities.xlsx").startswith(f"cities.xlsx is {kind}, not an XLSX workbook")


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


def test_binary_file_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, b"\x7fELF\0\0\0")).startswith("cities.csv is neither text nor a workbook")


def test_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIMIT_BYTES", 3)
    assert "split it" in refusal(written(tmp_path, "city\n"))


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_file_that_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    assert f"{tmp_path / name} cannot be read" in refusal(tmp_path / name)
