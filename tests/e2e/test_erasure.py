"""A person and a city who were erased cannot be found in any file of the home, the mail catcher aside."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg2
import pytest

from tests.e2e.signing_in import sign_in
from tests.e2e.system import System
from tests.support.foundations import Foundations

#: Stands in every text and address of the city and its people, and nowhere else.
MARK = "zqxmarker"
CONTACT, REVIEWER = f"{MARK}.contact@city.example", f"{MARK}.reviewer@program.example"
STAFF = "erasure.staff@program.example"
#: Longer than what the broker keeps of a message beside its index.
LONG = 4_500


@pytest.fixture(scope="module", autouse=True)
def reviewer(system: System, files: Path) -> None:
    person = {"name": f"{MARK} Reviewer", "email": REVIEWER, "roles": ["reviewer"], "languages": ["es", "en"]}
    staff = {"name": "Erasure Staff", "email": STAFF, "roles": ["staff"], "languages": ["en"]}
    system.run("people", "add", str(written(files / "reviewer.json", {"people": [person, staff]})))


def written(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def application(files: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((files / "manizales.json").read_text(encoding="utf-8"))
    for name in ("ambition", "foundations"):
        document[name] = f"{MARK} {document[name]} ".ljust(LONG, "x") + MARK
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


def reviewed(system: System, files: Path) -> str:
    """An application with a file, which the reviewer has judged; its code."""
    code: str = system.run("apply", str(written(files / "marked.json", application(files))))["code"]
    decree = files / f"{MARK}-decree.pdf"
    decree.write_bytes(f"%PDF-1.4\n% {MARK}\n%%EOF\n".encode())
    system.run("evidence", "add", code, str(decree), "--kind", "policy", "--text", f"{MARK} decree")
    system.until(lambda: system.run("application", code)["state"] == "checked")
    system.run("review", "assign", code, REVIEWER)
    review = {"reviewer": REVIEWER, "conflict": "none", "comment": f"{MARK} thinks so"}
    review["scores"] = json.loads((files / "review-iara.json").read_text(encoding="utf-8"))["scores"]
    system.run("review", "submit", code, str(written(files / "review.json", review)))
    return code


def take_part(system: System, files: Path, code: str) -> None:
    """In the cohort, with somebody in its team and a session that has a note."""
    system.run("decide", code, "admitted", "--reason", f"{MARK} is strong", "--override", f"{MARK} agreed")
    system.run("send-decisions", code)
    system.until(lambda: "sent" in {one["state"] for one in mails(system, code) if "admitted" in one["template"]})
    system.run("confirm", code, "--mayor", f"{MARK} Mayor")
    system.until(lambda: system.run("application", code)["participation"])
    system.run("team", "add", code, f"{MARK} Analyst", "--role", "data analyst", "--email", f"team.{CONTACT}")
    day = datetime.now(UTC) + timedelta(days=7)
    session = {
        "cohort": "cohort-erasure", "kind": "consultation", "title": f"{MARK} consultation", "place": f"{MARK} hall",
        "cities": [code], "people": [{"code": code, "name": f"{MARK} Guest"}], "time_zone": "America/Bogota",
        "starts_at": day.isoformat(), "ends_at": (day + timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    planned = system.run("session", "schedule", str(written(files / "session.json", session)))
    system.run("session", "note", planned["id"], f"{MARK} wants more time", "--for", "city")


def mails(system: System, code: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = system.run("mail", "list", "--code", code)["items"]
    return found


def sign_in_here(system: System, address: str) -> bytes:
    """By `alliance login`; the file that says so, taken away: other commands are the administrator's."""
    system.run("login", "--link", system.run("people", "link", address)["key"])
    kept = (system.home / "session").read_bytes()
    (system.home / "session").unlink()
    return kept


def look_around(system: System, code: str) -> None:
    """What is read and looked for goes through logs and queues, too."""
    portal, staff = system.endpoints["portal"], sign_in(system, STAFF)
    read = [f"/staff/people?text={MARK}", f"/staff/applications?text={MARK}", f"/search?q={MARK}", f"/staff/{MARK}"]
    read += [f"/staff/applications/{code}", f"/status?code={MARK}", f"/api/v1/identity/get-person?person={REVIEWER}"]
    with httpx.Client(base_url=portal, cookies={"session": staff}, timeout=30) as browser:
        for path in read:
            browser.get(path, headers={"Authorization": f"Bearer {staff}", "Accept": "text/html"})
        sheet = {"sheet": (f"{MARK}.csv", f"city,call\n{MARK} city,none\n".encode())}
        handed_in = browser.post("/staff/applications/import", files=sheet, headers={"Origin": portal})
        assert handed_in.status_code == 303
        checked = f"{portal}{handed_in.headers['location']}"
        system.until(lambda: MARK in browser.get(checked).text)


def sample(foundations: Foundations, system: System) -> None:
    """As PostgreSQL does by itself in time: what it notes of columns holds values of their rows."""
    for url in system.endpoints["postgres"].values():
        with closing(psycopg2.connect(foundations.administered(urlsplit(url).path[1:]))) as connection:
            cursor = connection.cursor()
            cursor.execute("analyze")
            connection.commit()


def test_nothing_is_found_of_a_person_and_a_city_that_were_erased(
    system: System, files: Path, foundations: Foundations
) -> None:
    code = reviewed(system, files)
    take_part(system, files, code)
    here = sign_in_here(system, REVIEWER)
    look_around(system, code)
    draft = system.run("draft", "save", str(written(files / "draft.json", draft_of(files))))["code"]
    token = sign_in(system, REVIEWER, f"{MARK} browser")
    exported = json.dumps(system.run("people", "export", REVIEWER))
    for text in (f"{MARK} thinks so", f"{MARK} Reviewer", f"{MARK} browser"):
        assert text in exported
    exported = json.dumps(system.run("privacy", "export", code))
    for text in ("and more", "Analyst", "Mayor", "consultation", "wants more time", "decree"):
        assert f"{MARK} {text}" in exported
    assert f"{MARK} draft" in json.dumps(system.run("privacy", "export", draft))
    sample(foundations, system)
    kept = marked(system.home)
    assert [name for name in kept if name.startswith("files/intake")]
    assert [name for name in kept if name.startswith("files/portal/imports")]
    assert [name for name in kept if name.startswith("logs")] == []

    needed = system.run("privacy", "anonymise", code, "--yes", expect=1)["error"]
    assert {one["code"] for one in needed["details"]} == {"in_a_cohort"}
    assert system.run("privacy", "anonymise", code, "--yes", "--override", "as the city asked")["missing"] == []
    assert system.run("privacy", "anonymise", draft, "--yes", "--override", "as the city asked")["missing"] == []
    assert system.run("people", "erase", REVIEWER, "--yes")["missing"] == []
    system.until(lambda: system.run("application", code)["city"] == "[erased]")
    sessions = f"{system.endpoints['portal']}/api/v1/account/sessions"
    assert httpx.get(sessions, headers={"Authorization": f"Bearer {token}"}).status_code == 401

    (system.home / "session").write_bytes(here)
    system.run("privacy", "scrub")
    system.until(lambda: answers(system, code))
    assert marked(system.home) == []
    assert (
        system.run("privacy", "anonymise", code, "--yes", "--override", "again")["services"]["intake"]["tables"] == []
    )
    log = json.dumps(system.run("privacy", "log"))
    assert code not in log
    assert MARK not in log


def draft_of(files: Path) -> dict[str, Any]:
    """Of another city, whose contact is nobody of the first. Events carry names of cities: those stay."""
    document = application(files) | {"city": "Pereira", "ambition": f"{MARK} draft"}
    for number, one in enumerate(document["contacts"]):
        one["email"] = f"draft{number}.{CONTACT}"
    return document


def answers(system: System, code: str) -> bool:
    """Services come back to their queues within moments."""
    try:
        return bool(system.run("application", code)["history"])
    except AssertionError:
        return False
