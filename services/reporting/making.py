"""Any report as of a moment, and the events that a row of it was made from."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from services.reporting.domain import Audience
from services.reporting.report import Made, Reading, Report
from services.reporting.reports import BY_NAME, REPORTS
from services.reporting.reports.city.handler import tell
from services.reporting.sentences import titles_of
from services.reporting.subjects import city_asked, is_arriving, moment_asked
from shared.contracts import reporting
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.paging import page_of, read_cursor
from shared.contracts.requests import Page

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from shared.contracts.envelope import Envelope
    from shared.messaging.owners import Owners
    from shared.program.model import Program

PLACES = 9  # digits of a place in a list
NEAR = 8  # numbers that are named to whoever asks for none of them


def get_report(
    request: reporting.GetReport, repository: Repository, program: Program, owners: Owners
) -> reporting.Report:
    """Raises Refusal("not_found") for a report, call, cohort or city that is not there, Refusal("invalid") for a day
    ahead, and for a subject that is not named."""
    _, _, report = made_as_asked(request, repository, program, owners)
    return report


def list_counted(
    request: reporting.ListCounted, repository: Repository, program: Program, owners: Owners
) -> reporting.Counted:
    """The number as a figure, after what its row is of. Raises as `get_report`, and for a number that is not there."""
    reading, made, report = made_as_asked(request, repository, program, owners)
    those = made.those.get(request.of)
    if those is None:
        raise no_such_number(request.of, made)
    start = read_cursor(request.after, place_of) or 0
    lines, total = those.part(reading.rows, start, request.limit)
    rows = tuple(one.shown for one in lines)
    shown = reporting.ReportTable(name="counted", columns=tuple(those.columns), rows=rows)
    end = start + len(rows)
    return reporting.Counted(
        report=report.model_copy(update={"figures": number_in(report, request.of), "tables": (shown,)}),
        next=str(end) if end < total else None,
        total=total,
    )


def no_such_number(of: str, made: Made) -> Refusal:
    near = get_close_matches(of, list(made.those), NEAR, 0)
    refusal = not_found("number", of)
    return refusal.beside(Detail("of", "no_such_number", choices=near)) if near else refusal


def place_of(after: str) -> int:
    """Raises ValueError."""
    if not after.isdecimal() or len(after) > PLACES:
        raise ValueError(after)
    return int(after)


def made_as_asked(
    request: reporting.ReportAsked, repository: Repository, program: Program, owners: Owners
) -> tuple[Reading, Made, reporting.Report]:
    report = report_asked(request.report, repository.audience)
    as_of = moment_asked(request.as_of, program, repository)
    arriving = insist_on_subject(report, request, repository, owners)
    reading = Reading(request, as_of, repository, program)
    made = report.make(reading)
    shown = reporting.Report(
        report=report.name,
        as_of=as_of,
        time_zone=program.call.time_zone,
        subject=repository.name_subject(request.call, request.cohort, request.code),
        call=request.call,
        cohort=request.cohort,
        code=request.code,
        figures=tuple(one.shown for one in made.figures),
        tables=tuple(one.shown for one in made.tables),
        titles={key: dict(titles) for key, titles in made.titles.items()},
        arriving=arriving,
    )
    return reading, made, shown


def number_in(report: reporting.Report, address: str) -> tuple[reporting.ReportFigure, ...]:
    """The number of that address, after what its row says in words."""
    for one in report.figures:
        if one.of == address:
            return (one,)
    for table in report.tables:
        of_all = [reporting.ReportRow(cells=table.total, of=table.total_of)] if table.total is not None else []
        for row in (*table.rows, *of_all):
            if address in row.of.values():
                cells = list(zip(table.columns, row.cells, strict=True))
                words = [pair for pair in cells if pair[0].kind not in reporting.NUMBERS and pair[1] is not None]
                number = [pair for pair in cells if row.of.get(pair[0].name) == address]
                return tuple(figure_of(column, cell) for column, cell in (*words, *number))
    raise not_found("number", address)


def figure_of(column: reporting.ReportColumn, cell: reporting.Cell) -> reporting.ReportFigure:
    return reporting.ReportFigure(
        name=column.name, kind=column.kind, value=cell, words=column.words, named_by=column.named_by
    )


ORDER = ("call", "cohort", "city")


def list_reports(request: reporting.ListReports, repository: Repository) -> reporting.KnownReports:  # noqa: ARG001
    """Of calls first, then of cohorts, then of a city."""
    shown = sorted((one for one in REPORTS if is_for(one, repository.audience)), key=lambda one: ORDER.index(one.of))
    return reporting.KnownReports(items=tuple(reporting.KnownReport(name=one.name, of=one.of) for one in shown))


def is_for(report: Report, audience: Audience) -> bool:
    return report.for_coaches or audience.everything


def report_asked(name: str, audience: Audience) -> Report:
    """Raises not_found; also for one that is not for whoever asks."""
    report = BY_NAME.get(name)
    if report is None or not is_for(report, audience):
        raise not_found("report", name)
    return report


def insist_on_subject(report: Report, request: reporting.ReportAsked, repository: Repository, owners: Owners) -> bool:
    """Whether it is still arriving."""
    if report.of == "call":
        call = request.call
        return call is not None and is_arriving("call", call, repository.knows_call, owners.know_call)
    subject = request.cohort if report.of == "cohort" else request.code
    if subject is None:
        raise Refusal("invalid", Detail("cohort" if report.of == "cohort" else "code", "missing"))
    if report.of == "cohort":
        return is_arriving("cohort", subject, repository.knows_cohort, owners.know_cohort)
    return False


def list_report_events(
    request: reporting.ListReportEvents, repository: Repository, program: Program
) -> Page[reporting.ReportEvent]:
    """In the order in which they were recorded. One that its reader is not told of is not there."""
    as_of = moment_asked(request.as_of, program, repository)
    application_id = city_asked(request.code, repository, as_of)
    kind, _, key = request.about.partition("/")
    after = read_cursor(request.after, int) or 0
    found, total = repository.list_events_of(application_id, kind, key or None, as_of, after, request.limit + 1)
    items, following = page_of(found, request.limit, lambda one: str(one[0]))
    titles, coached = titles_of(program), repository.is_coached(application_id)

    def told(envelope: Envelope) -> reporting.HistoryEntry | None:
        return tell(envelope, titles, repository.audience, coached)

    events = tuple(
        reporting.ReportEvent(
            at=entry.at, actor=entry.actor, event=entry.event, clauses=entry.clauses,
            event_id=envelope.id, recorded_at=recorded_at, source=envelope.source,
        )
        for _, recorded_at, envelope in items
        if (entry := told(envelope)) is not None
    )  # fmt: skip
    return Page[reporting.ReportEvent](items=events, next=following, total=total)
