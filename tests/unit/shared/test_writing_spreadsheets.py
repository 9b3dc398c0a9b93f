"""What the project writes as a spreadsheet opens as text, whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shared.spreadsheets.writing import safe_cell, spreadsheet

HEADING = ("row", "value")
WIDE = "＝1+1"
DANGEROUS = ["=1+1", "+49", "-5", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "=HYPERLINK('http://a')", WIDE, "\ufeff=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("x;=1+1;y", "x;'=1+1;y"),
        ("x\n=1+1", "x\n'=1+1"),
        ("x\r\n@a", "x\r\n'@a"),
        ("x|＝1", "x|'＝1"),
        ("x\t-1", "x\t'-1"),
        ("x;\u200b=1", "x;'=1"),
        ("＝1+1", "'＝1+1"),
        ("﹦1+1", "'﹦1+1"),
        ("4.65,-74.05", "4.65,-74.05"),  # within the file's own separator a cell stands in quotation marks
        ("a = 1; b = 2", "a = 1; b = 2"),
    ],
)
def test_text_has_no_formula_whatever_separator_a_program_goes_by(tmp_path: Path, text: str, safe: str) -> None:
    """Attack 16: `;` and the line feed began a cell in other programs."""
    path = tmp_path / "report.csv"
    with spreadsheet(path, HEADING) as write:
        write((1, text))
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["1", safe]


@pytest.mark.parametrize("value", ["", "a=1", " =1", "luz@puerto.example", -5, 2.5, None, True])
def test_other_values_stay(value: object) -> None:
    assert safe_cell(value) == value


def test_csv_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    with spreadsheet(path, HEADING) as write:
        write((2, 'Ñuñoa, "x"\nline'))
        write((-3, "=1"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfrow,value\r\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["row", "value"], ["2", 'Ñuñoa, "x"\nline'], ["-3", "'=1"]]


@pytest.mark.parametrize("text", DANGEROUS)
def test_workbook_holds_no_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.xlsx"
    with spreadsheet(path, HEADING) as write:
        write((2, text))
    cells = list(load_workbook(path)["Sheet"].iter_rows())[1]
    assert [cell.data_type for cell in cells] == ["n", "s"]
    assert str(cells[1].value).startswith("'")


def test_workbook_takes_any_text(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    with spreadsheet(path, HEADING) as write:
        write((2, "a\x01b" + "c" * 40_000))
    value = load_workbook(path)["Sheet"]["B2"].value
    assert value.startswith("a\ufffdbccc")
    assert len(value) == 32_767


@pytest.mark.parametrize("name", ["report.csv", "report.xlsx"])
def test_report_appears_whole_or_not_at_all(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("the one before")
    with pytest.raises(RuntimeError), spreadsheet(path, HEADING) as write:
        write((2, "x"))
        raise RuntimeError
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert path.read_text() == "the one before"
