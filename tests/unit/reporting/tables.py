"""Reporting's tables, as a test begins: dicts, or the real ones (tests/support/standing.py). The clock is theirs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.reporting.domain import Application, Snapshot
from services.reporting.event_chain import Entry
from services.reporting.event_log import Head
from services.reporting.repository import Repository
from services.reporting.trail import Trail
from services.reporting.work import Opened
from shared.contracts.envelope import Envelope
from shared.storage.database import Transaction
from tests.support.standing import OnTables, store
from tests.unit.reporting.fakes import START, FakeRepository, FakeTrail


class OnClock(Repository):
    """`now` is the clock of the database; each entry of the log is a minute after the one before."""

    def __init__(self, tx: Transaction, now: datetime) -> None:
        super().__init__(tx)
        self.now = now

    def get_head(self) -> Head:
        self.now += timedelta(minutes=1)
        return Head(super().get_head().hash, self.now)

    def get_present(self) -> datetime:
        super().get_present()
        return self.now


def tables(now: datetime = START) -> Any:
    looks = {"log": log_of, "applications": applications_of, "states": states_of, "work": work_of}
    return store(lambda: FakeRepository(now=now), lambda tx: OnClock(tx, now), looks)


def trail_of(repository: Any) -> Any:
    """What of it is of the audit trail."""
    if not isinstance(repository, OnTables):
        return FakeTrail(repository)
    trail = Trail(repository._tx)
    vars(trail)["repository"] = repository
    return trail


def log_of(real: Repository) -> list[tuple[Envelope, UUID | None, Entry]]:
    rows = real._tx.all("select * from event_log order by seq")
    return [
        (
            Envelope.model_validate(row["envelope"]),
            row["application_id"],
            Entry(row["seq"], row["recorded_at"], row["envelope"], bytes(row["previous_hash"]), bytes(row["hash"])),
        )
        for row in rows
    ]


def applications_of(real: Repository) -> dict[UUID, Application]:
    ids = [row["application_id"] for row in real._tx.all("select application_id from applications order by code")]
    found = {one: real.find_application(one) for one in ids}
    return {one: application for one, application in found.items() if application is not None}


def states_of(real: Repository) -> list[tuple[UUID, datetime, Snapshot]]:
    """Each as it was the last at its moment."""
    rows = real._tx.all("select application_id, recorded_at from application_states order by recorded_at")
    found = [(row["application_id"], row["recorded_at"]) for row in rows]
    return [(one, at, snapshot) for one, at in found if (snapshot := real.find_snapshot(one, at)) is not None]


def work_of(real: Repository) -> dict[tuple[str, str], tuple[UUID, datetime, Opened]]:
    return {
        (row["kind"], row["key"]): (
            row["aggregate_id"],
            row["since"],
            Opened(row["key"], row["due_on"], row["person_id"], row["values"]),
        )
        for row in real._tx.all("select * from work order by since, kind, key")
    }
