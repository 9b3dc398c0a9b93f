"""What a command prints and what its page shows of the same answers: each value of the one stands on the other, in the
form of its own: a terminal says codes, numbers and days as scripts read them."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

import alliance
from alliance.connection import one_client
from alliance.main import run
from tests.support.fake_client import FakeClient
from tests.unit.portal.pages import test_board, test_city_visit, test_reports, test_staff_applications
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers

APART = re.compile(r" {2,}")  # cells of a line
TRACKED = test_board.tracker(test_board.READY, test_board.LACKING, test_board.PAUSED, test_board.AHEAD)
VISIT = test_city_visit.visit()


@dataclass(frozen=True)
class Kind:
    """`same`: values that read alike. `otherwise`: as the terminal says them, and as the page does. `own`: what the
    terminal alone says, and why."""

    command: list[str]
    answers: dict[str, Any]
    page: Callable[[], Any]
    same: set[str]
    otherwise: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)


A_HEADING = "heads a column, which the page calls otherwise"
KINDS = {
    "a list": Kind(
        ["applications"],
        test_staff_applications.ANSWERS,
        lambda: test_staff_applications.staffs_door().get("/staff/applications", headers=headers()),
        {"Montería", test_staff_applications.CODE},
        {"CO": "Colombia", "in_review": "In review", "needs_review": "Needs review", "1 of 1": "1 application"},
        {**dict.fromkeys(("code", "city", "state", "check", "ver."), A_HEADING), "2": "the version, for --version"},
    ),
    "a record": Kind(
        ["visit", "show", test_city_visit.CODE],
        {"get_visit": VISIT},
        lambda: test_city_visit.door(test_city_visit.TEAM, VISIT).get(test_city_visit.PAGE, headers=headers()),
        {"City hall", "Ana Ficticia"},
        {
            "proposed": "Proposed",
            "2026-09-10 09:00": "Begins Thursday, September 10, 2026, 9:00 AM",
            "2026-09-11 17:00": "Ends Friday, September 11, 2026, 5:00 PM",
            "America/Bogota": "Colombia Time",
        },
        dict.fromkeys(("visit", "to", "who takes part"), "words between"),
    ),
    "a report": Kind(
        ["report", "funnel"],
        {"get_report": test_reports.answer},
        lambda: test_reports.door().get("/reports/funnel", headers=headers()),
        {
            *("Funnel", "What had been recorded by Monday, March 1, 2027, 6:00 PM (Eastern Time)", "By state"),
            *("State", "Applications", "Declined", "9", "Confirmed", "3", "All", "12"),
        },
    ),
    "a board": Kind(
        ["tracker", "cohort-2027"],
        {"get_tracker": TRACKED},
        lambda: test_board.door().get(test_board.PATH, headers=headers()),
        {"Aldea", "Bahía", "Cima", "Dorado"},
        {
            "CO": "Colombia",
            "demonstration": "Resident Impact Data Project, phase 1",
            "paused": "Paused",
            "acceleration": "Acceleration program",
            "active": "On time",
            "2/2": "2 of 2 met",
            "1/2": "1 of 2 met",
        },
        {
            **dict.fromkeys(("code", "city", "phase", "status", "met", "version"), A_HEADING),
            **{one.code: "the page's links lead by it" for one in TRACKED.members},
            **dict.fromkeys(("7", "9"), "the version, for --version"),
        },
    ),
}


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a command prints where services answer so."""

    def of(command: list[str], answers: dict[str, Any]) -> str:
        client = FakeClient(**answers)
        for module in pkgutil.walk_packages(alliance.__path__, "alliance."):
            if not module.name.startswith(("alliance.embedded.", "alliance.demo.")):
                loaded = importlib.import_module(module.name)
                if hasattr(loaded, "connect"):
                    monkeypatch.setattr(loaded, "connect", lambda: client)
        monkeypatch.setenv("COLUMNS", "200")
        with one_client():
            code = run(command)
        said = capsys.readouterr()
        assert code == 0, said.err
        return said.out

    return of


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_command_and_its_page_show_the_same(kind: Kind, printed: Callable[..., str]) -> None:
    terminal = printed(kind.command, kind.answers).replace("\N{NARROW NO-BREAK SPACE}", " ")
    page = Read(kind.page()).text.replace("\N{NARROW NO-BREAK SPACE}", " ")

    assert {one for one in (*kind.same, *kind.otherwise, *kind.own) if one not in terminal} == set()
    assert {one for one in (*kind.same, *kind.otherwise.values()) if one not in page} == set()
    assert left_of(terminal, {*kind.same, *kind.otherwise, *kind.own}) == set()


def left_of(terminal: str, known: set[str]) -> set[str]:
    """What it prints beside these."""
    said = re.compile("|".join(re.escape(one) for one in sorted(known, key=len, reverse=True)))
    cells = {cell for line in terminal.splitlines() for cell in APART.split(line)}
    return {cell for cell in cells if re.search(r"\w", said.sub("", cell))}
