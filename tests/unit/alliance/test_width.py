"""What people read at the terminal fits it: 80 columns, with the longest names that there are, in every language."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from alliance import output
from alliance.naming import City, one_city
from alliance.output import CommandError, Progress, notices_of, paragraph, show_error
from shared.contracts.errors import Detail, Refusal
from shared.contracts.notices import notice
from shared.wording import LANGUAGES, say

ROOT = Path(__file__).resolve().parents[3]
COLUMNS = 80


def real_cities() -> list[City]:
    """Of the demo and of the examples, the longest names first."""
    found = set()
    for file in (ROOT / "examples" / "demo" / "cities").glob("*.toml"):
        shared = tomllib.loads(file.read_text(encoding="utf-8"))
        for one in (shared | city for city in shared["city"]):
            found.add((one["city"], f"{one.get('admin_area') or ''}, {one.get('country')}"))
    for file in (ROOT / "examples" / "applications").glob("*.json"):
        one = json.loads(file.read_text(encoding="utf-8"))
        found.add((one["city"], f"{one['admin_area']}, {one['country']}"))
    cities = [City("JK2MPJ4V23", name, place) for name, place in found]
    return sorted(cities, key=lambda city: (-len(str(city)), city.name))


LONGEST = real_cities()[:12]


@pytest.fixture(params=LANGUAGES)
def in_each_language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ALLIANCE_LANG", request.param)
    monkeypatch.delenv("COLUMNS", raising=False)
    return str(request.param)


def test_an_error_that_names_many_cities_fits(in_each_language: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError) as refused:
        one_city(LONGEST[0].name, [City(one.code, LONGEST[0].name, one.place) for one in LONGEST])
    show_error(refused.value)
    assert_fits(capsys.readouterr().err, "JK2MPJ4V23")


def test_details_of_an_error_fit_and_stand_below_their_field(
    in_each_language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = " ".join(str(city) for city in LONGEST[:3])
    details = [
        Detail(
            "contacts.2.preferred_language", "differs_from_command", file="/srv/rounds/application.json", value=said
        ),
        Detail("", "log", line=said),
    ]
    show_error(Refusal("invalid", *details))
    shown = capsys.readouterr().err
    assert_fits(shown, LONGEST[2].code)
    assert len([line for line in shown.splitlines()[1:] if not line.startswith("    ")]) == len(details)


def test_notes_fit(in_each_language: str, capsys: pytest.CaptureFixture[str]) -> None:
    Progress().announce(say(in_each_language, "terminal.system.doing.installing_by_sudo", package="rabbitmq-server"))
    notices = notices_of([notice("nobody_invited", city=str(LONGEST[0]), city_code="JK2MPJ4V23")])
    assert_fits("\n".join([capsys.readouterr().err, *notices]), "JK2MPJ4V23")


def test_a_word_longer_than_the_terminal_stays_whole(capsys: pytest.CaptureFixture[str]) -> None:
    address = f"http://127.0.0.1:8000/sign-in?key={'k' * 80}"
    show_error(CommandError("internal_error", reason="unexpected", error=address))
    assert address in capsys.readouterr().err


def test_progress_fits_where_it_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output, "QUIET_S", 0)
    Progress().say(f"{LONGEST[0]} {LONGEST[1]}")
    assert_fits(capsys.readouterr().err, LONGEST[1].name)


def test_an_id_in_a_paragraph_stays_whole() -> None:
    address = f"https://data.city.example/{'register/' * 9}"
    assert address in paragraph("data: ", f"Housing register, {address}")


def assert_fits(shown: str, said: str) -> None:
    assert said in shown
    assert [line for line in shown.splitlines() if len(line) > COLUMNS] == []
