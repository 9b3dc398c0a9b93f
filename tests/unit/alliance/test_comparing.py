"""Reports held against their owners: what differs is named, and nothing else is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from alliance.main import run
from alliance.operations import ops
from alliance.reporting.comparing import compare
from shared.contracts import cohort, eligibility, intake
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.reporting import (
    GetReport,
    ListedApplication,
    Report,
    ReportColumn,
    ReportRow,
    ReportTable,
)
from shared.contracts.requests import Page
from tests.support.fake_client import FakeClient

AT = datetime(2027, 3, 31, tzinfo=UTC)
CODES = ("K7Q2M9X4TB", "JK2MPJ4V23", "AAAAAAAAAA", "BBBBBBBBBB")


def page(*items: Any) -> Any:
    return Page.model_construct(items=items, next=None, total=len(items))


def application(code: str, state: State, outcome: str | None) -> ListedApplication:
    return ListedApplication(
        id=UUID(int=CODES.index(code)), code=code, call="2027", city="X", admin_area=None, country="CO", language="es",
        state=state, version=1, eligibility=outcome, submitted_at=AT,
    )  # fmt: skip


def table(name: str, columns: str, *rows: tuple[Any, ...], coded: bool = True) -> ReportTable:
    return ReportTable(
        name=name,
        columns=tuple(ReportColumn(name=one, kind="text") for one in columns.split()),
        rows=tuple(ReportRow(cells=row[coded:], code=row[0] if coded else None) for row in rows),
    )


A = CODES[0]
TABLES: dict[str, tuple[ReportTable, ...]] = {
    "funnel": (table("states", "state applications", ("draft", 1), ("offered", 1), ("confirmed", 1), ("withdrawn", 1),
                     coded=False),),
    "tracker": (table("cities", "phase status", (A, "onboarding", "active")),),
    "strategy": (table("cities", "quality launched_on", (A, "approved", "2028-02-01")),),
    "outcomes": (table("targets", "progress", (A, "50.0")),),
    "results": (table("policies", "state", (A, "adopted")), table("processes", "state"), table("ai_uses", "state"),
                table("engagements", "residents", (A, 120))),
    "maturity": (table("maturity", "view at_start at_end", (A, "city", "1.5", None)),),
    "attendance": (table("cities", "sessions_present sessions_absent sessions_excused convenings_present "
                         "convenings_absent convenings_excused", (A, 1, 0, 0, 1, 0, 0)),),
}  # fmt: skip


def report(asked: GetReport) -> Report:
    return Report(report=asked.report, as_of=AT, time_zone="UTC", tables=TABLES[asked.report])


def made(model: Any, **fields: Any) -> Any:
    return model.model_construct(**fields)


def target(progress: str) -> Any:
    return made(cohort.Target, state="active", progress=Decimal(progress), measurements=(1,))


def client(**answers: Any) -> FakeClient:
    known: dict[str, Any] = {
        "list_calls": page(made(intake.Call, id="2027")),
        "list_cohorts": page(made(cohort.Cohort, id="c27")),
        "list_applications": page(
            application(CODES[0], State.CONFIRMED, "eligible"), application(CODES[1], State.OFFERED, "eligible"),
            application(CODES[2], State.DRAFT, None), application(CODES[3], State.WITHDRAWN, "ineligible"),
        ),
        "get_pool": made(eligibility.Pool, next=None, items=(
            made(eligibility.PoolCity, code=CODES[0], state=State.CONFIRMED, eligibility="eligible"),
            made(eligibility.PoolCity, code=CODES[1], state=State.OFFERED, eligibility="eligible"),
        )),
        "list_drafts": page(made(intake.ListedDraft, code=CODES[2])),
        "get_application_status": made(intake.ApplicationStatus, state=State.WITHDRAWN),
        "get_report": report,
        "get_tracker": made(cohort.Tracker, members=(
            made(cohort.TrackedMember, code=A, phase="onboarding", status="active"),
        )),
        "get_strategy": made(
            cohort.Strategy, components=(made(cohort.StrategyComponent, component="quality", state="approved"),),
            launched_on=date(2028, 2, 1),
        ),
        "get_targets": made(cohort.Targets, targets=(target("50"),)),
        "get_codified": made(
            cohort.Codified, policies=(made(cohort.Policy, state="adopted"),), processes=(), ai_uses=()
        ),
        "list_engagements": page(made(cohort.Engagement, residents=120)),
        "get_maturity": made(cohort.Maturity, assessments=(
            made(cohort.MaturityAssessment, view="city", moment="start", mean="1.50"),
        )),
        "list_sessions": page(made(cohort.ListedSession, id=UUID(int=1))),
        "get_session": made(cohort.Session, cities=(made(cohort.SessionCity, code=A, attendance="present"),)),
        "list_convenings": page(made(cohort.ListedConvening, kind="mayors")),
        "get_convening": made(cohort.ConveningDetail, invitations=(
            made(cohort.Invitation, code=A, state="attended"), made(cohort.Invitation, code=A, state="no"),
        )),
    }  # fmt: skip
    return FakeClient(**known | answers)


def differing(one: FakeClient) -> set[tuple[str, str, str]]:
    return {(found.report, found.code, found.what) for found in compare(one) if not found.agrees}  # type: ignore[arg-type]


def test_what_agrees_differs_nowhere() -> None:
    assert differing(client()) == set()
    assert {one.report for one in compare(client())} == {  # type: ignore[arg-type]
        "funnel", "screening", "tracker", "strategy", "outcomes", "results", "maturity", "attendance",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "named"),
    [
        ({"get_targets": made(cohort.Targets, targets=(target("51"),))}, {("outcomes", A, "progress")}),
        ({"list_engagements": page()}, {("results", A, "residents")}),
        ({"get_strategy": made(cohort.Strategy, components=(), launched_on=None)}, {("strategy", A, "launched_on")}),
        (
            {
                "get_strategy": made(
                    cohort.Strategy,
                    launched_on=date(2028, 2, 1),
                    components=(made(cohort.StrategyComponent, component="quality", state="draft"),),
                )
            },
            {("strategy", A, "quality")},
        ),
        (
            {
                "get_codified": made(
                    cohort.Codified, policies=(), processes=(made(cohort.Process, state="in_use"),), ai_uses=()
                )
            },
            {("results", A, "policies"), ("results", A, "processes")},
        ),
        (
            {
                "get_maturity": made(
                    cohort.Maturity,
                    assessments=(made(cohort.MaturityAssessment, view="city", moment="start", mean="2.50"),),
                )
            },
            {("maturity", A, "city.start")},
        ),
        (
            {
                "get_tracker": made(
                    cohort.Tracker, members=(made(cohort.TrackedMember, code=A, phase="onboarding", status="paused"),)
                )
            },
            {("tracker", A, "status")},
        ),
        (
            {
                "get_pool": made(
                    eligibility.Pool,
                    next=None,
                    items=(
                        made(eligibility.PoolCity, code=CODES[0], state=State.CONFIRMED, eligibility="needs_review"),
                        made(eligibility.PoolCity, code=CODES[1], state=State.OFFERED, eligibility="eligible"),
                    ),
                )
            },
            {("screening", "", "eligible"), ("screening", "", "needs_review")},
        ),
        ({"get_tracker": made(cohort.Tracker, members=())}, {("tracker", A, "phase"), ("tracker", A, "status")}),
        ({"list_sessions": page()}, {("attendance", A, "sessions.present")}),
        (
            {"list_drafts": page()},
            {("funnel", CODES[2], "state"), ("funnel", "", "draft"), ("funnel", "", "withdrawn")},
        ),
    ],
)
def test_what_differs_is_named(answers: dict[str, Any], named: set[tuple[str, str, str]]) -> None:
    assert differing(client(**answers)) == named


def test_the_command_exits_1_and_says_both_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ops, "POLL_S", 0)
    monkeypatch.setattr(ops, "connect", lambda: client(list_engagements=page()))
    assert run(["ops", "compare", "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["details"][0]["field"]) == ("reports_differ", f"results.c27.{A}.residents")
    monkeypatch.setattr(ops, "connect", client)
    assert run(["ops", "compare", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["compared"]["funnel"] == 8
