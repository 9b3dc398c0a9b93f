"""The FILE of a command, and the request that is made of it."""

import io
import json
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from alliance.demo.dates import dated
from alliance.files import LIMIT_BYTES, make, read_document, read_fields
from alliance.operations.example import SOURCE, Which
from alliance.output import CommandError
from shared.contracts.application import parse_application
from shared.contracts.cohort import HoldVisit, ScheduleVisit, WriteUpVisit
from shared.contracts.eligibility import SubmitReview
from shared.contracts.intake import OpenCall
from tests.support.refused import refusal_of

CHECKOUT = Path(__file__).parents[3]
TODAY = date(2027, 4, 10)


def written(folder: Path, name: str, content: str | bytes) -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def error_of(file: str) -> str:
    with pytest.raises(CommandError) as caught:
        read_document(file)
    assert (caught.value.code, caught.value.exit_code) == ("invalid", 1)
    return caught.value.message


def test_a_file_is_read_by_its_name(tmp_path: Path) -> None:
    assert read_document(written(tmp_path, "a.json", '{"city": "São"}')) == {"city": "São"}
    assert read_document(written(tmp_path, "a.toml", 'city = "São"\nday = 2027-04-10')) == {"city": "São", "day": TODAY}


def test_a_byte_order_mark_is_no_content(tmp_path: Path) -> None:
    assert read_document(written(tmp_path, "a.json", b"\xef\xbb\xbf[1]")) == [1]


def test_a_hyphen_is_json_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"city": "São"}'))
    assert read_document("-") == {"city": "São"}


def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.json")
    assert error_of(missing) == f"{missing} cannot be read: No such file or directory."
    latin = written(tmp_path, "latin.json", b'{"a": "S\xe3o"}')
    assert error_of(latin) == f"{latin} is not UTF-8 text: byte 8."


def test_malformed_files_are_named_with_line_and_column(tmp_path: Path) -> None:
    broken = written(tmp_path, "a.json", '{\n  "a": }')
    assert error_of(broken) == f"{broken}: Expecting value: line 2 column 8 (char 9)"
    toml = written(tmp_path, "a.toml", "a = \n")
    assert error_of(toml) == f"{toml}: Invalid value (at line 1, column 5)"


def test_a_file_nested_without_end_is_refused(tmp_path: Path) -> None:
    deep = written(tmp_path, "a.json", "[" * 100_000)
    assert error_of(deep).startswith(f"{deep}: maximum recursion depth exceeded")


def test_a_file_has_a_limit(tmp_path: Path) -> None:
    just = written(tmp_path, "just.json", json.dumps("x" * (LIMIT_BYTES - 2)))
    over = written(tmp_path, "over.json", json.dumps("x" * (LIMIT_BYTES - 1)))
    assert len(read_document(just)) == LIMIT_BYTES - 2
    assert error_of(over) == f"{over} has more than 1,000,000 characters."


@pytest.mark.parametrize("content", ["[]", "1", "null", '"text"'])
def test_named_fields_are_expected(content: str, tmp_path: Path) -> None:
    file = written(tmp_path, "a.json", content)
    with pytest.raises(CommandError) as caught:
        read_fields(file)
    assert caught.value.message == f"{file} must contain named fields, not a list or a single value."


# -- the request -------------------------------------------------------------------------------------------------------


def test_a_request_is_made_of_fields() -> None:
    assert make(HoldVisit, code="jk2m-pj4v23", held_on="2027-06-10").code == "JK2MPJ4V23"


def test_a_wrong_request_names_its_fields() -> None:
    refusal = refusal_of(lambda: make(HoldVisit, code="JK2MPJ4V23", place="here"))
    assert str(refusal) == "invalid: 2 fields must be corrected."
    assert [(one.field, one.code) for one in refusal.details] == [("held_on", "missing"), ("place", "unknown_field")]


def test_a_field_may_have_any_name() -> None:
    refusal = refusal_of(lambda: make(HoldVisit, model=1, what=2))
    assert [one.field for one in refusal.details] == ["code", "held_on", "model", "what"]


# -- the example round -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"TODAY"', '"2027-04-10"'),
        ('"TODAY+60d"', '"2027-06-09"'),
        ('"TODAY-3m-3d"', '"2027-01-07"'),
        ('"TODAY+1dT09:00:00-05:00"', '"2027-04-11T09:00:00-05:00"'),
        ('"CLOSE+1m" and "TODAY+2y-1d"', '"2027-02-28" and "2029-04-09"'),
        ('"YEAR-2"', "2025"),
        ('"TODAYS" and "YESTERDAY+1d"', '"TODAYS" and "YESTERDAY+1d"'),
    ],
)
def test_steps_from_a_day_become_dates(text: str, expected: str) -> None:
    assert dated(text, {"TODAY": TODAY, "CLOSE": date(2027, 1, 31)}) == expected


def test_the_files_of_the_example_round_are_accepted(tmp_path: Path) -> None:
    files = {}
    for path in (CHECKOUT / SOURCE / Which.FIRST_ROUND).iterdir():
        if path.suffix in (".json", ".toml"):
            text = dated(path.read_text(encoding="utf-8"), {"TODAY": TODAY})
            assert "TODAY" not in text
            files[path.stem] = read_document(written(tmp_path, path.name, text))
    make(OpenCall, **files["call"])
    for name in ("manizales", "quillota", "san-juan"):
        assert parse_application(files[name], today=TODAY).call == files["call"]["id"]
    make(ScheduleVisit, code="X", **files["visit"])
    make(HoldVisit, code="X", **files["held"])
    make(WriteUpVisit, code="X", **files["write-up"])
    for name in ("review-iara", "review-paul", "review-renata"):
        reviewer = files[name].pop("reviewer")
        assert reviewer in {person["email"] for person in files["people"]["people"]}
        make(SubmitReview, code="X", reviewer_id=UUID(int=1), **files[name])


def test_the_short_programs_call_is_accepted(tmp_path: Path) -> None:
    text = (CHECKOUT / SOURCE / Which.SHORT_PROGRAM / "call.toml").read_text(encoding="utf-8")
    make(OpenCall, **read_document(written(tmp_path, "call.toml", dated(text, {"TODAY": TODAY}))))


@pytest.mark.parametrize("name", ["empty.json", "empty.toml"])
def test_an_empty_file_is_named_as_what_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(" \n")
    refusal = refusal_of(lambda: read_document(str(tmp_path / name)))
    assert (refusal.code, refusal.message) == ("invalid", f"{tmp_path / name} is empty.")
