"""The tables of sessions as dicts, and a desk that runs their handlers with a few cities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.cohort.domain.attendance import CityRecord, ItemRecord
from services.cohort.domain.invitations import Person
from services.cohort.domain.participation import ParticipationRecord
from services.cohort.domain.sessions import SessionRecord, overlaps
from services.cohort.handlers import attending, sessions
from services.cohort.repository.rows import by_city
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, PersonRef
from tests.unit.cohort.fake_cohort import COACH, CODE, NOW, STAFF, Desk, FakeRepository

OTHER, THIRD = "M4X7K2Q9TB", "P2X7K2Q9TB"
COACH_ID = UUID(int=11)
STARTS_AT = datetime(2027, 10, 5, 14, tzinfo=UTC)
PRESENT = ("active", "paused")
HOUR = timedelta(hours=1)
LEAD_REF, OFFICE_REF = "intake:lead", "intake:office"


@dataclass
class SessionsRepository(FakeRepository):
    sessions: dict[UUID, SessionRecord] = field(default_factory=dict)
    session_cities: dict[tuple[UUID, UUID], tuple[str | None, tuple[str, ...]]] = field(default_factory=dict)
    session_people: dict[UUID, list[Person]] = field(default_factory=dict)
    session_steps: list[tuple[UUID, str, str, str]] = field(default_factory=list)
    notes: dict[UUID, list[contract.SessionNote]] = field(default_factory=dict)
    items: dict[UUID, ItemRecord] = field(default_factory=dict)
    locked_coaches: list[UUID] = field(default_factory=list)

    def insert_session(self, session: SessionRecord) -> None:
        self.sessions[session.session_id] = session

    def find_session(self, session_id: UUID) -> SessionRecord | None:
        return self.sessions.get(session_id)

    lock_session = find_session

    def list_following_sessions(self, series_id: UUID, starts_at: datetime) -> list[SessionRecord]:
        found = [s for s in self._by_start() if s.series_id == series_id and s.state == "scheduled"]
        return [s for s in found if s.starts_at > starts_at]

    def list_upcoming_cohort_sessions(self, cohort: str, now: datetime) -> list[SessionRecord]:
        return [
            s
            for s in self._by_start()
            if s.cohort == cohort and s.whole_cohort and s.state == "scheduled" and s.starts_at > now
        ]

    def lock_coach(self, coach_id: UUID) -> None:
        self.locked_coaches.append(coach_id)

    def list_booked_sessions(self, coach_id: UUID, since: datetime, until: datetime) -> list[SessionRecord]:
        assert coach_id in self.locked_coaches, "two bookings at once would both find the coach free"
        booked = [s for s in self._by_start() if s.coach_id == coach_id and s.state == "scheduled"]
        return [s for s in booked if overlaps((s.starts_at, s.ends_at), (since, until))]

    def update_session_times(self, session_id: UUID, changes: dict[str, Any]) -> None:
        session = self.sessions[session_id]
        raised = {"sequence": session.sequence + 1, "version": session.version + 1}
        self.sessions[session_id] = replace(session, state="scheduled", **raised, **changes)

    def update_session_state(self, session_id: UUID, state: str, *, told: bool = False) -> None:
        session = self.sessions[session_id]
        raised = {"sequence": session.sequence + told, "version": session.version + 1}
        self.sessions[session_id] = replace(session, state=state, **raised)

    def insert_session_step(self, session_id: UUID, state: str, reason: str, taken_by: str, taken_at: datetime) -> None:
        self.session_steps.append((session_id, state, reason, taken_by))

    def list_session_steps(self, session_id: UUID) -> list[contract.ReasonedStep]:
        return [
            contract.ReasonedStep(at=NOW, by=by, step=state, reason=reason)
            for of, state, reason, by in self.session_steps
            if of == session_id
        ]

    def list_upcoming_sessions(self, cohort: str, cities: Any, now: datetime) -> list[Any]:
        return []

    def replace_session_people(self, session: SessionRecord, cities: Iterable[UUID], people: Iterable[Person]) -> None:
        stays = list(cities)
        self.sessions[session.session_id] = replace(session, version=session.version + 1)
        self.session_people[session.session_id] = []
        for key in [k for k in self.session_cities if k[0] == session.session_id and k[1] not in stays]:
            del self.session_cities[key]
        self.add_session_people(session.session_id, stays, people)

    def add_session_people(self, session_id: UUID, cities: Iterable[UUID], people: Iterable[Person]) -> None:
        for application_id in cities:
            self.session_cities.setdefault((session_id, application_id), (None, ()))
        self.session_people.setdefault(session_id, []).extend(people)

    def list_session_people(self, session_id: UUID) -> list[Person]:
        return sorted(
            self.session_people.get(session_id, []), key=lambda one: (one.code, one.role, one.ref or one.name)
        )

    def list_session_cities(self, session_id: UUID) -> list[CityRecord]:
        session = self.sessions[session_id]
        named = {application_id for of, application_id in self.session_cities if of == session_id}
        cohort = {p.application_id for p in self.list_members(session.cohort)} if session.whole_cohort else set()
        cities = [
            p
            for p in self.participations.values()
            if p.application_id in named or (p.application_id in cohort and p.status in PRESENT)
        ]
        return [
            CityRecord(
                p.application_id,
                p.code,
                p.city,
                self._joined_at(p, session.starts_at),
                *self._attendance(session_id, p),
                present=p.status in PRESENT,
            )
            for p in sorted(cities, key=by_city)
        ]

    def _joined_at(self, city: ParticipationRecord, starts_at: datetime) -> datetime:
        later = [(status, at) for of, status, at in self.status_changes if of == city.application_id and at > starts_at]
        away = later and later[0][0] not in PRESENT
        return later[0][1] if away else city.started_at or NOW

    def list_city_sessions(self, application_id: UUID, now: datetime) -> list[SessionRecord]:
        return [
            s
            for s in self._by_start()
            if s.state == "scheduled" and s.starts_at > now and (s.session_id, application_id) in self.session_cities
        ]

    def list_coach_sessions(self, coach_id: UUID, now: datetime) -> list[tuple[SessionRecord, list[str]]]:
        found = [s for s in self._by_start() if s.coach_id == coach_id and s.state == "scheduled" and s.starts_at > now]
        return [(s, [city.code for city in self.list_session_cities(s.session_id)]) for s in found]

    def list_cities_booked(
        self, cities: Collection[UUID], since: datetime, until: datetime
    ) -> list[tuple[SessionRecord, list[str]]]:
        booked = [
            s for s in self._by_start() if s.state == "scheduled" and overlaps((s.starts_at, s.ends_at), (since, until))
        ]
        of = [
            (
                s,
                sorted(
                    self.participations[city].code
                    for one, city in self.session_cities
                    if one == s.session_id and city in cities
                ),
            )
            for s in booked
        ]
        return [(s, codes) for s, codes in of if codes]

    def delete_session_city(self, session_id: UUID, application_id: UUID) -> None:
        self.session_cities.pop((session_id, application_id), None)
        people = self.session_people.get(session_id, [])
        self.session_people[session_id] = [one for one in people if one.application_id != application_id]
        self._touch(session_id)

    def replace_session_person(self, session_id: UUID, gone: Person, successor: Person | None) -> None:
        stay = [one for one in self.session_people[session_id] if one != gone]
        new = [successor] if successor and successor.key not in {one.key for one in stay} else []
        self.session_people[session_id] = [*stay, *new]
        self._touch(session_id)

    def _touch(self, session_id: UUID) -> None:
        session = self.sessions[session_id]
        self.sessions[session_id] = replace(session, version=session.version + 1)

    def list_city_action_items(
        self, application_id: UUID, state: str | None, after: Any, limit: int
    ) -> list[ItemRecord]:
        mine = [one for one in self.items.values() if one.application_id == application_id]
        return sorted((one for one in mine if state in (None, one.state)), key=lambda one: (one.due_on, one.item_id))

    def list_open_items(self, application_id: UUID) -> list[ItemRecord]:
        mine = [one for one in self.items.values() if one.application_id == application_id and one.state == "open"]
        return sorted(mine, key=lambda one: one.due_on)

    def upsert_attendance(
        self, session_id: UUID, city: CityRecord, entry: tuple[str, Sequence[str]], recorded_by: str, now: datetime
    ) -> None:
        self.session_cities[session_id, city.application_id] = (entry[0], tuple(entry[1]))

    def clear_attendance(self, session_id: UUID) -> None:
        for key in [k for k in self.session_cities if k[0] == session_id]:
            self.session_cities[key] = (None, ())

    def count_sessions_attended(self, application_id: UUID, kinds: Sequence[str]) -> int:
        return sum(
            attendance == "present"
            and self.sessions[session_id].state == "held"
            and self.sessions[session_id].kind in kinds
            for (session_id, of), (attendance, _) in self.session_cities.items()
            if of == application_id
        )

    def insert_session_note(
        self, session_id: UUID, visibility: str, text: str, written_by: str, written_at: datetime
    ) -> None:
        note = contract.SessionNote(at=written_at, visibility=visibility, text=text)
        self.notes.setdefault(session_id, []).append(note)

    def list_session_notes(self, session_id: UUID) -> list[contract.SessionNote]:
        return self.notes.get(session_id, [])

    def insert_action_item(self, item: ItemRecord, agreed_by: str, agreed_at: datetime) -> None:
        self.items[item.item_id] = item

    def lock_action_item(self, item_id: UUID) -> ItemRecord | None:
        return self.items.get(item_id)

    def list_action_items(self, session_id: UUID) -> list[ItemRecord]:
        return sorted((i for i in self.items.values() if i.session_id == session_id), key=lambda i: i.due_on)

    def _by_start(self) -> list[SessionRecord]:
        return sorted(self.sessions.values(), key=lambda s: (s.starts_at, s.session_id))

    def _attendance(self, session_id: UUID, participation: Any) -> tuple[str | None, tuple[str, ...]]:
        return self.session_cities.get((session_id, participation.application_id), (None, ()))


class SessionDesk(Desk):
    """Three cities of one cohort; the first has a team lead and a mayor's office in its roster."""

    fake = SessionsRepository

    def __init__(self) -> None:
        super().__init__(started=False)
        self.plan()
        for code in (CODE, OTHER, THIRD):
            self.join(code)
        lead = PersonRef(ref=LEAD_REF, role="team_lead", language="es")
        office = PersonRef(ref=OFFICE_REF, role="mayors_office", language="pt")
        self.repository.replace_roster(self.city.application_id, [lead, office])
        self.outbox.events.clear()

    def request(self, **changes: Any) -> dict[str, Any]:
        """A coaching session of the first city."""
        return {
            "cohort": "cohort-2027",
            "kind": "coaching",
            "title": "Baselines",
            "starts_at": STARTS_AT,
            "ends_at": STARTS_AT + HOUR,
            "time_zone": "America/Bogota",
            "place": "https://meet.example/coaching",
            "coach_id": COACH_ID,
            "cities": (CODE,),
            "roles": ("team_lead",),
        } | changes

    def book(self, caller: Caller = COACH, **changes: Any) -> contract.Session:
        request = contract.ScheduleSession.model_validate(self.request(**changes))
        return sessions.schedule_session(request, self.repository, self.outbox, caller, NOW)

    def series(self, caller: Caller = COACH, **changes: Any) -> contract.SessionSeries:
        fields = self.request(first_on=date(2027, 10, 5), at="09:00", minutes=60, count=4)
        del fields["starts_at"], fields["ends_at"]
        request = contract.ScheduleSeries.model_validate(fields | changes)
        return sessions.schedule_series(request, self.repository, self.outbox, caller, NOW)

    def move(self, session_id: UUID, caller: Caller = COACH, **changes: Any) -> contract.Session:
        times = {"starts_at": STARTS_AT + 24 * HOUR, "ends_at": STARTS_AT + 25 * HOUR}
        request = contract.MoveSession.model_validate({"session_id": session_id} | times | changes)
        return sessions.move_session(request, self.repository, self.outbox, caller, NOW)

    def change_people(self, session_id: UUID, **changes: Any) -> contract.Session:
        request = contract.ChangeSessionPeople.model_validate({"session_id": session_id} | changes)
        return sessions.change_people(request, self.repository, self.outbox, COACH)

    def cancel(self, session_id: UUID, **changes: Any) -> contract.Session:
        request = contract.CancelSession(session_id=session_id, reason="holiday", **changes)
        return sessions.cancel_session(request, self.repository, self.outbox, COACH, NOW)

    def hold_session(
        self, session_id: UUID, *attendance: tuple[str, str], now: datetime = STARTS_AT + HOUR, **changes: Any
    ) -> contract.Session:
        entries = tuple(contract.AttendanceEntry(code=code, attendance=came) for code, came in attendance)
        request = contract.HoldSession(session_id=session_id, attendance=entries, **changes)
        return attending.hold_session(request, self.repository, self.outbox, COACH, now)

    def attend(self, session_id: UUID, *attendance: tuple[str, str, tuple[str, ...]]) -> contract.Session:
        entries = tuple(contract.AttendanceEntry(code=c, attendance=a, modules=m) for c, a, m in attendance)
        request = contract.RecordAttendance(session_id=session_id, attendance=entries)
        return attending.record_attendance(request, self.repository, self.outbox, COACH, NOW)

    def reopen(self, session_id: UUID) -> contract.Session:
        request = contract.ReopenSession(session_id=session_id, reason="the wrong one")
        return attending.reopen_session(request, self.repository, self.outbox, STAFF, NOW)

    def note(self, session_id: UUID, visibility: str, text: str, now: datetime = NOW) -> contract.Session:
        request = contract.NoteSession.model_validate(
            {"session_id": session_id, "visibility": visibility, "text": text}
        )
        return attending.note_session(request, self.repository, self.outbox, COACH, now)

    def agree(self, session_id: UUID, **changes: Any) -> contract.ActionItem:
        fields = {"session_id": session_id, "what": "Publish the dictionary", "due_on": date(2027, 10, 20)}
        owner = {} if "owner_ref" in changes else {"owner": "Dana Inventada"}
        request = contract.AgreeActionItem.model_validate(fields | owner | changes)
        return attending.agree_item(request, self.repository, self.outbox, COACH, NOW)

    def turn_item(self, item_id: UUID, state: str) -> contract.ActionItem:
        request = contract.ChangeActionItem.model_validate({"item_id": item_id, "state": state})
        return attending.change_item(request, self.repository, self.outbox)

    def events(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.outbox.events if isinstance(event, kind)]
