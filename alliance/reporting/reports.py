"""`alliance report`: every report as of any moment, for people, or as JSON, CSV, XLSX, PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

import typer

from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make
from alliance.options import CallOption, CityOption, Code, Limit
from alliance.output import fitted, in_json, led, show, table
from alliance.reader import language, words
from alliance.reporting.audit_report import audit_report_of
from alliance.reporting.audit_trail import Actor, Kind, Since
from alliance.reporting.report_files import Format, write_report
from alliance.reporting.report_text import report_text
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.reporting import (
    By,
    Funnel,
    GetAttendanceReport,
    GetCityPage,
    GetFunnel,
    GetReport,
    GetTrackerReport,
    ListAudit,
    Report,
)
from shared.contracts.requests import Query
from shared.messaging.client import Client
from shared.views.report_beside import beside
from shared.views.reports import Words, as_json

app = Commands(help="Reports, as of any moment.")

AsOf = Annotated[str | None, typer.Option("--as-of", help="A date (its end), or a date and time with its UTC offset.")]
Then = Annotated[str | None, typer.Option("--then", help="An earlier date or moment, to stand beside.")]
Form = Annotated[Format | None, typer.Option("--format", help="One of json, csv, xlsx, pdf.")]
Out = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")]
Table = Annotated[str | None, typer.Option("--table", help="Of a CSV: which table, as JSON names it; else the first.")]
Cohort = Annotated[str, typer.Argument(metavar="COHORT", help="The cohort's id.")]

#: In what shape scripts know these, beside their figures and tables.
SHAPES: dict[str, type[Query[Any]]] = {
    "funnel": GetFunnel,
    "tracker": GetTrackerReport,
    "attendance": GetAttendanceReport,
    "city": GetCityPage,
}


@app.command()
def funnel(
    call: CallOption = None,
    by: Annotated[By, typer.Option("--by", help="country, region, language or resident_outcome.")] = "country",
    as_of: AsOf = None,
    then: Then = None,
    form: Form = None,
    out: Out = None,
    of: Table = None,
) -> None:
    """How far applications have come, by country, region, language or resident outcome.

    \b
    Example:
      alliance report funnel --call 2027 --as-of 2027-03-31
      alliance report funnel --by region --format xlsx -o funnel.xlsx
    """
    answer("funnel", as_of, then, form, out, of, call=call, by=by)


@app.command("time-in-state")
def time_in_state(
    call: CallOption = None,
    as_of: AsOf = None,
    then: Then = None,
    form: Form = None,
    out: Out = None,
    of: Table = None,
) -> None:
    """How long applications are in each state: median and 90th percentile.

    \b
    Example:
      alliance report time-in-state --call 2027
    """
    answer("time_in_state", as_of, then, form, out, of, call=call)


@app.command()
def screening(
    call: CallOption = None,
    as_of: AsOf = None,
    then: Then = None,
    form: Form = None,
    out: Out = None,
    of: Table = None,
) -> None:
    """What the check said beside what came of it.

    \b
    Example:
      alliance report screening --call 2027
    """
    answer("screening", as_of, then, form, out, of, call=call)


@dataclass(frozen=True)
class OfCohort:
    """A report of one cohort that asks for nothing else; `options` are those of its example."""

    name: str
    help: str
    options: str = ""


OF_COHORTS = (
    OfCohort("tracker", help="Cities of a cohort by phase, and at the end of each month."),
    OfCohort("attendance", help="Who came to the sessions and convenings of a cohort.", options="--as-of 2027-12-31"),
    OfCohort("strategy", help="Each component of each city's strategy, and launches.", options="--format csv"),
    OfCohort("outcomes", help="Targets and resident outcomes, with their progress.", options="--then 2027-09-30"),
    OfCohort("maturity", help="Data maturity, start beside end, and answers to surveys."),
    OfCohort(
        "results",
        help="What cities achieved: policies, processes, uses of AI, commitments.",
        options="--as-of 2027-12-31",
    ),
    OfCohort("attention", help="Cities that need attention: why, since when, and who acts."),
    OfCohort("board", help="A cohort in figures, for its board.", options="--format pdf -o board.pdf"),
)


def add_report(one: OfCohort) -> None:
    def run(
        cohort: Cohort, as_of: AsOf = None, then: Then = None, form: Form = None, out: Out = None, of: Table = None
    ) -> None:
        answer(one.name, as_of, then, form, out, of, cohort=cohort)

    example = f"alliance report {one.name} cohort-2027 {one.options}".rstrip()
    run.__doc__ = f"{one.help}\n\n\b\nExample:\n  {example}\n"
    app.command(one.name)(run)


for _one in OF_COHORTS:
    add_report(_one)


@app.command()
def city(code: Code, as_of: AsOf = None, form: Form = None, out: Out = None, of: Table = None) -> None:
    """A city's page: where it stands, and a sentence for each event.

    \b
    Example:
      alliance report city JK2MPJ4V23
    """
    answer("city", as_of, None, form, out, of, code=code)


@app.command("audit")
def audit_report(
    who: Actor = None,
    city: CityOption = None,
    since: Since = None,
    kind: Kind = None,
    limit: Limit = 1000,
    form: Form = None,
    out: Out = None,
) -> None:
    """The audit trail as a report: who did what, when, about what, from where.

    \b
    Example:
      alliance report audit --since 2027-03-01 --format csv -o audit.csv
    """
    client = connect()
    fields = {"actor": who, "code": city, "since": since, "kind": kind, "limit": limit}
    report = audit_report_of(client.call(make(ListAudit, **fields)).items)
    write_or_show(report, form, out, None)


def write_or_show(report: Report, form: Format | None, out: Path | None, of: str | None) -> None:
    """Of a report that scripts know in no other shape."""
    wanted = form or form_of(out)
    if wanted is None:
        show(as_json(report), lambda _: print(fitted(report_text(report))))
        return
    write_report(Words(report, language()), wanted, out, of, as_json(report))
    if out is not None:
        show({"file": str(out), "report": report.report, "as_of": report.as_of.isoformat()}, str(out))


def answer(
    name: str,
    as_of: str | None,
    then: str | None,
    form: Format | None,
    out: Path | None,
    of: str | None,
    **subject: Any,
) -> None:
    """Shown, or written as a file of the form that is named, or that its name says."""
    client = connect()
    report = client.call(make(GetReport, report=name, as_of=as_of, **subject))
    shown = report
    if then is not None:
        shown = beside(client.call(make(GetReport, report=name, as_of=then, **subject)), report)
    wanted = form or form_of(out)
    if wanted is None and not in_json():
        show(None, lambda _: print(fitted(nothing_recorded(report) if is_empty(report) else report_text(shown))))
        return
    document = as_known(client, name, shown, subject) if wanted in (None, "json") else {}
    if wanted is None:
        show(document, "")
        return
    write_report(Words(shown, language()), wanted, out, of, document)
    if out is not None:
        show({"file": str(out), "report": name, "as_of": report.as_of.isoformat()}, str(out))


def form_of(out: Path | None) -> Format | None:
    forms: dict[str, Format] = {".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".pdf": "pdf"}
    return None if out is None else forms.get(out.suffix.lower(), "json")


def as_known(client: Client, name: str, report: Report, subject: dict[str, Any]) -> dict[str, Any]:
    """With the shape that scripts know, as of the same moment."""
    document = as_json(report)
    if name not in SHAPES:
        return document
    shape = SHAPES[name]
    known = {key: value for key, value in subject.items() if key in shape.model_fields}
    shaped = client.call(shape.model_validate({**known, "as_of": report.as_of}))
    known_as: dict[str, Any] = shaped.model_dump(mode="json", by_alias=True)
    return document | known_as


def is_empty(report: Report) -> bool:
    return not any(one.rows for one in report.tables)


def nothing_recorded(report: Report | Funnel) -> str:
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
