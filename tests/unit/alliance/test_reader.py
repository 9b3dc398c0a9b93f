"""Which language the command line speaks, and that it speaks it."""

from __future__ import annotations

import json

import pytest

from alliance.main import run
from alliance.output import CommandError, answer_in_json, counted, footer, notices_of, show_error, table
from alliance.reader import language_of
from shared.contracts.errors import Detail, Refusal
from shared.contracts.notices import notice

SPANISH = {"LANG": "es_CO.UTF-8"}


@pytest.fixture
def in_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLIANCE_LANG", "es")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        (SPANISH, "es"),
        ({"LC_MESSAGES": "pt_BR", **SPANISH}, "pt"),
        ({"LC_ALL": "fr_CA@euro", "LC_MESSAGES": "pt_BR", **SPANISH}, "fr"),
        ({"ALLIANCE_LANG": "pt", "LC_ALL": "fr_CA", **SPANISH}, "pt"),
        ({"ALLIANCE_LANG": "ES-co"}, "es"),
        ({"ALLIANCE_LANG": "", **SPANISH}, "es"),
        ({"LC_ALL": "", **SPANISH}, "es"),
        ({"LC_ALL": "C.UTF-8", **SPANISH}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"ALLIANCE_LANG": "de", **SPANISH}, "en"),
    ],
)
def test_the_readers_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_a_language_that_is_none_of_ours_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALLIANCE_LANG", "de_DE")
    assert run(["whoami"]) == 2
    assert capsys.readouterr().err == "usage: ALLIANCE_LANG is “de”; the command line speaks en, es, pt, and fr.\n"


@pytest.mark.usefixtures("in_spanish")
def test_an_error_is_said_in_the_readers_language(capsys: pytest.CaptureFixture[str]) -> None:
    show_error(Refusal("invalid", Detail("name", "missing")))
    assert capsys.readouterr().err == "invalid: Hay que corregir 1 campo.\n  name: Este dato es obligatorio.\n"


@pytest.mark.usefixtures("in_spanish")
def test_what_a_script_reads_is_the_same_in_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    answer_in_json(True)
    show_error(CommandError("usage", reason="codes_or_all"))
    assert json.loads(capsys.readouterr().out)["error"]["message"] == "Name cities, or use --all."


@pytest.mark.usefixtures("in_spanish")
def test_what_stands_around_an_answer_is_in_the_readers_language() -> None:
    assert footer(2, 5, "x y") == ["2 de 5", "Más: --after 'x y'"]
    assert counted("cities", 2) == "2 ciudades"
    assert notices_of([notice("no_address", name="Luz", city_code="JK2MPJ4V23")]) == [
        "! Luz (JK2MPJ4V23) no tiene dirección de correo aquí: no le llega ninguna\n  invitación."
    ]


@pytest.mark.usefixtures("in_spanish")
def test_headings_are_words_and_codes_stay() -> None:
    assert table(("code", "state", "2027, own"), [("JK2MPJ4V23", "in_review", "4")]).splitlines() == [
        "código      estado     2027, own",
        "JK2MPJ4V23  in_review  4",
    ]
