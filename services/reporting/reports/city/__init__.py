"""A city: where it stands, how long it was in each state, and every event that the reader is told."""

from __future__ import annotations

from services.reporting.cells import Table, column, figure, row, table
from services.reporting.report import Made, Reading, Report
from services.reporting.reports.city.handler import tell_history
from services.reporting.sentences import titles_of
from services.reporting.subjects import city_asked
from services.reporting.told import state_told


def make(reading: Reading) -> Made:
    repository, as_of = reading.repository, reading.as_of
    code = str(reading.asked.code)
    application_id = city_asked(code, repository, as_of)
    snapshot = repository.find_snapshot(application_id, as_of)
    assert snapshot is not None, "it was there by then"
    stay = repository.find_stay(application_id, as_of)
    figures = [
        figure("city", snapshot.city, "city"),
        figure("country", snapshot.country, "country"),
        figure("state", state_told(snapshot.state, repository.audience).value, "word", words="states.application"),
    ]
    if stay is not None:
        figures += [
            figure("phase", stay.phase, "word", words="phases"),
            figure("status", stay.status, "word", words="states.participation"),
        ]
    titles = {f"phases.{phase.id}": phase.by_language for phase in reading.program.phases}
    return Made(figures, (history(reading),), titles)


def history(reading: Reading) -> Table:
    repository = reading.repository
    application_id = city_asked(str(reading.asked.code), repository, reading.as_of)
    told = tell_history(
        repository.list_events(application_id, reading.as_of),
        titles_of(reading.program),
        repository.audience,
        repository.is_coached(application_id),
    )
    columns = (column("moment", "moment"), column("event", "sentence"))
    return table("history", columns, [row(one.at.isoformat(), one.clauses) for one in told])


REPORT = Report("city", "city", make)
