"""`alliance report`: read models made from events."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.options import CallOption, Code
from alliance.output import led, table
from alliance.reader import language, words
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.reporting import (
    AttendanceCount,
    AttendanceReport,
    CityPage,
    Funnel,
    GetAttendanceReport,
    GetCityPage,
    GetFunnel,
    GetTrackerReport,
    TrackerReport,
)

app = Commands(help="Reports, as of any moment.")

AsOf = Annotated[str | None, typer.Option("--as-of", help="A date (its end), or a date and time with its UTC offset.")]


@app.command()
def funnel(call: CallOption = None, as_of: AsOf = None) -> None:
    """Applications by state and country.

    \b
    Example:
      alliance report funnel --call 2027 --as-of 2027-03-31
    """
    ask(GetFunnel, funnel_text, call=call, as_of=as_of)


@app.command("tracker")
def tracker_report(cohort: str, as_of: AsOf = None) -> None:
    """Cities of a cohort by phase.

    \b
    Example:
      alliance report tracker cohort-2027
    """
    ask(GetTrackerReport, tracker_report_text, cohort=cohort, as_of=as_of)


@app.command()
def attendance(cohort: str, as_of: AsOf = None) -> None:
    """Who came to the sessions and convenings of a cohort.

    \b
    Example:
      alliance report attendance cohort-2027 --as-of 2027-12-31
    """
    ask(GetAttendanceReport, attendance_text, cohort=cohort, as_of=as_of)


@app.command()
def city(code: Code, as_of: AsOf = None) -> None:
    """A city's page: where it stands, and a sentence for each event.

    \b
    Example:
      alliance report city JK2MPJ4V23
    """
    ask(GetCityPage, city_text, code=code, as_of=as_of)


def nothing_recorded(report: Funnel | TrackerReport | AttendanceReport) -> str:
    """Events take a moment: an empty table would say that nothing is to come."""
    if report.arriving:
        return words("report.arriving")
    return words("report.nothing", at=f"{report.as_of.astimezone(UTC):%Y-%m-%d %H:%M}")


def funnel_text(funnel: Funnel) -> str:
    if not funnel.states:
        return nothing_recorded(funnel)
    rows = [(state.value, funnel.states[state]) for state in ApplicationState if state in funnel.states]
    countries = {country: sum(counts.values()) for country, counts in sorted(funnel.by_country.items())}
    most_first = sorted(countries, key=lambda country: -countries[country])
    by_country = ", ".join(f"{country}\u00a0{countries[country]}" for country in most_first)
    by_country_text = led("report.by_country", by_country or words("report.no_country"))
    total = table(("state", "applications"), [*rows, (words("report.all"), sum(funnel.states.values()))])
    return f"{total}\n\n{by_country_text.replace(chr(0xA0), ' ')}"


def tracker_report_text(found: TrackerReport) -> str:
    if not found.members:
        return nothing_recorded(found)
    rows = [(m.code, m.city, m.country, m.phase, m.status, m.since) for m in found.members]
    return table(("code", "city", "country", "phase", "status", "since"), rows)


def attendance_text(found: AttendanceReport) -> str:
    if not found.members:
        return nothing_recorded(found)
    kinds = [(kind, *counted(count)) for kind, count in found.by_kind.items()]
    cities = [(m.code, m.city, m.country, *counted(m.sessions), *counted(m.convenings)) for m in found.members]
    head = ("code", "city", "country", "came", "absent", "excused", "convened", "absent", "excused")
    return f"{table(('kind', 'present', 'absent', 'excused'), kinds)}\n\n{table(head, cities)}"


def counted(count: AttendanceCount) -> tuple[int, int, int]:
    return count.present, count.absent, count.excused


def city_text(page: CityPage) -> str:
    head = f"{page.code}  {page.named(language())}, {page.country}: {page.state}"
    place = f", {page.cohort}: {page.phase}" if page.cohort else ""
    return "\n".join([head + place, *(f"  {e.at:%Y-%m-%d %H:%M}  {e.said(language())}" for e in page.history)])
