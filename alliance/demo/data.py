"""Reads the demo's data: calls, people, cities, comments, projects. examples/demo/README.md says what they hold."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from alliance.demo.dates import dated
from alliance.embedded.home import checkout
from alliance.output import CommandError
from shared.contracts.application import ApplicationDocument

FOLDER = Path("examples") / "demo"
AGREED = {"endorsed_by_mayor": True, "privacy_notice_accepted": True}


@dataclass(frozen=True)
class City:
    """One application of the demo: its document, and what its story says is to become of it."""

    round: str
    story: str
    document: dict[str, Any]
    plan: dict[str, Any]

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.round, self.document["country"], self.document["city"], self.document["admin_area"]

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
    people: list[dict[str, Any]]
    cities: list[City]
    comments: list[dict[str, Any]]
    projects: dict[str, Any]


def load_demo(today: date) -> Demo:
    """Everything, dated around today. Raises CommandError naming the file that is missing or wrong."""
    anchors = {"TODAY": today}
    calls = {call["round"]: call for call in read("calls.toml", anchors)["call"]}
    closes = {f"{name.upper()}_CLOSE": date.fromisoformat(call["closes_at"]) for name, call in calls.items()}
    anchors |= closes
    return Demo(
        calls={name: {k: v for k, v in call.items() if k != "round"} for name, call in calls.items()},
        people=read("people.toml", anchors)["people"],
        cities=[
            city
            for path in sorted((checkout() / FOLDER / "cities").glob("*.toml"))
            for city in read_cities(path.name, anchors, calls)
        ],
        comments=read("comments.toml", anchors)["comment"],
        projects=read("projects.toml", anchors),
    )


def read_cities(name: str, anchors: dict[str, date], calls: dict[str, dict[str, Any]]) -> list[City]:
    """The cities of one file; keys above the first `[[city]]` hold for each of them."""
    shared = read(f"cities/{name}", anchors)
    entries = [shared | entry for entry in shared.pop("city")]
    return [
        City(
            round=entry["round"],
            story=entry["story"],
            document={k: v for k, v in entry.items() if k in ApplicationDocument.model_fields}
            | {"call": calls[entry["round"]]["id"]}
            | AGREED,
            plan={k: v for k, v in entry.items() if k not in ApplicationDocument.model_fields},
        )
        for entry in entries
    ]


def read(name: str, anchors: dict[str, date]) -> dict[str, Any]:
    path = checkout() / FOLDER / name
    try:
        return tomllib.loads(dated(path.read_text(encoding="utf-8"), anchors))
    except OSError as error:
        raise CommandError(
            "not_found", f"{FOLDER / name} cannot be read: {error.strerror}. Run this in a checkout."
        ) from error
    except ValueError as error:
        raise CommandError("invalid", f"{FOLDER / name} is broken: {error}") from error
