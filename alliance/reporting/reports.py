"""`alliance report`: every report as of any moment, for people, or as JSON, CSV, XLSX, PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

import typer

from alliance.asking import ask_page
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make
from alliance.options import After, CallOption, CityOption, Code, Limit
from alliance.output import fitted, in_json, show, usage
from alliance.reader import language
from alliance.reporting import subscribing
from alliance.reporting.audit_report import audit_report_of
from alliance.reporting.audit_trail import Actor, Kind, Since
from alliance.reporting.report_files import Format, write_report
from alliance.reporting.report_text import is_empty, nothing_recorded, report_text
from shared.contracts.reporting import (
    By,
    GetAttendanceReport,
    GetCityPage,
    GetFunnel,
    GetReport,
    GetTrackerReport,
    ListAudit,
    ListCounted,
    ListReportEvents,
    Report,
    ReportEvent,
)
from shared.contracts.requests import Query
from shared.messaging.client import Client
from shared.views.counted import whole
from shared.views.report_beside import beside
from shared.views.reports import Words, as_json

app = Commands(help="Reports, as of any moment.")

AsOf = Annotated[str | None, typer.Option("--as-of", help="A date (its end), or a date and time with its UTC offset.")]
Then = Annotated[str | None, typer.Option("--then", help="An earlier date or moment, to stand beside.")]
Form = Annotated[Format | None, typer.Option("--format", help="One of json, csv, xlsx, pdf.")]
Out = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")]
Table = Annotated[str | None, typer.Option("--table", help="Of a CSV: which table, as JSON names it; else the first.")]
Number = Annotated[
    str | None, typer.Option("--of", help="What a number was made of: as `of` names it in the report's JSON.")
]
Cohort = Annotated[str, typer.Argument(metavar="COHORT", help="The cohort's id.")]

#: In what shape scripts know these, beside their figures and tables.
SHAPES: dict[str, type[Query[Any]]] = {
    "funnel": GetFunnel,
    "tracker": GetTrackerReport,
    "attendance": GetAttendanceReport,
    "city": GetCityPage,
}


@dataclass(frozen=True)
class Wanted:
    """How a report is to be answered. `table`: of a CSV; `of`: a number, of which what it was made of is wanted."""

    as_of: str | None
    then: str | None
    form: Format | None
    out: Path | None
    table: str | None = None
    of: str | None = None


@app.command()
def funnel(
    call: CallOption = None,
    by: Annotated[By, typer.Option("--by", help="country, region, language or resident_outcome.")] = "country",
    as_of: AsOf = None,
    then: Then = None,
    form: Form = None,
    out: Out = None,
    table: Table = None,
    of: Number = None,
) -> None:
    """How far applications have come, by country, region, language or resident outcome.

    \b
    Example:
      alliance report funnel --call 2027 --as-of 2027-03-31
      alliance report funnel --by region --format xlsx -o funnel.xlsx
      alliance report funnel --call 2027 --of by_country/CO/confirmed
    """
    answer("funnel", Wanted(as_of, then, form, out, table, of), call=call, by=by)


@dataclass(frozen=True)
class Alike:
    """A report of one cohort, or of a call or all, that asks for nothing else; `options` are those of its example."""

    name: str
    help: str
    options: str = ""


OF_CALLS = (
    Alike("time-in-state", help="How long applications are in each state: median and 90th percentile."),
    Alike("screening", help="What the check said beside what came of it."),
)
OF_COHORTS = (
    Alike("tracker", help="Cities of a cohort by phase, and at the end of each month."),
    Alike("attendance", help="Who came to the sessions and convenings of a cohort.", options="--as-of 2027-12-31"),
    Alike("strategy", help="Each component of each city's strategy, and launches.", options="--format csv"),
    Alike("outcomes", help="Targets and resident outcomes, with their progress.", options="--then 2027-09-30"),
    Alike("maturity", help="Data maturity, start beside end, and answers to surveys."),
    Alike(
        "results",
        help="What cities achieved: policies, processes, uses of AI, commitments.",
        options="--as-of 2027-12-31",
    ),
    Alike("attention", help="Cities that need attention: why, since when, and who acts."),
    Alike("board", help="A cohort in figures, for its board.", options="--format pdf -o board.pdf"),
)


def of_a_call(name: str) -> Callable[..., None]:
    def run(
        call: CallOption = None,
        as_of: AsOf = None,
        then: Then = None,
        form: Form = None,
        out: Out = None,
        table: Table = None,
        of: Number = None,
    ) -> None:
        answer(name, Wanted(as_of, then, form, out, table, of), call=call)

    return run


def of_a_cohort(name: str) -> Callable[..., None]:
    def run(
        cohort: Cohort,
        as_of: AsOf = None,
        then: Then = None,
        form: Form = None,
        out: Out = None,
        table: Table = None,
        of: Number = None,
    ) -> None:
        answer(name, Wanted(as_of, then, form, out, table, of), cohort=cohort)

    return run


def add_report(one: Alike, of: Callable[[str], Callable[..., None]], example: str) -> None:
    typed = f"alliance report {one.name} {example} {one.options}".rstrip()
    app.command(one.name, help=f"{one.help}\n\n\b\nExample:\n  {typed}")(of(one.name.replace("-", "_")))


for _one in OF_CALLS:
    add_report(_one, of_a_call, "--call 2027")
for _one in OF_COHORTS:
    add_report(_one, of_a_cohort, "cohort-2027")


@app.command()
def city(code: Code, as_of: AsOf = None, form: Form = None, out: Out = None, table: Table = None) -> None:
    """A city's page: where it stands, and a sentence for each event.

    \b
    Example:
      alliance report city JK2MPJ4V23
    """
    answer("city", Wanted(as_of, None, form, out, table), code=code)


@app.command()
def events(
    code: Code,
    about: Annotated[str, typer.Option("--about", help="As a row of a report's JSON says.")],
    as_of: AsOf = None,
    limit: Limit = 100,
    after: After = None,
) -> None:
    """The events that a row of a report was made from.

    \b
    Example:
      alliance report events JK2MPJ4V23 --about phase --as-of 2027-12-31
    """

    def row(one: ReportEvent) -> tuple[str, ...]:
        moments = (f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" for at in (one.at, one.recorded_at))
        return (*moments, one.source, str(one.event_id), one.said(language()))

    head = ("when_utc", "recorded", "service", "event", "what")
    ask_page(ListReportEvents, head, row, code=code, about=about, as_of=as_of, limit=limit, after=after)


for _command in (subscribing.subscribe, subscribing.subscriptions, subscribing.unsubscribe):
    app.command()(_command)


@app.command("audit")
def audit_report(
    who: Actor = None,
    city: CityOption = None,
    since: Since = None,
    as_of: AsOf = None,
    kind: Kind = None,
    limit: Limit = 1000,
    form: Form = None,
    out: Out = None,
) -> None:
    """The audit trail as a report: who did what, when, about what, from where.

    \b
    Example:
      alliance report audit --as-of 2027-03-31 --format csv -o audit.csv
    """
    client = connect()
    fields = {"actor": who, "code": city, "since": since, "as_of": as_of, "kind": kind, "limit": limit}
    report = audit_report_of(client.call(make(ListAudit, **fields)))
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


def answer(name: str, wanted: Wanted, **subject: Any) -> None:
    """Shown, or written as a file of the form that is named, or that its name says."""
    client = connect()
    if wanted.of is not None:
        show_counted(client, name, wanted, subject)
        return
    report = client.call(make(GetReport, report=name, as_of=wanted.as_of, **subject))
    shown = report
    if wanted.then is not None:
        shown = beside(client.call(make(GetReport, report=name, as_of=wanted.then, **subject)), report)
    form = wanted.form or form_of(wanted.out)
    if form is None and not in_json():
        show(None, lambda _: print(fitted(nothing_recorded(report) if is_empty(report) else report_text(shown))))
        return
    document = as_known(client, name, shown, subject) if form in (None, "json") else {}
    if form is None:
        show(document, "")
        return
    write_report(Words(shown, language()), form, wanted.out, wanted.table, document)
    if wanted.out is not None:
        show({"file": str(wanted.out), "report": name, "as_of": report.as_of.isoformat()}, str(wanted.out))


def show_counted(client: Client, name: str, wanted: Wanted, subject: dict[str, Any]) -> None:
    """What a number was made of. Raises a wrong usage beside an earlier moment: it is of one."""
    if wanted.then is not None:
        raise usage("of_one_moment")
    asked = make(ListCounted, report=name, as_of=wanted.as_of, of=wanted.of, **subject)
    write_or_show(whole(client.call, asked), wanted.form, wanted.out, None)


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
