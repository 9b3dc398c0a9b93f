"""`alliance demo`, killed in the middle, run again, and once more: nothing is doubled, and the second adds no row."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.e2e.demo.conftest import WHOLE_S, owned
from tests.e2e.system import System

#: Attendance of sessions that were held, by city.
HELD = """
select attendance, count(*) from session_cities join sessions using (session_id)
where state = 'held' and cohort = 'cohort-one' and attendance is not null group by 1
"""
#: Rows that come with time and not with a command.
TICKING = {"periodic", "queue_samples", "tallies_by_kind"}

#: Where every event leaves a row, those of who looked too; what is told is counted by `events`.
TRACES = {"outbox", "streams", "positions", "event_log", "audit_trail", "sign_ins"}


def count(system: System, service: str, table: str) -> int:
    sql = f'select count(*) from "{table}"'  # noqa: S608 - the name is the catalogue's
    return int(owned(system, service, sql)[0][0])


def rows(system: System) -> dict[str, int]:
    """How many rows each table of each service has."""
    listed = "select table_name from information_schema.tables where table_schema = 'public' and table_name !~ '^_'"
    return {
        f"{service}.{table}": count(system, service, table)
        for service in system.endpoints["postgres"]
        for (table,) in owned(system, service, listed)
        if table not in TICKING | TRACES and "yoyo" not in table
    }


def events(system: System) -> dict[str, list[Any]]:
    """How many of each type each service has told, accesses and links aside."""
    told = (
        "select type, count(*) from outbox where type not in ('access_recorded', 'sign_in_link_made')"
        " group by type order by type"
    )
    return {service: owned(system, service, told) for service in system.endpoints["postgres"]}


def test_the_printed_funnel_is_what_the_owners_hold(system: System, summary: dict[str, Any]) -> None:
    held = dict(owned(system, "intake", "select application_id, state from applications"))
    selected = dict(owned(system, "eligibility", "select application_id, state from selections"))
    drafts = len(owned(system, "intake", "select from drafts where state = 'draft'"))
    states = Counter(state if state == "withdrawn" else selected[key] for key, state in held.items())
    assert summary["funnel"]["states"] == states | Counter(draft=drafts)
    assert set(summary["funnel"]["states"]) == {
        "draft", "checked", "in_review", "more_info", "decided", "offered", "waitlisted", "declined", "confirmed",
        "declined_by_city", "lapsed", "withdrawn",
    }  # fmt: skip


def test_the_printed_tracker_is_what_the_cohort_service_holds(system: System, summary: dict[str, Any]) -> None:
    sql = "select code, phase, status from participations where cohort = 'cohort-one'"
    printed = [(m["code"], m["phase"], m["status"]) for m in summary["tracker"]["members"]]
    assert sorted(printed) == sorted(owned(system, "cohort", sql))
    assert Counter((phase, status) for _code, phase, status in printed) == {
        ("onboarding", "active"): 1, ("demonstration", "active"): 4, ("demonstration", "paused"): 1,
        ("acceleration", "active"): 16,
    }  # fmt: skip


def test_the_reports_of_the_cohort_say_what_its_owner_holds(system: System, summary: dict[str, Any]) -> None:
    assert summary
    sql = "select code, phase, status from participations where cohort = 'cohort-one'"
    members = system.run("report", "tracker", "cohort-one")["members"]
    assert sorted((m["code"], m["phase"], m["status"]) for m in members) == sorted(owned(system, "cohort", sql))
    came = system.run("report", "attendance", "cohort-one")
    of_sessions = Counter(dict.fromkeys(("present", "absent", "excused"), 0))
    for city in came["members"]:
        of_sessions.update(city["sessions"])
    held = dict(owned(system, "cohort", HELD))
    assert {word: number for word, number in of_sessions.items() if number} == held
    assert held["present"] > 0


def test_nothing_was_doubled_by_the_kill(system: System, summary: dict[str, Any]) -> None:
    assert summary
    twice = "select call, folded_city, folded_area, country from applications group by 1, 2, 3, 4 having count(*) > 1"
    assert owned(system, "intake", twice) == []
    assert owned(system, "intake", "select count(*) from applications") == [(88,)]
    assert owned(system, "intake", "select count(*) from drafts") == [(1,)]
    assert owned(system, "operations", "select count(*) from dead_letters") == [(0,)]


def test_once_more_adds_not_one_row(system: System, summary: dict[str, Any]) -> None:
    """But for who looked, and the links to sign in by, which are made anew."""
    before = rows(system), events(system)
    assert system.run("demo", seconds=WHOLE_S)["funnel"]["states"] == summary["funnel"]["states"]
    assert (rows(system), events(system)) == before
