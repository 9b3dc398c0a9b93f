"""A home that cannot be used, or whose disk is full, is told as such."""

from pathlib import Path

import pytest

from alliance.demo import command
from alliance.embedded.home import Home
from alliance.operations import system
from alliance.output import CommandError
from shared.contracts.errors import Refusal

DOWN = Refusal("unavailable", reason="database", service="eligibility")
DOWN_HERE = CommandError("unavailable", reason="database", service="eligibility", exit_code=3)


def refused(home: Path) -> CommandError:
    with pytest.raises(CommandError) as raised:
        system.make_room(Home(home))
    return raised.value


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    error = refused(tmp_path / "home")
    told = f"home: {tmp_path}/home cannot be used: File exists. Choose another: ALLIANCE_HOME=FOLDER."
    assert (error.code, error.message, error.exit_code) == ("not_started", told, 1)


def test_a_disk_with_too_little_room_is_told_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Home, "free_mb", lambda _: 299)
    told = f"home: the disk that {tmp_path}/home is on has 299 MB free; 300 MB are needed to start."
    assert refused(tmp_path / "home").message == told


def test_a_home_with_room_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Home, "free_mb", lambda _: 300)
    system.make_room(Home(tmp_path / "home"))
    assert (tmp_path / "home" / "logs").is_dir()


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALLIANCE_HOME", str(tmp_path))
    (tmp_path / "endpoints.json").write_text('{"portal": "http://127.0.0.1:8000"}')
    return tmp_path


@pytest.mark.parametrize("error", [DOWN, DOWN_HERE])
def test_a_part_that_fails_on_a_full_disk_says_so(
    running: Path, monkeypatch: pytest.MonkeyPatch, error: Refusal | CommandError
) -> None:
    monkeypatch.setattr(Home, "free_mb", lambda _: 2)
    told = command.explained(error)
    assert isinstance(told, CommandError)
    assert (told.code, told.exit_code) == ("unavailable", 3)
    assert told.message == (
        f"{DOWN.message} The disk that {running} is on is full (2 MB free): make room, then run this again."
    )


def test_a_refusal_stays_itself_on_a_full_disk(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Home, "free_mb", lambda _: 2)
    refusal = Refusal("cohort_full")
    assert command.explained(refusal) is refusal


def test_a_part_that_is_down_for_another_reason_stays_so(running: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Home, "free_mb", lambda _: 5000)
    assert command.explained(DOWN) is DOWN
