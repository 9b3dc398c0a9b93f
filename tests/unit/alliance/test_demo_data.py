"""What a missing or broken file of the demo's data is told as: before anything is begun, with file, place and fault."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from alliance.demo import data, entries
from alliance.demo.data import first_day, load_demo, read_calls
from alliance.output import CommandError

ROOT = Path(__file__).parents[3]
TODAY = date(2027, 3, 31)


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of one's own, of which files may be broken."""
    shutil.copytree(ROOT / "examples" / "demo", tmp_path / "examples" / "demo")
    for module in (data, entries):
        monkeypatch.setattr(module, "checkout", lambda: tmp_path)
    return tmp_path / "examples" / "demo"


def fault() -> CommandError:
    with pytest.raises(CommandError) as raised:
        load_demo(TODAY)
    return raised.value


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_files_are_taken_whole(demo: Path) -> None:
    assert len(load_demo(TODAY).cities) == 89


@pytest.mark.parametrize("name", ["calls.toml", "people.toml", "comments.toml", "projects.toml"])
def test_a_missing_file_is_named(demo: Path, name: str) -> None:
    (demo / name).unlink()
    assert (fault().code, fault().message) == (
        "not_found",
        f"examples/demo/{name} cannot be read: No such file or directory. "
        "The demo runs from a checkout of the repository, with all of its examples.",
    )


def test_a_folder_without_a_city_is_told(demo: Path) -> None:
    shutil.rmtree(demo / "cities")
    assert (
        fault().message == "examples/demo/cities contains no cities. The demo runs from a checkout of the repository."
    )


def test_a_file_that_is_no_toml_is_named_with_its_line(demo: Path) -> None:
    change(demo / "cities" / "andes.toml", 'city = "Trujillo"', "city = Trujillo")
    assert fault().message.startswith("examples/demo/cities/andes.toml: Invalid value (at line 11")


def test_a_file_that_is_no_text_is_named(demo: Path) -> None:
    (demo / "people.toml").write_bytes(b"\xff\xfe")
    assert fault().message.startswith("examples/demo/people.toml: ")


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("calls.toml", 'round = "open"', "examples/demo/calls.toml: call[2].round is missing."),
        ("calls.toml", 'closes_at = "TODAY-6m"', "examples/demo/calls.toml: past: "),
        ("people.toml", 'email = "octavia.fernleigh@alliance.example"', "examples/demo/people.toml: people[1]: "),
        ("cities/canada.toml", 'story = "acceleration"', "examples/demo/cities/canada.toml: city[1].story is missing."),
        ("cities/canada.toml", 'city = "Hamilton"', "examples/demo/cities/canada.toml: city[1]: "),
    ],
)
def test_a_missing_key_is_named_with_its_place(demo: Path, name: str, line: str, message: str) -> None:
    change(demo / name, line, "")
    assert fault().message.startswith(message)


def test_a_wrong_field_is_judged_by_the_services_rules(demo: Path) -> None:
    change(demo / "cities" / "canada.toml", "residents = 569353", "residents = -1")
    found = fault()
    assert found.message.startswith("examples/demo/cities/canada.toml: city[1]: ")
    assert [detail.field for detail in found.details] == ["residents"]


def test_an_unknown_story_is_refused(demo: Path) -> None:
    change(demo / "cities" / "canada.toml", 'story = "acceleration"', 'story = "accelerated"')
    message = "examples/demo/cities/canada.toml: city[1].story is “accelerated”, and the README does not describe that."
    assert fault().message == message


def test_a_round_that_is_missing_is_told(demo: Path) -> None:
    change(demo / "calls.toml", 'round = "past"', 'round = "first"')
    assert fault().message == "examples/demo/calls.toml: there is no round past."


def test_tables_that_are_none_are_refused(demo: Path) -> None:
    (demo / "comments.toml").write_text("comment = 3\n", encoding="utf-8")
    assert fault().message == "examples/demo/comments.toml: comment must be tables: [[comment]]."


def test_what_a_scene_asks_for_and_the_file_lacks_is_named(demo: Path) -> None:
    change(demo / "projects.toml", "[venue.mayors]", "[venue.other]")
    with pytest.raises(CommandError) as raised:
        load_demo(TODAY).projects["venue"]["mayors"]
    assert raised.value.message == "examples/demo/projects.toml: venue.mayors is missing."


# -- a demo that goes on on another day --------------------------------------------------------------------------------


def closing(day: date) -> dict[str, date]:
    return {call["id"]: date.fromisoformat(call["closes_at"]) for call in read_calls(day).values()}


@pytest.mark.parametrize("days", [0, 1, 3, 30, 400])
def test_calls_that_are_there_say_on_which_day_the_demo_was_begun(days: int) -> None:
    assert first_day(closing(TODAY - timedelta(days=days)), TODAY) == TODAY - timedelta(days=days)


def test_one_of_the_calls_is_enough() -> None:
    begun = date(2027, 3, 17)
    assert first_day({"round-two": closing(begun)["round-two"]}, TODAY) == begun


def test_without_calls_the_demo_begins_today() -> None:
    assert first_day({}, TODAY) == TODAY


def test_calls_that_fit_no_day_leave_it_at_today() -> None:
    assert first_day({"round-two": date(2000, 1, 1)}, TODAY) == TODAY
