"""A city's page: where it stands, and a sentence for each event that its reader is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.domain import EVERYTHING, Audience
from services.reporting.sentences import Titles, clauses_of, titles_of
from services.reporting.subjects import city_asked, moment_asked
from services.reporting.told import INSIDE_CLAUSES, is_told, state_told
from shared.contracts import reporting
from shared.contracts.codes import read_code
from shared.messaging.decoding import read_event

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from shared.contracts.envelope import Envelope
    from shared.program.model import Program


def get_city_page(request: reporting.GetCityPage, repository: Repository, program: Program) -> reporting.CityPage:
    """What had been recorded of a city by then; before its submission was, there is no page."""
    as_of = moment_asked(request.as_of, program, repository)
    application_id = city_asked(request.code, repository, as_of)
    snapshot = repository.find_snapshot(application_id, as_of)
    assert snapshot is not None, "it was there by then"
    stay = repository.find_stay(application_id, as_of)
    return reporting.CityPage(
        code=str(read_code(request.code)),
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
    entries = (tell(envelope, titles, audience, coached) for envelope in sorted(envelopes, key=lambda one: one.time))
    return tuple(entry for entry in entries if entry is not None)


def tell(envelope: Envelope, titles: Titles, audience: Audience, coached: bool) -> reporting.HistoryEntry | None:
    """None: the reader is not told of it."""
    event = read_event(envelope)
    clauses = clauses_of(event, titles) if event and is_told(event, audience, coached) else ()
    if not audience.everything and not coached:
        clauses = tuple(clause for clause in clauses if clause.key not in INSIDE_CLAUSES)
    if not clauses:
        return None
    return reporting.HistoryEntry(at=envelope.time, actor=envelope.actor, event=envelope.type, clauses=clauses)
