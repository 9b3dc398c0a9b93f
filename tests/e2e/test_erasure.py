"""A person and a city who were erased cannot be found in any file of the home, the mail catcher aside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.system import System

#: Stands in every text and address of the city and its people, and nowhere else.
MARK = "zqxmarker"
CONTACT, REVIEWER = f"{MARK}.contact@city.example", f"{MARK}.reviewer@program.example"


@pytest.fixture(scope="module")
def files(system: System, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("round")
    system.run("example", str(folder))
    reviewer = {"name": f"{MARK} Reviewer", "email": REVIEWER, "roles": ["reviewer"], "languages": ["es", "en"]}
    written(folder / "reviewer.json", {"people": [reviewer]})
    system.run("people", "add", str(folder / "reviewer.json"))
    system.run("call", "open", str(folder / "call.toml"))
    return folder


def written(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def application(files: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((files / "manizales.json").read_text(encoding="utf-8"))
    for name in ("ambition", "foundations"):
        document[name] = f"{MARK} {document[name]}"
    document["mayor"]["name"] = document["population_source"] = f"{MARK} and more"
    for number, one in enumerate(document["contacts"]):
        one["name"], one["email"] = f"{MARK} {number}", f"{number}.{CONTACT}"
    return document


def marked(home: Path) -> list[str]:
    """Files that hold the mark; mails that were caught are what the mail catcher is for."""
    found = []
    for path in home.rglob("*"):
        if path.is_file() and not path.is_relative_to(home / "mailbox"):
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # a temporary file of the database's
                continue
            if MARK.encode() in content:
                found.append(str(path.relative_to(home)))
    return sorted(found)


def test_nothing_is_found_of_a_person_and_a_city_that_were_erased(system: System, files: Path) -> None:
    code = system.run("apply", str(written(files / "marked.json", application(files))))["code"]
    system.until(lambda: system.run("application", code)["state"] == "checked")
    system.run("review", "assign", code, REVIEWER)
    review = {"reviewer": REVIEWER, "conflict": "none", "comment": f"{MARK} thinks so"}
    review["scores"] = json.loads((files / "review-iara.json").read_text(encoding="utf-8"))["scores"]
    system.run("review", "submit", code, str(written(files / "review.json", review)))
    system.until(lambda: system.run("mail", "list", "--code", code)["total"])
    exported = json.dumps(system.run("people", "export", REVIEWER))
    assert f"{MARK} thinks so" in exported
    assert f"{MARK} Reviewer" in exported
    assert f"{MARK} and more" in json.dumps(system.run("privacy", "export", code))

    needed = system.run("privacy", "anonymise", code, "--yes", expect=1)["error"]
    assert [one["code"] for one in needed["details"]] == ["application_open"]
    system.run("withdraw", code)
    done = system.run("privacy", "anonymise", code, "--yes")
    assert done["missing"] == []
    assert system.run("people", "erase", REVIEWER, "--yes")["missing"] == []
    system.until(lambda: system.run("application", code)["city"] == "[erased]")

    system.run("privacy", "scrub")
    system.until(lambda: answers(system, code))
    assert marked(system.home) == []
    assert system.run("privacy", "anonymise", code, "--yes")["services"]["intake"]["tables"] == []
    assert system.run("application", code)["state"] == "withdrawn"
    log = json.dumps(system.run("privacy", "log"))
    assert code not in log
    assert MARK not in log


def answers(system: System, code: str) -> bool:
    """Services come back to their queues within moments."""
    try:
        return bool(system.run("application", code)["history"])
    except AssertionError:
        return False
