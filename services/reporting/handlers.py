"""Use cases of reporting. They never commit, never read the clock, never touch the broker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.domain import (
    CONVENING,
    EVERYTHING,
    SESSION,
    Audience,
    Order,
    Wanted,
    count_attendance,
    group_phases,
    group_states,
    moment_of,
    order_of,
    texts_of,
)
from services.reporting.sentences import Titles, clauses_of, titles_of
from services.reporting.told import INSIDE_CLAUSES, NOBODYS, is_told, outcome_told, state_told, states_told_as
from shared.contracts import reporting
from shared.contracts.codes import read_code
from shared.contracts.errors import not_found
from shared.contracts.filters import Filter, insist_on_known, one_of
from shared.contracts.paging import page_of, pair, read_cursor
from shared.contracts.requests import Page
from shared.messaging.decoding import read_event
from shared.program.regions import countries_in, region_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.reporting.repository import Repository
    from shared.contracts.envelope import Envelope
    from shared.messaging.owners import Owners
    from shared.program.model import Program


def get_funnel(
    request: reporting.GetFunnel, repository: Repository, program: Program, owners: Owners
) -> reporting.Funnel:
    as_of = moment_of(request.as_of, program.call.time_zone, repository.get_present())
    call = request.call
    arriving = call is not None and is_arriving("call", call, repository.knows_call, owners.know_call)
    counts = repository.count_states(request.call, as_of)
    told = [(country, state_told(state, repository.audience), number) for country, state, number in counts]
    states, by_country = group_states(told)
    return reporting.Funnel(as_of=as_of, call=call, states=states, by_country=by_country, arriving=arriving)


def is_arriving(thing: str, name: str, knows: Callable[[str], bool], owner_knows: Callable[[str], bool]) -> bool:
    """Whether its owner has what is not recorded here yet. Raises Refusal("not_found") for what nobody has."""
    if knows(name):
        return False
    if owner_knows(name):
        return True
    raise not_found(thing, name)


def list_applications(
    request: reporting.ListApplications, repository: Repository, program: Program, owners: Owners
) -> Page[reporting.ListedApplication]:
    """`after` is what the last one of the page before was sorted by, and its code."""
    wanted = wanted_by(request, repository, program, owners)
    order = order_of(request.sort, repository.audience)
    found, total = repository.list_applications(wanted, order, after_of(request.after, order), request.limit + 1)
    items, following = page_of(found, request.limit, lambda one: key_of(one, order))
    told = tuple(one.model_copy(update=told_of(one, repository.audience)) for _, one in items)
    return Page[reporting.ListedApplication](items=told, next=following, total=total)


def after_of(after: str | None, order: Order) -> tuple[str, str] | None:
    return read_cursor(after, lambda code: (code, code)) if order.by == "code" else read_cursor(after, pair(str, str))


def key_of(one: tuple[str, reporting.ListedApplication], order: Order) -> str | tuple[str, str]:
    key, listed = one
    return listed.code if order.by == "code" else (key, listed.code)


def told_of(one: reporting.ListedApplication, audience: Audience) -> dict[str, object]:
    return {"state": state_told(one.state, audience), "eligibility": outcome_told(one.eligibility, audience)}


def wanted_by(request: reporting.ListApplications, repository: Repository, program: Program, owners: Owners) -> Wanted:
    """Raises Refusal("invalid") for a call, region or reviewer that is not there."""
    lists = program.eligibility.countries
    insist_on_known(
        Filter("call", request.call, "no_such_call", repository.knows_call, owners.know_call),
        one_of("region", request.region, region_names(lists)),
        Filter("reviewer", request.reviewer, "no_such_reviewer", repository.knows_reviewer),
    )
    countries, elsewhere = countries_in(request.region, lists) if request.region else (None, False)
    names = ("call", "country", "language", "resident_outcome", "reviewer")
    return Wanted(
        **{name: getattr(request, name) for name in names},
        states=None if request.state is None else states_told_as(request.state, repository.audience),
        eligibility=request.eligibility and outcome_told(request.eligibility, repository.audience, else_=NOBODYS),
        countries=countries,
        elsewhere=elsewhere,
        texts=None if request.text is None else texts_of(request.text),
    )


def get_tracker_report(
    request: reporting.GetTrackerReport, repository: Repository, program: Program, owners: Owners
) -> reporting.TrackerReport:
    as_of = moment_of(request.as_of, program.call.time_zone, repository.get_present())
    arriving = is_arriving("cohort", request.cohort, repository.knows_cohort, owners.know_cohort)
    stays = repository.list_stays(request.cohort, as_of)
    members = tuple(
        reporting.TrackedCity(
            code=stay.code,
            city=stay.city,
            country=stay.country,
            time_zone=stay.time_zone,
            phase=stay.phase,
            status=stay.status,
            since=stay.since_on,
        )
        for stay in stays
    )
    by_phase = group_phases(stays, [phase.id for phase in program.phases])
    return reporting.TrackerReport(
        as_of=as_of, cohort=request.cohort, by_phase=by_phase, members=members, arriving=arriving
    )


def get_attendance_report(
    request: reporting.GetAttendanceReport, repository: Repository, program: Program, owners: Owners
) -> reporting.AttendanceReport:
    as_of = moment_of(request.as_of, program.call.time_zone, repository.get_present())
    arriving = is_arriving("cohort", request.cohort, repository.knows_cohort, owners.know_cohort)
    attended = repository.list_attendances(request.cohort, as_of)

    def count(**same: str) -> reporting.AttendanceCount:
        those = (one for one in attended if all(getattr(one, name) == value for name, value in same.items()))
        return reporting.AttendanceCount(**count_attendance(those))

    members = tuple(
        reporting.CityAttendance(
            code=stay.code,
            city=stay.city,
            country=stay.country,
            sessions=count(code=stay.code, gathering=SESSION),
            convenings=count(code=stay.code, gathering=CONVENING),
        )
        for stay in repository.list_stays(request.cohort, as_of)
    )
    by_kind = {kind: count(kind=kind) for kind in sorted({one.kind for one in attended})}
    return reporting.AttendanceReport(
        as_of=as_of, cohort=request.cohort, by_kind=by_kind, members=members, arriving=arriving
    )


def get_city_page(request: reporting.GetCityPage, repository: Repository, program: Program) -> reporting.CityPage:
    """What had been recorded of a city by then; before its submission was, there is no page."""
    as_of = moment_of(request.as_of, program.call.time_zone, repository.get_present())
    code = str(read_code(request.code))
    application_id = repository.find_application_id(code)
    snapshot = application_id and repository.find_snapshot(application_id, as_of)
    if application_id is None or not snapshot:
        raise not_found("application", request.code)
    stay = repository.find_stay(application_id, as_of)
    return reporting.CityPage(
        code=code,
        city=snapshot.city,
        country=snapshot.country,
        call=snapshot.call,
        state=state_told(snapshot.state, repository.audience),
        cohort=stay and stay.cohort,
        phase=stay and stay.phase,
        history=tell_history(
            repository.list_events(application_id, as_of),
            titles_of(program),
            repository.audience,
            repository.is_coached(application_id),
        ),
    )


def tell_history(
    envelopes: list[Envelope], titles: Titles, audience: Audience = EVERYTHING, coached: bool = False
) -> tuple[reporting.HistoryEntry, ...]:
    """The events that the reader is told, in words and values, in the order in which they happened."""
    entries = []
    for envelope in sorted(envelopes, key=lambda envelope: envelope.time):
        event = read_event(envelope)
        clauses = clauses_of(event, titles) if event and is_told(event, audience, coached) else ()
        if not audience.everything and not coached:
            clauses = tuple(clause for clause in clauses if clause.key not in INSIDE_CLAUSES)
        if clauses:
            entries.append(
                reporting.HistoryEntry(at=envelope.time, actor=envelope.actor, event=envelope.type, clauses=clauses)
            )
    return tuple(entries)
