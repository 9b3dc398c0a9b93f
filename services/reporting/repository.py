"""Rows of reporting's database and the objects they stand for. The only user of queries.sql."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID

from services.reporting.domain import (
    EVERYTHING,
    Application,
    Audience,
    Order,
    Snapshot,
    Steps,
    TimeIn,
    Told,
    Wanted,
)
from services.reporting.event_log import EventLog
from services.reporting.fact_rows import FactRows
from services.reporting.named_sql import queries
from services.reporting.reports.attendance.rows import AttendanceRows
from services.reporting.reports.funnel.rows import FunnelRows
from services.reporting.reports.tracker.rows import TrackerRows
from services.reporting.tallies import SPREAD, Spread, Tally, cells_of, kinds_of
from services.reporting.work_rows import Changes, WorkRows
from shared.contracts.codes import read_code
from shared.contracts.cohort import CohortPlanned
from shared.contracts.intake import CallOpened
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.reporting import CountedApplications, FoundApplication, ListedApplication
from shared.privacy.declared import ERASED
from shared.program.finding import kept_parts, kept_words, within
from shared.storage.database import Row, Transaction, as_ids, as_rows

FOREVER = "infinity"
A_FEW = 2000  # of which looking at each costs less than looking at all


class Repository(EventLog, WorkRows, FactRows, FunnelRows, TrackerRows, AttendanceRows):
    """`audience`: whose applications are there; no other is."""

    def __init__(self, tx: Transaction, audience: Audience = EVERYTHING) -> None:
        super().__init__(tx)
        self.audience = audience
        self._gathering = False
        self._work = Changes()
        self._gathered: dict[UUID, Application | None] = {}
        self._changed: dict[UUID, Application] = {}
        self._renamed: dict[UUID, Row] = {}
        self._states: list[Row] = []
        self._stays: list[Row] = []
        self._standing: dict[tuple[UUID, datetime, str], Row] = {}  # of those, as they are known until further notice
        self._stays_known: list[Row] = []  # until now
        self._anonymised: list[UUID] = []
        self._erased = ""

    # -- calls and cohorts -------------------------------------------------------------------------------------------

    def insert_call(self, call: CallOpened, recorded_at: datetime) -> None:
        columns = call.model_dump() | {"cohort": call.cohort.id, "recorded_at": recorded_at}
        self._tx.later(queries.insert_call, columns)

    def update_call_closing(self, call_id: UUID, closes_at: datetime) -> None:
        self._tx.later(queries.update_call_closing, {"call_id": call_id, "closes_at": closes_at})

    def knows_call(self, call: str) -> bool:
        return bool(self._tx.one(queries.count_call, {"call": call})["known"])

    def insert_cohort(self, cohort: CohortPlanned, recorded_at: datetime) -> None:
        self._tx.later(queries.insert_cohort, cohort.model_dump() | {"recorded_at": recorded_at})

    def knows_cohort(self, cohort: str) -> bool:
        return bool(self._tx.one(queries.count_cohort, {"cohort": cohort})["known"])

    def name_subject(self, call: str | None, cohort: str | None, code: str | None) -> str | None:
        """What people call it; None where it is all that there is, or nothing is recorded of it yet."""
        if not (call or cohort or code):
            return None
        columns = {"call": call, "cohort": cohort, "code": code and str(read_code(code))}
        name: str | None = self._tx.one(queries.name_subject, columns)["name"]
        return name

    # -- applications ------------------------------------------------------------------------------------------------

    def gather_applications(self, application_ids: Collection[UUID]) -> None:
        """Read what is known of them at once; from here to `write_gathered` it is kept in memory, changes too."""
        self._gathering = True
        rows = self._tx.all(queries.list_gathered, {"ids": as_ids(application_ids)}) if application_ids else []
        self._gathered = dict.fromkeys(application_ids) | {row["application_id"]: as_application(row) for row in rows}

    def find_application(self, application_id: UUID) -> Application | None:
        if application_id in self._gathered:
            return self._gathered[application_id]
        row = self._tx.find(queries.find_application, {"application_id": application_id})
        return None if row is None else as_application(row)

    def insert_application(self, application: Application) -> None:
        """An application, or what is known of it now."""
        known = self._gathered.get(application.application_id)
        if known is None or named(known) != named(application) or application.city == ERASED:
            words = kept_words(application.named_city, application.admin_area, code=application.code)
            words += kept_parts(application.folded)
            self._renamed[application.application_id] = {
                "application_id": application.application_id,
                "words": tuple(words),
            }
        self._gathered[application.application_id] = application
        self._changed[application.application_id] = application
        self._write_unless_gathering()

    def insert_application_state(self, application_id: UUID, snapshot: Snapshot, recorded_at: datetime) -> None:
        columns = {"application_id": application_id, "recorded_at": recorded_at, **vars(snapshot)}
        self._states.append(columns | {"steps": int(snapshot.steps)})
        self._write_unless_gathering()

    def insert_stay(self, application: Application, stay: TimeIn, recorded_at: datetime) -> None:
        about = {"application_id": application.application_id, "call": application.call, "recorded_at": recorded_at}
        row = about | stay._asdict() | {"until": FOREVER}
        self._stays.append(row)
        self._standing[application.application_id, stay.since, stay.state] = row
        self._write_unless_gathering()

    def end_stay(self, application: Application, stay: TimeIn, recorded_at: datetime) -> None:
        """From then on it is known otherwise."""
        row = self._standing.pop((application.application_id, stay.since, stay.state), None)
        if row is not None:
            row["until"] = recorded_at
            return
        key = {"application_id": application.application_id, "since": stay.since, "state": stay.state}
        self._stays_known.append(key | {"until": recorded_at})
        self._write_unless_gathering()

    def update_anonymised(self, application_id: UUID, erased: str) -> None:
        """The city's name gives way in all that was ever known of it."""
        self._anonymised.append(application_id)
        self._erased = erased
        self._write_unless_gathering()

    def write_gathered(self) -> None:
        """What has changed since `gather_applications`, in a statement for each table."""
        if self._changed:
            rows = map(as_kept, self._changed.values())
            self._tx.later(queries.insert_applications, {"rows": as_rows(rows)})
        if self._renamed:
            self._tx.later(queries.upsert_searched, {"rows": as_rows(self._renamed.values())})
        if self._states:
            self._tx.later(queries.insert_application_states, {"rows": as_rows(self._states)})
        if self._stays_known:
            self._tx.later(queries.end_stays, {"rows": as_rows(self._stays_known)})
        if self._stays:
            self._tx.later(queries.insert_stays, {"rows": as_rows(self._stays)})
        if self._anonymised:
            for statement in (queries.update_anonymised_states, queries.update_anonymised_participations):
                self._tx.later(statement, {"ids": [*self._anonymised], "erased": self._erased})
        self.write_work()
        self._gathering = False
        self._gathered, self._changed, self._renamed, self._states, self._anonymised = {}, {}, {}, [], []
        self._stays, self._stays_known, self._standing = [], [], {}

    def _write_unless_gathering(self) -> None:
        if not self._gathering:
            self.write_gathered()

    # -- whose they are ----------------------------------------------------------------------------------------------

    def replace_readers(self, application_id: UUID, part: str, person_ids: Collection[UUID]) -> None:
        """All of them: applicants, the city's people, its coach."""
        columns = {"application_id": application_id, "part": part, "person_ids": list(person_ids)}
        self._tx.later(queries.upsert_readers, columns)

    def is_coached(self, application_id: UUID) -> bool:
        return bool((self._own or {}).get(application_id))

    @cached_property
    def _own(self) -> dict[UUID, bool] | None:
        """Those that are there, and whether their coach asks; None: all are."""
        if self.audience.everything:
            return None
        people = {"coach": self.audience.coach, "member": self.audience.member}
        own: dict[UUID, bool] = {}
        for row in self._tx.all(queries.list_own, people):
            own[row["application_id"]] = own.get(row["application_id"], False) or row["coached"]
        return own

    def _with_own(self, **columns: object) -> Row:
        return columns | {"own": None if self._own is None else list(self._own)}

    # -- applications counted ----------------------------------------------------------------------------------------

    def count(self, parts: Sequence[str], as_of: datetime, call: str | None) -> list[Tally]:
        """How many applications of each kind were known at a moment, by what reports count them by."""
        return [Tally(*row.values()) for row in self._counted("{count_cells}", parts, as_of, call)]

    def list_spreads(self, parts: Sequence[str], as_of: datetime, call: str | None) -> list[Spread]:
        """How long what is counted by its length is."""
        return [Spread(*row.values()) for row in self._counted(SPREAD, parts, as_of, call)]

    def _counted(self, statement: str, parts: Sequence[str], as_of: datetime, call: str | None) -> Iterator[Row]:
        counting = queries.count_cells if self._own is None else queries.count_own_cells
        for kind in kinds_of(parts):
            yield from self.read(statement.format(count_cells=counting), **cells_of(kind, parts, as_of, call))

    # -- applications found ------------------------------------------------------------------------------------------

    def find_application_id(self, code: str) -> UUID | None:
        row = self._tx.find(queries.find_application_id, self._with_own(code=code))
        return None if row is None else row["application_id"]

    def find_snapshot(self, application_id: UUID, as_of: datetime) -> Snapshot | None:
        row = self._tx.find(queries.find_snapshot, {"application_id": application_id, "as_of": as_of})
        return None if row is None else as_snapshot(row)

    def list_applications(
        self, wanted: Wanted, order: Order, after: tuple[str, str] | None, limit: int
    ) -> tuple[list[tuple[str, ListedApplication]], int]:
        """A page, each with what it is sorted by, and how many match in all."""
        own = self._own if self._own is not None else self._may_hold(wanted.texts)
        among = {"own": None if own is None else list(own)}
        rows = self._tx.all(queries.list_applications, asked_for(wanted, order, after, limit) | among)
        numbers = [row.pop("number") for row in rows]
        keys = [row.pop("key") for row in rows]
        found = [
            (key, ListedApplication.model_validate(row))
            for key, row in zip(keys, rows, strict=True)
            if row["id"] is not None
        ]
        return found, numbers[0]

    def count_applications(self) -> list[CountedApplications]:
        """By state and outcome of the check."""
        return [CountedApplications.model_validate(row) for row in self._tx.all(queries.count_held)]

    def _may_hold(self, texts: Iterable[str] | None) -> list[UUID] | None:
        """In which one of the texts may stand, where they are few; None: any may, and all are looked at."""
        query = within(texts) if texts is not None else None
        if query is None:
            return None
        rows = self._tx.all(queries.list_with_parts, {"query": query, "limit": A_FEW + 1})
        return None if len(rows) > A_FEW else [row["application_id"] for row in rows]

    def search(self, query: str, limit: int) -> list[FoundApplication]:
        """Of a text search, the latest submitted first."""
        self._tx.later(queries.search_by_index)
        rows = self._tx.all(queries.search, self._with_own(query=query, limit=limit))
        return [FoundApplication.model_validate(row) for row in rows]

    def insert_review_request(
        self, application_id: UUID, reviewer_id: UUID, recorded_at: datetime, *, asked: bool
    ) -> None:
        columns = {"application_id": application_id, "reviewer_id": reviewer_id, "recorded_at": recorded_at}
        self._tx.later(queries.insert_review_request, columns | {"asked": asked})

    def knows_reviewer(self, reviewer_id: UUID) -> bool:
        """Who reviews is the program's to know."""
        if not self.audience.everything:
            return False
        return bool(self._tx.one(queries.count_reviewer, {"reviewer_id": reviewer_id})["known"])


def named(application: Application) -> tuple[str | None, ...]:
    """What it is searched by."""
    return application.city, application.admin_area, application.code


SAID = tuple(one.name for one in fields(Application))
STATES = {state.value: state for state in ApplicationState}


def as_kept(application: Application) -> Row:
    return {name: getattr(application, name) for name in SAID} | {
        "state": application.state, "folded": application.folded, "steps": int(application.steps),
        "timeline": [(str(told.at.astimezone(UTC)), told.producer, told.state) for told in application.timeline],
    }  # fmt: skip


def as_application(row: Row) -> Application:
    states = {name: row[name] and STATES[row[name]] for name in ("intake_state", "selection_state")}
    told = (Told(datetime.fromisoformat(at), who, STATES[state]) for at, who, state in row["timeline"])
    more = {"resident_outcomes": tuple(row["resident_outcomes"]), "steps": Steps(row["steps"])}
    return Application(**row | states | more | {"timeline": tuple(told)})


def as_snapshot(row: Row) -> Snapshot:
    more = {"state": ApplicationState(row["state"]), "resident_outcomes": tuple(row["resident_outcomes"])}
    return Snapshot(**row | more | {"steps": Steps(row["steps"])})


def asked_for(wanted: Wanted, order: Order, after: tuple[str, str] | None, limit: int) -> Row:
    """`texts` as patterns: what is folded has no sign of one."""
    columns = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(wanted).items()}
    key, code = after or (None, None)
    page = {"sort": order.by, "down": order.down, "key_after": key, "code_after": code, "limit": limit}
    return columns | page | {"texts": wanted.texts and [f"%{text}%" for text in wanted.texts]}
