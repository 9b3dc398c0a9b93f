"""Reporting's repository over lists and dicts, and events as they come over the wire."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from services.reporting import projections
from services.reporting.domain import (
    EVERYTHING,
    Application,
    Attended,
    Audience,
    Came,
    Order,
    Snapshot,
    Standing,
    Stay,
    TimeIn,
    Wanted,
)
from services.reporting.entries import NewEntry
from services.reporting.event_chain import GENESIS, Entry
from services.reporting.event_log import Head
from services.reporting.facts import Moment
from services.reporting.trail import Audited
from services.reporting.work import Opened
from shared.contracts import cohort, eligibility, intake, kernel
from shared.contracts.application import EligibilityFacts
from shared.contracts.envelope import Envelope
from shared.contracts.events import Event
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.reporting import ListedApplication
from shared.messaging.decoding import read_kept
from shared.wording.order import order_of

START = datetime(2027, 3, 1, 12, tzinfo=UTC)
NAMES = UUID("6f7d7c5e-0000-5f0e-9f3f-6a5f2d1f7a10")


def minutes(number: int) -> datetime:
    return START + timedelta(minutes=number)


def application_id(code: str) -> UUID:
    return uuid5(NAMES, code)


def envelope_of(event: Event, *, time: datetime = START, version: int = 1, **changes: Any) -> Envelope:
    return Envelope(
        id=uuid4(), source=event.producer, type=event.type, time=time, subject=str(event.aggregate_id),
        schemaversion=event.schema_version, aggregate=event.aggregate, aggregateid=event.aggregate_id,
        aggregateversion=version, correlationid=event.aggregate_id, actor="local-admin", traceparent="00-1-2-01",
        data=event.model_dump(mode="json"),
    ).model_copy(update=changes)  # fmt: skip


def project(envelope: Envelope, recorded_at: datetime, repository: Any) -> None:
    """As an entry of the event log that is read again."""
    event = read_kept(envelope.source, envelope.type, envelope.schemaversion, json.dumps(envelope.data))
    projections.project(event, Moment(envelope.time, recorded_at), envelope.actor, repository)


def submitted(code: str = "A", *, country: str = "CO", city: str = "Puerto Ejemplo", version: int = 1) -> Event:
    return intake.ApplicationSubmitted(
        application_id=application_id(code), code=code, call="2027", version=version, city=city,
        admin_area="Magdalena", country=country, time_zone="America/Bogota", language="es",
        resident_outcomes=("mobility",), facts=EligibilityFacts(country=country, residents=1, population_year=2025),
        eligibility_as_of=date(2027, 4, 1), contacts=(), primary_contact="intake:1", submitted_at=START,
    )  # fmt: skip


def withdrawn(code: str = "A") -> Event:
    return intake.ApplicationWithdrawn(application_id=application_id(code), code=code, call="2027", withdrawn_at=START)


def selection(event: type[Event], state: ApplicationState, code: str = "A", **fields: Any) -> Event:
    return event(application_id=application_id(code), code=code, call="2027", state=state, **fields)


def checked(code: str = "A", outcome: str = "eligible") -> Event:
    return selection(
        eligibility.EligibilityChecked, ApplicationState.CHECKED, code,
        application_version=1, outcome=outcome, criteria={"region": "pass", "population": "needs_review"},
        criteria_version="1",
    )  # fmt: skip


def asked(event: type[Event], code: str = "A", reviewer: int = 5, **fields: Any) -> Event:
    """Of a review."""
    return selection(event, ApplicationState.IN_REVIEW, code, reviewer_id=UUID(int=reviewer), **fields)


def anonymised(code: str = "A") -> Event:
    return intake.CityAnonymised(application_id=application_id(code), code=code, call="2027")


def restored(code: str = "A") -> Event:
    return intake.ApplicationRestored(application_id=application_id(code), code=code, call="2027")


def decided(code: str = "A", outcome: str = "admitted") -> Event:
    return selection(eligibility.DecisionMade, ApplicationState.DECIDED, code, outcome=outcome, reviews=0)


def sent(code: str = "A") -> Event:
    return selection(
        eligibility.DecisionSent, ApplicationState.OFFERED, code,
        outcome="admitted", reply_by=date(2027, 5, 1), has_feedback=False,
    )  # fmt: skip


def started(code: str = "A") -> Event:
    return cohort.ParticipationStarted(
        application_id=application_id(code), code=code, cohort="c27", call="2027", city="Puerto Ejemplo",
        admin_area="Magdalena", country="CO", time_zone="America/Bogota", language="es", phase="onboarding",
        starts_on=date(2027, 6, 1),
    )  # fmt: skip


def advanced(code: str = "A", *, waived: tuple[str, ...] = ()) -> Event:
    return cohort.PhaseAdvanced(
        application_id=application_id(code), code=code, cohort="c27", from_phase="onboarding",
        to_phase="demonstration", planned_on=date(2027, 6, 1), advanced_on=date(2027, 6, 3), waived=waived,
    )  # fmt: skip


def status_changed(to: str, code: str = "A") -> Event:
    return cohort.StatusChanged(
        application_id=application_id(code), code=code, cohort="c27", from_status="active", to_status=to
    )  # type: ignore[arg-type]


def people(event: type[Event], *persons: int, code: str = "A") -> Event:
    """Whose the application or the city is."""
    keys = {"application_id": application_id(code), "code": code, "cohort": "c27", "call": "2027"}
    fields = {"person_ids": [UUID(int=one) for one in persons]}
    return event.model_validate({name: keys[name] for name in keys if name in event.model_fields} | fields)


def coach_assigned(coach: int, code: str = "A") -> Event:
    return cohort.CoachAssigned(
        application_id=application_id(code), code=code, cohort="c27", coach_id=UUID(int=coach), previous_coach_id=None
    )


def session(event: type[Event], code: str = "A", number: int = 1, **fields: Any) -> Event:
    keys = {"application_id": application_id(code), "code": code, "cohort": "c27"}
    return event.model_validate(keys | {"session_id": UUID(int=number), "kind": "coaching"} | fields)


def held(attendance: str | None, code: str = "A", number: int = 1) -> Event:
    return session(cohort.SessionHeld, code, number, held_on=date(2027, 7, 1), attendance=attendance)


def attended(attendance: str, code: str = "A", number: int = 1) -> Event:
    return session(cohort.SessionAttended, code, number, attendance=attendance, modules_completed=0)


def convened(attendance: str, role: str = "mayor", code: str = "A") -> Event:
    return cohort.ConveningAttended.model_validate(
        {
            "application_id": application_id(code), "code": code, "cohort": "c27", "convening_id": UUID(int=77),
            "kind": "mayors", "role": role, "attendance": attendance,
        }
    )  # fmt: skip


def undone(role: str = "mayor", code: str = "A") -> Event:
    keys = {"application_id": application_id(code), "code": code, "cohort": "c27"}
    place = {"convening_id": UUID(int=77), "kind": "mayors", "role": role}
    return cohort.ConveningAttendanceUndone.model_validate(keys | place)


def read(actor: str, method: str = "get_team", code: str | None = None, **fields: Any) -> Event:
    """Of people, by somebody of the team; as `envelope_of(…, actor=…)` tells it."""
    known = {"kind": "read", "result": "done", "origin": "203.0.113.0/24"}
    fields = known | {"accessor_id": uuid5(NAMES, actor), "method": method, "code": code} | fields
    return kernel.AccessRecorded.model_validate(fields)


@dataclass
class FakeRepository:
    """`now` is the clock of the database; each entry of the log is a minute after the one before."""

    now: datetime = START
    log: list[tuple[Envelope, UUID | None, Entry]] = field(default_factory=list)
    applications: dict[UUID, Application] = field(default_factory=dict)
    states: list[tuple[UUID, datetime, Snapshot]] = field(default_factory=list)
    calls: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    cohorts: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    participations: dict[UUID, cohort.ParticipationStarted] = field(default_factory=dict)
    phases: list[tuple[UUID, datetime, str, date, str]] = field(default_factory=list)
    stays: list[tuple[UUID, TimeIn]] = field(default_factory=list)  # as they are known now
    facts: dict[tuple[UUID, str, str], dict[str, Any]] = field(default_factory=dict)  # as they are known now
    attendances: list[tuple[UUID, datetime, Came]] = field(default_factory=list)
    review_requests: dict[tuple[UUID, UUID], bool] = field(default_factory=dict)
    audited: list[tuple[datetime, str, str, str | None]] = field(default_factory=list)
    readers: dict[tuple[UUID, str], tuple[UUID, ...]] = field(default_factory=dict)
    work: dict[tuple[str, str], tuple[UUID, datetime, Opened]] = field(default_factory=dict)
    audience: Audience = EVERYTHING
    locked: bool = False
    gathered: set[UUID] | None = None

    def lock_event_log(self) -> None:
        self.locked = True

    def get_head(self) -> Head:
        assert self.locked
        last = self.log[-1][2] if self.log else None
        self.now += timedelta(minutes=1)
        return Head(last.hash if last else GENESIS, self.now)

    def insert_events(self, entries: list[NewEntry]) -> None:
        for new in entries:
            envelope = json.loads(new.arrival.canonical)
            entry = Entry(len(self.log) + 1, new.recorded_at, envelope, new.previous_hash, new.hash)
            self.log.append((new.arrival.envelope, new.arrival.application_id, entry))

    def gather_applications(self, application_ids: set[UUID]) -> None:
        self.gathered = application_ids

    def write_gathered(self) -> None:
        assert self.gathered is not None
        self.gathered = None

    def insert_audited(self, moment: Moment, standing: Standing) -> None:
        self.audited.append((moment.recorded_at, *standing))

    def upsert_work(self, kind: str, event: Event, opened: Opened, since: datetime) -> None:
        known = self.work.get((kind, opened.key))
        self.work[kind, opened.key] = (event.aggregate_id, known[1] if known else since, opened)

    def delete_work(self, kind: str, _event: Event, key: str) -> None:
        self.work.pop((kind, key), None)

    def delete_work_of(self, aggregate_id: UUID, kinds: list[str]) -> None:
        self.work = {key: one for key, one in self.work.items() if key[0] not in kinds or one[0] != aggregate_id}

    def get_present(self) -> datetime:
        return self.now

    def list_events(self, application: UUID, as_of: datetime) -> list[Envelope]:
        return [e for e, about, entry in self.log if about == application and entry.recorded_at <= as_of]

    def insert_call(self, call: intake.CallOpened, recorded_at: datetime) -> None:
        self.calls[call.call_id] = {"call": call.call, "closes_at": call.closes_at, "recorded_at": recorded_at}

    def update_call_closing(self, call_id: UUID, closes_at: datetime) -> None:
        self.calls[call_id]["closes_at"] = closes_at

    def knows_call(self, call: str) -> bool:
        return call in {c["call"] for c in self.calls.values()} | {a.call for a in self.applications.values()}

    def insert_cohort(self, plan: cohort.CohortPlanned, recorded_at: datetime) -> None:
        self.cohorts[plan.cohort_id] = plan.model_dump() | {"recorded_at": recorded_at}

    def knows_cohort(self, name: str) -> bool:
        named = {c["cohort"] for c in self.cohorts.values()}
        return name in named | {p.cohort for p in self.participations.values()}

    def name_subject(self, call: str | None, cohort: str | None, code: str | None) -> str | None:
        cities = (a.city for a in self.applications.values() if code is not None and a.code == code)
        cohorts = (one["name"] for one in self.cohorts.values() if one["cohort"] == cohort)
        return next(cities, None) or next(cohorts, None)

    def find_application(self, application: UUID) -> Application | None:
        return self.applications.get(application)

    def insert_application(self, application: Application) -> None:
        self.applications[application.application_id] = application

    def insert_application_state(self, application: UUID, snapshot: Snapshot, recorded_at: datetime) -> None:
        self.states.append((application, recorded_at, snapshot))

    def insert_stay(self, application: Application, stay: TimeIn, recorded_at: datetime) -> None:
        self.stays.append((application.application_id, stay))

    def end_stay(self, application: Application, stay: TimeIn, recorded_at: datetime) -> None:
        self.stays.remove((application.application_id, stay))

    def put_fact(self, application: UUID, kind: str, key: str, says: dict[str, Any], moment: Moment) -> None:
        assert json.dumps(says), "what is kept is plain"
        self.facts[application, kind, key] = {**self.facts.get((application, kind, key), {}), **says}

    def end_facts(self, application: UUID, kind: str, key: str | None, moment: Moment) -> None:
        over = [one for one in self.facts if one[:2] == (application, kind) and key in (None, one[2])]
        for one in over:
            del self.facts[one]

    def update_anonymised(self, application: UUID, erased: str) -> None:
        self.states = [
            (about, at, replace(one, city=erased) if about == application else one) for about, at, one in self.states
        ]
        if application in self.participations:
            change = {"city": erased, "admin_area": erased}
            self.participations[application] = self.participations[application].model_copy(update=change)

    def replace_readers(self, application: UUID, part: str, person_ids: tuple[UUID, ...]) -> None:
        self.readers[application, part] = person_ids

    def is_coached(self, application: UUID) -> bool:
        return self.audience.coach in self.readers.get((application, "coach"), ())

    def find_application_id(self, code: str) -> UUID | None:
        return next((a.application_id for a in self.applications.values() if a.code == code), None)

    def find_snapshot(self, application: UUID, as_of: datetime) -> Snapshot | None:
        found = [s for about, at, s in sorted(self.states, key=lambda s: s[1]) if about == application and at <= as_of]
        return found[-1] if found else None

    def count_states(self, call: str | None, as_of: datetime) -> list[tuple[str, ApplicationState, int]]:
        last = [self.find_snapshot(application, as_of) for application in self.applications]
        shown = [s for s in last if s is not None and call in (None, s.call)]
        return [(*key, number) for key, number in Counter((s.country, s.state) for s in shown).items()]

    def list_applications(
        self, wanted: Wanted, order: Order, after: tuple[str, str] | None, limit: int
    ) -> tuple[list[tuple[str, ListedApplication]], int]:
        keyed = {(sorted_by(a, order), a.code): a for a in self._matching(wanted)}
        found = [
            (place[0], keyed[place])
            for place in sorted(keyed, reverse=order.down)
            if after is None or (place < after if order.down else place > after)
        ]
        shown = [
            (
                key,
                ListedApplication(
                    id=a.application_id, code=a.code, call=a.call, city=a.city, admin_area=a.admin_area,
                    country=a.country, language=a.language, state=a.state, version=a.version,
                    eligibility=a.eligibility, submitted_at=a.submitted_at, resident_outcomes=a.resident_outcomes,
                ),
            )
            for key, a in found[:limit]
        ]  # fmt: skip
        return shown, len(self._matching(wanted))

    def _matching(self, wanted: Wanted) -> list[Application]:
        names = ("call", "country", "language", "eligibility")
        return sorted(
            (
                a
                for a in self.applications.values()
                if a.state is not None
                and (wanted.states is None or a.state in wanted.states)
                and all(getattr(wanted, name) in (None, getattr(a, name)) for name in names)
                and (wanted.countries is None or (a.country in wanted.countries) is not wanted.elsewhere)
                and (wanted.resident_outcome is None or wanted.resident_outcome in a.resident_outcomes)
                and (wanted.texts is None or any(text in a.folded for text in wanted.texts))
                and (wanted.reviewer is None or self.review_requests.get((a.application_id, wanted.reviewer), False))
            ),
            key=lambda a: a.code,
        )

    def insert_review_request(self, application: UUID, reviewer: UUID, recorded_at: datetime, *, asked: bool) -> None:
        self.review_requests[application, reviewer] = asked

    def knows_reviewer(self, reviewer: UUID) -> bool:
        return reviewer in {one for _, one in self.review_requests}

    def insert_participation(self, participation: cohort.ParticipationStarted) -> None:
        self.participations[participation.application_id] = participation

    def insert_participation_phase(self, application: UUID, phase: str, since_on: date, recorded_at: datetime) -> None:
        status = next((one[4] for one in reversed(self.phases) if one[0] == application), "active")
        self.phases.append((application, recorded_at, phase, since_on, status))

    def insert_participation_status(self, application: UUID, status: str, recorded_at: datetime) -> None:
        _, _, phase, since_on, _ = next(one for one in reversed(self.phases) if one[0] == application)
        self.phases.append((application, recorded_at, phase, since_on, status))

    def insert_attendance(self, application: UUID, came: Came, recorded_at: datetime) -> None:
        self.attendances.append((application, recorded_at, came))

    def list_attendances(self, name: str, as_of: datetime) -> list[Attended]:
        known: dict[Any, Attended | None] = {}
        for application, at, came in self.attendances:
            city = self.participations[application]
            if city.cohort == name and at <= as_of:
                where = (city.code, city.city, city.country, str(came.gathering_id))
                said = came.attendance and Attended(*where, came.gathering, came.kind, came.attendance)
                known[application, came.gathering_id, came.role] = said or None
        return [one for one in known.values() if one is not None]

    def list_stays(self, name: str, as_of: datetime) -> list[Stay]:
        stays = [self.find_stay(about, as_of) for about, p in self.participations.items() if p.cohort == name]
        return sorted((s for s in stays if s), key=lambda s: (s.country, order_of(s.city), s.code))

    def find_stay(self, application: UUID, as_of: datetime) -> Stay | None:
        found = [p for p in sorted(self.phases, key=lambda p: p[1]) if p[0] == application and p[1] <= as_of]
        if not found:
            return None
        city = self.participations[application]
        return Stay(
            city.code, city.city, city.country, city.time_zone, city.cohort, found[-1][2], found[-1][4], found[-1][3]
        )


@dataclass
class FakeTrail:
    """What `list_audited` in queries.sql finds, over what a repository has recorded."""

    repository: FakeRepository

    def list_audited(
        self,
        actor: str | None,
        code: str | None,
        kind: str | None,
        since: datetime | None,
        as_of: datetime | None,
        before: int | None,
        limit: int,
        counted: int,
    ) -> tuple[list[Audited], int]:
        by_moment = {entry.recorded_at: (entry.seq, envelope) for envelope, _, entry in self.repository.log}
        found = [
            Audited(by_moment[at][0], known_as, who, about, by_moment[at][1])  # type: ignore[arg-type]
            for at, known_as, who, about in reversed(self.repository.audited)
            if actor in (None, who)
            and code in (None, about)
            and kind in (None, known_as)
            and (since is None or by_moment[at][1].time >= since)
            and (as_of is None or at <= as_of)
        ]
        return [one for one in found if before is None or one.seq < before][:limit], min(len(found), counted)


def sorted_by(application: Application, order: Order) -> str:
    if order.by == "submitted_at":
        return str(int(application.submitted_at.timestamp())) if application.submitted_at else ""
    return str(getattr(application, "folded" if order.by == "city" else order.by))
