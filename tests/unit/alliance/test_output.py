"""Answers and errors of the command line, for people and for programs."""

import json

import pytest

from alliance.main import COMMANDS, SECTIONS, run
from alliance.output import CommandError, Progress, answer_in_json, counted, show, show_error, table
from shared.contracts.errors import Detail, Refusal

REFUSAL = Refusal("invalid", Detail("country", "not_a_country"))


def test_refusal_as_json_is_one_document_and_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    answer_in_json(True)
    assert show_error(REFUSAL) == 1
    assert json.loads(capsys.readouterr().out) == {
        "error": {"code": "invalid", "message": REFUSAL.message, "details": REFUSAL.as_dict()["details"]}
    }


def test_refusal_for_people_is_a_line_for_each_detail_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert show_error(REFUSAL) == 1
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"{REFUSAL}\n  {REFUSAL.details[0].named}\n")


def test_a_detail_is_led_by_its_field_where_it_has_one(capsys: pytest.CaptureFixture[str]) -> None:
    details = [Detail("", "missing"), Detail("name", "missing")]
    show_error(Refusal("invalid", *details))
    assert capsys.readouterr().err.splitlines()[1:] == ["  This is required.", "  name: This is required."]


def test_unavailable_is_exit_3() -> None:
    answer_in_json(True)
    assert show_error(Refusal("unavailable")) == 3


def test_an_error_of_the_command_line_has_its_own_exit_code() -> None:
    answer_in_json(True)
    assert show_error(CommandError("usage", exit_code=2)) == 2


def test_a_value_that_is_no_choice_is_told_without_the_kind_of_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["applications", "--state", "x"]) == 2
    assert "Invalid value for '--state': 'x' is not one of" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("arguments", [["nonsense"], ["status", "--nonsense"], ["logs"]])
def test_usage_error_is_exit_2_and_one_document(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*arguments, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


def test_an_unknown_service_has_no_log(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["logs", "nonsense", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "not_found"


@pytest.mark.parametrize("command", [name for name, command in COMMANDS.items() if not command.group])
def test_help_shows_an_example_within_80_columns(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert f"  alliance {command}" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("arguments", [["review", "rubric", "x"], ["call", "list", "--nonsense"], ["aply"]])
def test_a_usage_error_is_whole_sentences(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().err.rpartition(" See `alliance")[0].endswith((".", "?"))


@pytest.mark.parametrize(
    ("typed", "meant"), [("aply", "'apply'"), ("review rubic", "'rubric'"), ("review list --limitt 3", "--limit)")]
)
def test_a_typo_is_answered_with_what_was_meant(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(typed.split()) == 2
    assert meant in capsys.readouterr().err


@pytest.mark.parametrize("command", ["apply", "review rubric"])
def test_json_is_an_option_of_each_command_and_not_a_value(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command.split(), "--json", "--nonsense"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"
    assert run([*command.split(), "--nonsense"]) == 2
    assert capsys.readouterr().out == ""


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    text = capsys.readouterr().out
    assert all(f"  {name} " in text for name in COMMANDS)


def test_help_groups_the_commands_by_who_uses_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    text = capsys.readouterr().out
    parts = {block.splitlines()[0].rstrip(":"): block for block in text.split("\n\n") if not block.startswith(" ")}
    assert "  extend-offer " in parts["Staff, for decisions and offers"]
    assert "  apply " in parts["Applicants"]
    longest = max(len(block.splitlines()) for title, block in parts.items() if title in SECTIONS)
    assert longest <= 21, "a list that is read at a glance"


def test_show_prints_letters_not_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    answer_in_json(True)
    show({"city": "São José"}, "")
    assert "São José" in capsys.readouterr().out


def test_table_aligns_columns() -> None:
    assert table(("A", "LONG"), [("wide cell", 1)]) == "A          LONG\nwide cell  1"


def test_progress_is_silent_while_things_are_fast(capsys: pytest.CaptureFixture[str]) -> None:
    Progress().say("working")
    assert capsys.readouterr().err == ""


def test_one_is_counted_in_the_singular() -> None:
    assert [counted("cities", number) for number in (0, 1, 1200)] == ["0 cities", "1 city", "1,200 cities"]
