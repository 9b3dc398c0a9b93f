"""The demo's data: calls, people, cities, comments, projects. examples/demo/README.md says what they hold.

All of it is judged before anything is sent, by the rules of the services, so that a broken file starts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from alliance.demo.entries import FOLDER, Entries, read
from alliance.embedded.home import checkout
from alliance.files import make
from alliance.output import CommandError
from shared.contracts.application import ApplicationDocument, parse_application
from shared.contracts.errors import Refusal
from shared.contracts.identity import AddPerson
from shared.contracts.intake import OpenCall

AGREED = {"endorsed_by_mayor": True, "privacy_notice_accepted": True}
ROUNDS = ("past", "open")
STORIES = {
    *("acceleration", "demonstration", "onboarding", "paused"),
    *("draft", "checked", "in_review", "resubmitted", "more_info", "answered", "decided"),
    *("offered", "confirmed", "offer_declined", "offer_lapsed", "waitlisted", "declined", "withdrawn"),
}
LONGEST_AGO_DAYS = 750


@dataclass(frozen=True)
class City:
    """One application of the demo: its document, and what its story says is to become of it."""

    round: str
    story: str
    document: dict[str, Any]
    plan: Entries

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.document["call"], self.document["country"], self.document["city"], self.document["admin_area"]

    @property
    def language(self) -> str:
        return str(self.document["preferred_language"])

    @property
    def quality(self) -> str | None:
        return self.plan.get("quality")

    def first_document(self) -> dict[str, Any]:
        """Version 1, where a later one replaces it."""
        return {**self.document, **self.plan.get("first_version", {})}


@dataclass(frozen=True)
class Demo:
    calls: dict[str, dict[str, Any]]  # by round
    people: list[Entries]
    cities: list[City]
    comments: list[Entries]
    interviews: list[Entries]
    projects: Entries
    strategy: Entries
    documents: Entries


def load_demo(today: date) -> Demo:
    """Everything, dated around today. Raises CommandError naming the file that is missing or wrong, and the place."""
    calls = read_calls(today)
    closes = {f"{name.upper()}_CLOSE": date.fromisoformat(call["closes_at"]) for name, call in calls.items()}
    anchors = {"TODAY": today} | closes
    files = sorted((checkout() / FOLDER / "cities").glob("*.toml"))
    if not files:
        raise CommandError("not_found", reason="demo_cities", folder=f"{FOLDER}/cities")
    people = read("people.toml", anchors).tables("people")
    for person in people:
        judge(person.place, partial(make, AddPerson, **person))
    return Demo(
        calls=calls,
        people=people,
        cities=[city for path in files for city in read_cities(path.name, anchors, calls)],
        comments=read("comments.toml", anchors).tables("comment"),
        interviews=read("interviews.toml", anchors).tables("interview"),
        projects=read("projects.toml", anchors),
        strategy=read("strategy.toml", anchors),
        documents=read("documents.toml", anchors),
    )


def read_calls(today: date) -> dict[str, dict[str, Any]]:
    """The rounds by name, as OpenCall takes them."""
    entries = read("calls.toml", {"TODAY": today}).tables("call")
    calls = {entry["round"]: {k: v for k, v in entry.items() if k != "round"} for entry in entries}
    for name in ROUNDS:
        if name not in calls:
            raise CommandError("invalid", reason="demo_round", file=f"{FOLDER}/calls.toml", name=name)
        judge(f"{FOLDER}/calls.toml: {name}", partial(make, OpenCall, **calls[name]))
    return calls


def first_day(kept: Mapping[str, date], today: date) -> date:
    """The day around which calls that are there were dated, by id and closing date; today where there are none.

    A demo that was begun on one day and goes on on another keeps the first day's dates: else a city that is still to
    apply would lie on the other side of the boundary that it is to show.
    """
    for days in range(LONGEST_AGO_DAYS if kept else 0):
        day = today - timedelta(days=days)
        closes = {call["id"]: date.fromisoformat(call["closes_at"]) for call in read_calls(day).values()}
        if all(closes.get(call) == on for call, on in kept.items()):
            return day
    return today


def read_cities(name: str, anchors: Mapping[str, date], calls: Mapping[str, dict[str, Any]]) -> list[City]:
    """The cities of one file; keys above the first `[[city]]` hold for each of them."""
    shared = read(f"cities/{name}", anchors)
    above = {key: value for key, value in shared.items() if key != "city"}
    entries = [Entries({**above, **entry}, entry.place) for entry in shared.tables("city")]
    return [read_city(entry, calls, anchors["TODAY"]) for entry in entries]


def read_city(entry: Entries, calls: Mapping[str, dict[str, Any]], today: date) -> City:
    for key, known in (("round", calls), ("story", STORIES)):
        if entry[key] not in known:
            raise CommandError("invalid", reason="demo_value", key=f"{entry.place}{key}", value=entry[key])
    fields = ApplicationDocument.model_fields
    document = {k: v for k, v in entry.items() if k in fields} | {"call": calls[entry["round"]]["id"]} | AGREED
    judge(entry.place, partial(parse_application, document, today=today))
    plan = Entries({k: v for k, v in entry.items() if k not in fields}, entry.place)
    return City(entry["round"], entry["story"], document, plan)


def judge(place: str, check: Callable[[], object]) -> None:
    """By the service's own rules. Raises CommandError with the place in the file and the service's reasons."""
    try:
        check()
    except Refusal as refusal:
        raise CommandError(
            "invalid",
            *refusal.details,
            reason="demo_judged",
            place=place.rstrip("."),
            why=refusal.foreign or refusal.phrase,
        ) from None
