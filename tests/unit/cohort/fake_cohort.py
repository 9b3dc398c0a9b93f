"""Cohort's tables as dicts, with the signatures of its Repository, and a desk that runs the handlers on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

from services.cohort.domain.audience import EVERYTHING, Audience
from services.cohort.domain.coaching import CoachRecord
from services.cohort.domain.convening import ConveningRecord, InvitationRecord
from services.cohort.domain.follow_up import FollowUpRecord
from services.cohort.domain.invitations import Member
from services.cohort.domain.mayors import MayorRecord
from services.cohort.domain.participation import CohortRecord, ParticipationRecord
from services.cohort.domain.project import PartKey, PartRecord
from services.cohort.domain.publishing import ConsentRecord, Publishing, SilenceRecord
from services.cohort.domain.targets import TargetRecord
from services.cohort.domain.timeline import Moves
from services.cohort.domain.visit import VisitRecord
from services.cohort.entrypoints.base import audience_of
from services.cohort.handlers import advancing, joining, publishing, reminding, showing, team, visiting
from services.cohort.handlers.lookup import list_cities
from services.cohort.repository import Repository
from services.cohort.repository.rows import KEPT, by_city
from services.cohort.service import Service
from shared.contracts import cohort as contract
from shared.contracts import eligibility, intake
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.named import id_of_name
from shared.contracts.people import Caller, PersonRef, Role
from shared.contracts.requests import Model, Request
from shared.program.calendar import cohort_ends_on
from shared.program.load import load_program
from shared.program.model import Program
from tests.support.answering import answered
from tests.support.changing import FakeChanges
from tests.support.fakes import FakeOutbox
from tests.support.standing import seen_by, stores, written

PROGRAM = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml")

STARTS_ON = date(2027, 6, 1)
NOW = datetime(2027, 5, 20, 12, tzinfo=UTC)
CODE = "K7Q2M9X4TB"
APPLICATION_ID = UUID(int=1)
STAFF = Caller(f"person:{UUID(int=10)}", frozenset({Role.STAFF}))
COACH = Caller(f"person:{UUID(int=11)}", frozenset({Role.COACH}))
LEAD = Caller(f"person:{UUID(int=12)}", frozenset({Role.PROGRAM_LEAD}))
ADMINISTRATOR = Caller("local-admin", frozenset({Role.ADMINISTRATOR}))

#: What commands say of people, or what people wrote: no event may hold any of it.
WRITTEN = (
    "Leo Supuesto", "leo@puerto.example", "City hall, room 4", "Ana Ficticia", "A city that decides",
    "Neighbours' council", "Dana Inventada", "Measure waiting times", "agreed with the mayor",
)  # fmt: skip


def call_opened(cohort: str = "cohort-2027", call: str = "2027", starts_on: date = STARTS_ON) -> intake.CallOpened:
    return intake.CallOpened(
        call_id=id_of_name(call),
        call=call,
        title="Round 2027",
        opens_at=datetime(2027, 1, 10, 5, tzinfo=UTC),
        closes_at=datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC),
        time_zone="America/New_York",
        eligibility_as_of=date(2027, 3, 31),
        capacity=22,
        offer_reply_days=14,
        cohort=intake.PlannedCohort(id=cohort, name="Cohort 2027", starts_on=starts_on),
    )


def offer_confirmed(code: str = CODE, **changes: Any) -> eligibility.OfferConfirmed:
    fields = {
        "application_id": APPLICATION_ID if code == CODE else uuid4(),
        "code": code,
        "call": "2027",
        "state": ApplicationState.CONFIRMED,
        "cohort": "cohort-2027",
        "city": "Puerto Ejemplo",
        "admin_area": "Magdalena",
        "country": "CO",
        "time_zone": "America/Bogota",
        "language": "es",
        "team_lead_ref": None,
        "confirmed_at": NOW,
    }
    return eligibility.OfferConfirmed.model_validate(fields | changes)


def titled(phase: str) -> str:
    """As a refusal names it."""
    return f"“{next((one.title for one in PROGRAM.phases if one.id == phase), phase)}”"


#: A row, with the city whose it is.
Owned = tuple[UUID, dict[str, Any]]


def rows_of(rows: list[Owned], application_id: UUID) -> list[dict[str, Any]]:
    return [row for owner, row in rows if owner == application_id]


def row_of(rows: list[Owned], wanted: UUID) -> dict[str, Any]:
    return next(row for _, row in rows if row["id"] == wanted)


def invitation_of(convening_id: UUID, city: ParticipationRecord, person: Member | PersonRef) -> InvitationRecord:
    return InvitationRecord(
        convening_id, city.application_id, city.code, city.city, person.ref, person.role, person.language, "invited",
        None,
    )  # fmt: skip


UNANSWERED: dict[str, Any] = {"suits": None, "answer_note": None, "answered_at": None}


@dataclass
class FakeRepository(FakeChanges):
    kept: ClassVar = KEPT
    cohorts: dict[str, CohortRecord] = field(default_factory=dict)
    participations: dict[UUID, ParticipationRecord] = field(default_factory=dict)
    entries: dict[tuple[UUID, str], tuple[date | None, date, str]] = field(default_factory=dict)  # planned, entered, by
    waivers: dict[tuple[UUID, str, str], tuple[str, str]] = field(default_factory=dict)  # reason, granted by
    team: list[Owned] = field(default_factory=list)
    coaches: dict[UUID, CoachRecord] = field(default_factory=dict)
    assignments: list[tuple[UUID, str | None]] = field(default_factory=list)  # coach, override
    engagements: list[Owned] = field(default_factory=list)
    visits: dict[UUID, VisitRecord] = field(default_factory=dict)  # by application
    write_ups: dict[UUID, contract.WriteUpVisit] = field(default_factory=dict)
    parts: dict[UUID, dict[PartKey, PartRecord]] = field(default_factory=dict)
    sources: list[Owned] = field(default_factory=list)
    gaps: list[Owned] = field(default_factory=list)
    milestones: list[Owned] = field(default_factory=list)
    settled: dict[UUID, set[str]] = field(default_factory=dict)
    steps: list[tuple[UUID, dict[str, Any]]] = field(default_factory=list)
    moves: list[dict[str, Any]] = field(default_factory=list)
    publishing: dict[UUID, Publishing] = field(default_factory=dict)
    reasons: dict[tuple[str, int], str] = field(default_factory=dict)  # cohort and version -> why its dates moved
    adoptions: list[tuple[str, str, str]] = field(default_factory=list)  # from version, to version, reason
    convenings: dict[tuple[str, str], ConveningRecord] = field(default_factory=dict)
    deactivated: set[UUID] = field(default_factory=set)
    calendar_feeds: dict[tuple[UUID, UUID], tuple[str, datetime]] = field(default_factory=dict)
    city_people: set[tuple[UUID, UUID]] = field(default_factory=set)
    roster: dict[UUID, list[PersonRef]] = field(default_factory=dict)
    invitations: dict[tuple[UUID, str], InvitationRecord] = field(default_factory=dict)  # convening, ref
    needs: dict[tuple[UUID, str], contract.RecordNeeds] = field(default_factory=dict)
    gone: dict[tuple[UUID, str], date] = field(default_factory=dict)  # of the roster: since when
    locked_cities: list[list[UUID]] = field(default_factory=list)
    people: dict[tuple[UUID, UUID], tuple[str, ...]] = field(default_factory=dict)  # city and person -> their parts
    endings: list[tuple[UUID, contract.Hanging]] = field(default_factory=list)
    status_changes: list[tuple[UUID, str, datetime]] = field(default_factory=list)  # from which status
    proven: dict[UUID, str] = field(default_factory=dict)  # addresses of people
    outside: bool = False  # the caller is of the city
    audience: Audience = EVERYTHING

    def insert_cohort(self, cohort: CohortRecord) -> bool:
        return self.cohorts.setdefault(cohort.cohort, cohort) is cohort

    def find_cohort(self, cohort: str) -> CohortRecord | None:
        return self.cohorts.get(cohort)

    def lock_cohort(self, cohort: str) -> CohortRecord | None:
        return self.find_cohort(cohort)

    def update_cohort(self, cohort: CohortRecord) -> None:
        self.cohorts[cohort.cohort] = replace(cohort, version=self.cohorts[cohort.cohort].version + 1)

    def insert_program_adoption(
        self, old: CohortRecord, new: CohortRecord, reason: str, adopted_by: str, adopted_at: datetime
    ) -> None:
        self.adoptions.append((old.program.version, new.program.version, reason))
        self.reasons[new.cohort, old.version + 1] = reason

    def find_publishing(self, city: ParticipationRecord) -> Publishing:
        return replace(self.publishing.get(city.application_id, Publishing("")), zone=city.time_zone)

    def list_publishing(self, cities: Collection[ParticipationRecord]) -> dict[UUID, Publishing]:
        return {city.application_id: self.find_publishing(city) for city in cities}

    def list_started(self, application_ids: Collection[UUID] | None = None) -> list[ParticipationRecord]:
        cities = [city for cohort in self.cohorts for city in self.list_members(cohort)]
        return [city for city in cities if application_ids is None or city.application_id in application_ids]

    def insert_silence(self, application_id: UUID, silence: SilenceRecord) -> None:
        self._publish(application_id, silences=(*self._published(application_id).silences, silence))

    def update_silence_taken_back(self, silence_id: UUID, reason: str, by: str, at: datetime) -> None:
        for application_id, found in self.publishing.items():
            silences = [
                replace(one, taken_back_because=reason) if one.silence_id == silence_id else one
                for one in found.silences
            ]
            self._publish(application_id, silences=tuple(silences))

    def insert_silence_override(self, application_id: UUID, about: str, reason: str, by: str, at: datetime) -> None:
        self._publish(application_id, overridden={**self._published(application_id).overridden, about: at})

    def insert_media_consent(self, application_id: UUID, consent: ConsentRecord) -> None:
        self._publish(application_id, consent=consent)

    def _published(self, application_id: UUID) -> Publishing:
        return self.publishing.get(application_id, Publishing(""))

    def _publish(self, application_id: UUID, **changes: Any) -> None:
        self.publishing[application_id] = replace(self._published(application_id), **changes)

    def list_planned_dates(self, cohort: str) -> Moves:
        dates: dict[UUID | None, dict[str, date]] = {}
        for move in self.moves:
            if move["cohort"] == cohort and move["phase"]:
                dates.setdefault(move["application_id"], {})[move["phase"]] = move["new"]
        return dates

    def insert_planned_move(
        self,
        cohort: CohortRecord,
        application_id: UUID | None,
        change: contract.DateChange,
        reason: str,
        moved_by: str,
        moved_at: datetime,
    ) -> None:
        code = self.participations[application_id].code if application_id else None
        move = {"cohort": cohort.cohort, "application_id": application_id, "code": code, "reason": reason}
        made = {"moved_by": moved_by, "moved_at": moved_at}
        self.moves.append({**move, **change.model_dump(), **made})
        self.reasons[cohort.cohort, cohort.version + 1] = reason

    def find_timeline_reason(self, cohort: str, version: int) -> str | None:
        return self.reasons.get((cohort, version))

    def list_planned_moves(self, cohort: str) -> list[dict[str, Any]]:
        return [move for move in reversed(self.moves) if move["cohort"] == cohort]

    def list_entered(self, cohort: str) -> dict[UUID, set[str]]:
        owners = {owner for owner, _ in self.entries if self.participations[owner].cohort == cohort}
        return {owner: {phase for of, phase in self.entries if of == owner} for owner in owners}

    def list_phases_entered(self, cohort: str) -> set[str]:
        return {phase for owner, phase in self.entries if self.participations[owner].cohort == cohort}

    def list_booked_visits(self, cohort: str) -> list[dict[str, Any]]:
        return [
            {"visit_id": visit.visit_id, "starts_at": visit.starts_at, "ends_at": visit.ends_at}
            | {"application_id": owner, "code": city.code, "time_zone": city.time_zone}
            for owner, visit in self.visits.items()
            if visit.state in ("proposed", "scheduled") and (city := self.participations[owner]).cohort == cohort
        ]

    def list_convenings(self, cohort: str) -> list[ConveningRecord]:
        return [one for (of, _), one in self.convenings.items() if of == cohort]

    def list_cohorts(self) -> list[tuple[CohortRecord, int]]:
        ordered = sorted(self.cohorts.values(), key=lambda one: (-one.starts_on.toordinal(), one.cohort))
        return [(one, self.count_members(one.cohort)) for one in ordered]

    def count_members(self, cohort: str) -> int:
        return len(self.list_members(cohort))

    def insert_participation(self, columns: dict[str, Any]) -> None:
        participation = ParticipationRecord(**columns, status="active", version=1, started_at=None)
        self.participations.setdefault(participation.application_id, participation)

    def list_unstarted(self, cohort: str) -> list[ParticipationRecord]:
        waiting = [one for one in self.participations.values() if one.cohort == cohort and one.started_at is None]
        return sorted(waiting, key=lambda one: one.code)

    def update_participation_started(self, application_id: UUID, started_at: datetime) -> None:
        found = self.participations[application_id]
        self.participations[application_id] = replace(found, started_at=started_at)

    def list_members(self, cohort: str) -> list[ParticipationRecord]:
        members = [one for one in self.participations.values() if one.cohort == cohort and one.started_at is not None]
        return sorted(members, key=by_city)

    def find_participation(self, code: str) -> ParticipationRecord | None:
        started = [one for one in self.participations.values() if one.started_at is not None]
        return next((one for one in started if one.code == code), None)

    def sees(self, application_id: UUID) -> bool:
        return True

    def sees_inside(self, application_id: UUID) -> bool:
        return not self.outside

    def list_parts(self, person_id: UUID, application_id: UUID | None) -> list[tuple[UUID, contract.CityPart]]:
        found = [(one, "coach") for one, city in self.participations.items() if city.lead_coach_id == person_id]
        found += [(one, part) for (one, person), parts in self.people.items() if person == person_id for part in parts]
        return sorted(one for one in found if application_id in (None, one[0]))  # type: ignore[arg-type]

    def list_seen_codes(self, codes: Iterable[str]) -> set[str]:
        return set(codes)

    def lock_participation(self, code: str) -> ParticipationRecord | None:
        return self.find_participation(code)

    def lock_cities(self, application_ids: Collection[UUID]) -> dict[UUID, str]:
        self.locked_cities.append(list(application_ids))
        return {one: self.participations[one].status for one in application_ids}

    def insert_ending(self, application_id: UUID, ended: contract.Hanging, now: datetime) -> None:
        self.endings.append((application_id, ended))

    def take_endings(self, application_id: UUID, now: datetime) -> list[contract.Hanging]:
        taken = [ended for owner, ended in self.endings if owner == application_id]
        self.endings = [(owner, ended) for owner, ended in self.endings if owner != application_id]
        return taken

    def update_participation_phase(self, application_id: UUID, phase: str) -> None:
        self._update(application_id, phase=phase)

    def touch_participation(self, application_id: UUID) -> None:
        self._update(application_id)

    def insert_phase_entry(
        self,
        application_id: UUID,
        phase: str,
        planned_on: date | None,
        entered_on: date,
        entered_by: str,
        entered_at: datetime,
    ) -> None:
        assert (application_id, phase) not in self.entries, "the index phase_entries_standing"
        self.entries[application_id, phase] = planned_on, entered_on, entered_by
        self._step(application_id, entered_at, entered_by, "entered", phase, None)

    def list_phase_entries(self, application_id: UUID) -> dict[str, date]:
        return {phase: entry[1] for (owner, phase), entry in self.entries.items() if owner == application_id}

    def undo_phase_entry(
        self, application_id: UUID, phase: str, undone_by: str, undone_at: datetime, reason: str
    ) -> None:
        del self.entries[application_id, phase]
        self._step(application_id, undone_at, undone_by, "stepped_back", phase, reason)

    def insert_waiver(
        self, application_id: UUID, phase: str, condition: str, reason: str, granted_by: str, granted_at: datetime
    ) -> None:
        self.waivers.setdefault((application_id, phase, condition), (reason, granted_by))
        self._step(application_id, granted_at, granted_by, "waived", condition, reason)

    def list_waivers(self, application_id: UUID, phase: str) -> set[str]:
        return {condition for owner, of, condition in self.waivers if (owner, of) == (application_id, phase)}

    def void_waivers(self, application_id: UUID, phase: str, void_at: datetime) -> None:
        standing = {key: value for key, value in self.waivers.items() if key[:2] != (application_id, phase)}
        self.waivers = standing

    def list_steps(self, application_id: UUID) -> list[dict[str, Any]]:
        own = sorted((one for owner, one in self.steps if owner == application_id), key=itemgetter("what"))
        return sorted(sorted(own, key=itemgetter("step"), reverse=True), key=itemgetter("at"))

    def update_participation_status(
        self, participation: ParticipationRecord, status: str, reason: str, changed_by: str, changed_at: datetime
    ) -> None:
        self._update(participation.application_id, status=status)
        self.status_changes.append((participation.application_id, participation.status, changed_at))
        self._step(participation.application_id, changed_at, changed_by, status, participation.status, reason)

    def _step(self, owner: UUID, at: datetime, by: str, step: str, what: str, reason: str | None) -> None:
        self.steps.append((owner, {"at": at, "by": by, "step": step, "what": what, "reason": reason}))

    def list_team_members(self, application_id: UUID) -> list[contract.Member]:
        return [contract.Member.model_validate(row) for row in rows_of(self.team, application_id)]

    def has_team_lead(self, participation: ParticipationRecord) -> bool:
        members = self.list_team_members(participation.application_id)
        leads = any(one.lead and one.left_on is None for one in members)
        return leads or participation.team_lead_ref is not None

    def insert_team_member(
        self, application_id: UUID, member_id: UUID, name: str, role: str, email: str | None, joined_on: date
    ) -> None:
        row: dict[str, Any] = {"id": member_id, "name": name, "role": role, "email": email, "joined_on": joined_on}
        nothing = {
            "lead": False,
            "interim": False,
            "left_on": None,
            "successor_id": None,
            "handover": None,
            "ref": None,
        }
        self.team.append((application_id, {**row, **nothing}))

    def update_team_lead(self, application_id: UUID, member_id: UUID, email: str | None, interim: bool) -> None:
        for row in rows_of(self.team, application_id):
            row.update(lead=False, interim=False)
        found = row_of(self.team, member_id)
        found.update(lead=True, interim=interim, email=email or found["email"])

    def update_team_member_left(
        self, member_id: UUID, left_on: date, successor_id: UUID | None, handover: str | None
    ) -> None:
        row_of(self.team, member_id).update(left_on=left_on, successor_id=successor_id, handover=handover, lead=False)

    def update_member_ref(self, member_id: UUID, ref: str, email: str | None) -> None:
        found = row_of(self.team, member_id)
        found.update(ref=ref, email=email or found["email"])

    def find_city_person(self, person_id: UUID) -> contract.CityPerson | None:
        for owner, row in self.team:
            if row["id"] == person_id and row["email"]:
                language = self.participations[owner].language
                return contract.CityPerson(name=row["name"], email=row["email"], language=language)
        return None

    def list_city_people_at(self, address: str) -> list[UUID]:
        return sorted(row["id"] for _, row in self.team if (row["email"] or "").casefold() == address.casefold())

    def upsert_coach(self, person_id: UUID, languages: Sequence[str]) -> None:
        known = self.coaches.get(person_id)
        self.coaches[person_id] = CoachRecord(person_id, tuple(languages), known.hours if known else None)

    def update_coach_gone(self, person_id: UUID) -> None:
        if person_id in self.coaches:
            self.coaches[person_id] = replace(self.coaches[person_id], active=False)

    def lock_coach_hours(self, person_id: UUID) -> CoachRecord | None:
        return self.coaches.get(person_id)

    def find_coach(self, person_id: UUID) -> CoachRecord | None:
        return self.coaches.get(person_id)

    def list_coaches(self) -> list[CoachRecord]:
        return sorted(self.coaches.values(), key=lambda one: one.coach_id)

    def update_coach_hours(self, person_id: UUID, hours: int) -> None:
        self.coaches[person_id] = replace(self.coaches[person_id], hours=hours)

    def list_coached_cities(self, person_id: UUID) -> list[str]:
        present = [one for one in self.participations.values() if one.status in ("active", "paused")]
        return sorted(one.code for one in present if one.lead_coach_id == person_id)

    def update_lead_coach(
        self, application_id: UUID, coach_id: UUID, override: str | None, assigned_by: str, assigned_at: datetime
    ) -> None:
        self._update(application_id, lead_coach_id=coach_id)
        self.assignments.append((coach_id, override))

    def insert_engagement(self, application_id: UUID, engagement_id: UUID, request: contract.RecordEngagement) -> None:
        self.engagements.append((application_id, {"id": engagement_id, **request.model_dump(exclude={"code"})}))

    def list_engagements(self, application_id: UUID) -> list[contract.Engagement]:
        rows = sorted(rows_of(self.engagements, application_id), key=lambda row: row["held_on"], reverse=True)
        return [contract.Engagement.model_validate(row) for row in rows]

    def list_upcoming_sessions(self, cohort: str, cities: Any, now: datetime) -> list[Any]:
        return []

    def find_commitment(self, commitment_id: UUID) -> Any:
        return None

    def find_strategy(self, application_id: UUID) -> Any:
        return None

    def find_visit(self, application_id: UUID) -> VisitRecord | None:
        return self.visits.get(application_id)

    def insert_visit(
        self, application_id: UUID, request: contract.ProposeVisit | contract.ScheduleVisit, state: str
    ) -> None:
        assert application_id not in self.visits, "one visit a city"
        self.visits[application_id] = VisitRecord(
            uuid4(), state, request.starts_at, request.ends_at, request.place, 0, None, request.participants
        )

    def update_visit_times(
        self, visit_id: UUID, request: contract.ProposeVisit | contract.ScheduleVisit, state: str
    ) -> None:
        visit = self._visit(visit_id)
        times = {"starts_at": request.starts_at, "ends_at": request.ends_at, "place": request.place}
        self._update_visit(
            visit_id, state=state, sequence=visit.sequence + 1, cancelled_because=None, **times, **UNANSWERED
        )

    def update_visit_write_up(self, visit_id: UUID, request: contract.WriteUpVisit, now: datetime) -> None:
        outputs = request.model_dump(mode="json", exclude={"code"})
        self._update_visit(visit_id, state="written_up", write_up=outputs)
        self.write_ups[visit_id] = request

    def list_project_parts(self, application_id: UUID) -> dict[PartKey, PartRecord]:
        return dict(self.parts.get(application_id, {}))

    def insert_project_part(
        self, application_id: UUID, part: Any, number: int, version: int, document: Model, submitted_at: datetime
    ) -> None:
        record = PartRecord(part, "submitted", version, submitted_at, None, document.model_dump(mode="json"), number)
        self.parts.setdefault(application_id, {})[part, number] = record

    def update_project_part(
        self, application_id: UUID, part: PartRecord, state: str, judged_by: str, judged_at: datetime, why: str | None
    ) -> None:
        judged = replace(part, state=state, returned_because=why)
        self.parts[application_id][part.part, part.number] = judged

    def insert_project_source(self, application_id: UUID, source_id: UUID, request: contract.RecordDataSource) -> None:
        self.sources.append((application_id, {"id": source_id, **request.model_dump(exclude={"code"})}))

    def list_project_sources(self, application_id: UUID) -> list[dict[str, Any]]:
        return rows_of(self.sources, application_id)

    def insert_project_gap(self, application_id: UUID, gap_id: UUID, description: str, found_on: date) -> None:
        row = {"id": gap_id, "description": description, "found_on": found_on, "mended_on": None, "mended_how": None}
        self.gaps.append((application_id, row))

    def update_project_gap_mended(self, gap_id: UUID, mended_on: date, how: str) -> None:
        row_of(self.gaps, gap_id).update(mended_on=mended_on, mended_how=how)

    def list_project_gaps(self, application_id: UUID) -> list[dict[str, Any]]:
        return rows_of(self.gaps, application_id)

    def upsert_project_milestone(self, application_id: UUID, milestone_id: UUID, title: str, due_on: date) -> None:
        known = [row for _, row in self.milestones if row["id"] == milestone_id]
        if known:
            known[0].update(title=title, due_on=due_on)
            return
        row = {"id": milestone_id, "title": title, "due_on": due_on, "done_on": None, "evidence": None}
        self.milestones.append((application_id, row))

    def update_project_milestone_done(self, milestone_id: UUID, done_on: date, evidence: str) -> None:
        row_of(self.milestones, milestone_id).update(done_on=done_on, evidence=evidence)

    def list_project_milestones(self, application_id: UUID) -> list[dict[str, Any]]:
        return rows_of(self.milestones, application_id)

    # -- what other desks have more of -------------------------------------------------------------------------------

    def list_targets(self, application_id: UUID) -> list[TargetRecord]:
        return []

    def list_mayors(self, application_id: UUID) -> list[MayorRecord]:
        return []

    def find_election(self, application_id: UUID) -> date | None:
        return None

    def list_follow_ups(self, application_id: UUID) -> dict[int, FollowUpRecord]:
        return {}

    # -- people ------------------------------------------------------------------------------------------------------

    def replace_roster(self, application_id: UUID, people: Sequence[PersonRef]) -> None:
        stay = [one for one in self.roster.get(application_id, []) if self._stays(application_id, one)]
        new = [one for one in people if one.ref not in {stays.ref for stays in stay}]
        self.roster[application_id] = [*stay, *new]

    def _stays(self, application_id: UUID, person: PersonRef) -> bool:
        return (application_id, person.ref) in self.gone or person.ref.startswith("cohort:")

    def insert_roster(self, application_id: UUID, person: PersonRef) -> None:
        known = self.roster.setdefault(application_id, [])
        if person.ref not in {one.ref for one in known}:
            known.append(person)

    def update_roster_left(self, application_id: UUID, ref: str, left_on: date) -> None:
        self.gone.setdefault((application_id, ref), left_on)

    def update_roster_back(self, application_id: UUID, ref: str) -> None:
        self.gone.pop((application_id, ref), None)

    def list_whole_roster(self, application_id: UUID) -> list[PersonRef]:
        return sorted(self.roster.get(application_id, []), key=lambda one: one.ref)

    def replace_proven_address(self, person_id: UUID, folded_email: str, proven_at: datetime) -> None:
        others = {one: email for one, email in self.proven.items() if one != person_id and email != folded_email}
        self.proven = others | {person_id: folded_email}

    def list_roster(self, application_ids: Sequence[UUID]) -> list[Member]:
        return [
            Member(owner, one.ref, one.role, one.language)
            for owner in application_ids
            for one in self.list_whole_roster(owner)
            if (owner, one.ref) not in self.gone
        ]

    def find_convening(self, cohort: str, kind: str) -> ConveningRecord | None:
        return self.convenings.get((cohort, kind))

    def lock_convening(self, cohort: str, kind: str) -> ConveningRecord | None:
        return self.convenings.get((cohort, kind))

    def upsert_convening(self, convening_id: UUID, request: contract.ScheduleConvening) -> None:
        before = self.convenings.get((request.cohort, request.kind))
        columns = request.model_dump(exclude={"override"})
        sequence = before.sequence + 1 if before else 0
        self.convenings[request.cohort, request.kind] = ConveningRecord(convening_id, **columns, sequence=sequence)

    def update_convening_state(self, convening_id: UUID, state: str, reason: str | None) -> None:
        for key, one in self.convenings.items():
            if one.convening_id == convening_id:
                self.convenings[key] = replace(one, state=state, sequence=one.sequence + 1)

    def insert_invitations(
        self,
        convening: ConveningRecord,
        roles: Sequence[str],
        application_id: UUID | None = None,
        ref: str | None = None,
        again: Sequence[str] = (),
    ) -> set[str]:
        new = {
            person.ref: invitation_of(convening.convening_id, city, person)
            for city in self.list_members(convening.cohort)
            for person in self.list_roster([city.application_id])
            if city.status == "active" and person.role in roles
            and application_id in (None, city.application_id) and ref in (None, person.ref)
            and self._is_new(convening.convening_id, person.ref, again)
        }  # fmt: skip
        self.invitations |= {(convening.convening_id, ref): one for ref, one in new.items()}
        return set(new)

    def _is_new(self, convening_id: UUID, ref: str, again: Sequence[str]) -> bool:
        known = self.invitations.get((convening_id, ref))
        return known is None or (known.state == "removed" and known.removed_because in again)

    def insert_invitation(self, convening_id: UUID, application_id: UUID, person: PersonRef) -> None:
        known = self.invitations.get((convening_id, person.ref))
        if known is None or known.state == "removed":
            city = self.participations[application_id]
            self.invitations[convening_id, person.ref] = invitation_of(convening_id, city, person)

    def ask_invitations_anew(self, convening_id: UUID) -> None:
        for key, one in self.invitations.items():
            if key[0] == convening_id and one.state in ("yes", "no"):
                self.invitations[key] = replace(one, state="invited", earlier_answer=one.state)

    def list_invitations(self, convening_id: UUID) -> list[InvitationRecord]:
        found = [
            replace(one, needs=key in self.needs, city_status=self.participations[one.application_id].status)
            for key, one in self.invitations.items()
            if key[0] == convening_id
        ]
        return sorted(found, key=lambda one: (by_city(one), one.role, one.ref))

    def update_invitation(
        self, invitation: InvitationRecord, state: str, delegate: str | None, removed_because: str | None = None
    ) -> None:
        key = invitation.convening_id, invitation.ref
        changes = {"state": state, "delegate": delegate, "removed_because": removed_because}
        self.invitations[key] = replace(invitation, **changes)

    def check_in(self, invitation: InvitationRecord, state: str, at: datetime) -> None:
        answered = invitation.state if invitation.state in ("invited", "yes", "no") else invitation.answered
        came_at = at if state == "attended" else None
        changed = replace(invitation, state=state, attended_at=came_at, answered=answered)
        self.invitations[invitation.convening_id, invitation.ref] = changed

    def undo_check_in(self, invitation: InvitationRecord) -> None:
        changed = replace(invitation, state=invitation.answered or "invited", attended_at=None, answered=None)
        self.invitations[invitation.convening_id, invitation.ref] = changed

    def upsert_needs(self, invitation: InvitationRecord, request: contract.RecordNeeds) -> None:
        self.needs[invitation.convening_id, invitation.ref] = request

    def list_needs(self, convening_id: UUID) -> list[contract.Needs]:
        said = {"travel", "diet", "access", "interpretation"}
        return [
            contract.Needs(
                code=one.code, city=one.city, role=one.role, ref=one.ref,
                **self.needs[convening_id, one.ref].model_dump(include=said),
            )
            for one in self.list_invitations(convening_id)
            if one.needs and one.state in ("invited", "yes")
        ]  # fmt: skip

    def list_settled_convenings(self, application_id: UUID) -> set[str]:
        kinds = {one.convening_id: one.kind for one in self.convenings.values()}
        settled = {
            kinds[key[0]]
            for key, one in self.invitations.items()
            if one.application_id == application_id and one.state in ("attended", "excused")
        }
        return settled | self.settled.get(application_id, set())

    def count_sessions_attended(self, application_id: UUID, kinds: Sequence[str]) -> int:
        return 0

    def list_upcoming_cohort_sessions(self, cohort: str, now: datetime) -> list[Any]:
        return []

    def list_city_sessions(self, application_id: UUID, now: datetime) -> list[Any]:
        return []

    # -- calendars ---------------------------------------------------------------------------------------------------

    def is_of_city(self, application_id: UUID, person_id: UUID) -> bool:
        return (application_id, person_id) in self.city_people

    def find_calendar_feed_of(self, application_id: UUID, person_id: UUID) -> datetime | None:
        found = self.calendar_feeds.get((application_id, person_id))
        return found[1] if found else None

    def upsert_calendar_feed(self, application_id: UUID, person_id: UUID, secret_hash: str, now: datetime) -> None:
        self.calendar_feeds[application_id, person_id] = (secret_hash, now)

    def find_calendar_feed(self, secret_hash: str) -> dict[str, Any] | None:
        for (application_id, person_id), (known, _) in self.calendar_feeds.items():
            let_in = person_id not in self.deactivated
            if known == secret_hash and let_in and self.is_of_city(application_id, person_id):
                return vars(self.participations[application_id])
        return None

    def insert_deactivated(self, person_id: UUID) -> None:
        self.deactivated.add(person_id)

    def delete_deactivated(self, person_id: UUID) -> None:
        self.deactivated.discard(person_id)

    def list_calendar_sessions(self, application_id: UUID, since: datetime) -> list[dict[str, Any]]:
        return []

    def list_calendar_convenings(self, application_id: UUID, since: datetime) -> list[dict[str, Any]]:
        invited = {one.convening_id for one in self.invitations.values() if one.application_id == application_id}
        return [vars(one) for one in self.convenings.values() if one.convening_id in invited and one.starts_at > since]

    def find_asked(self, cohort: str, survey: str) -> Any:
        return None

    def list_coach_sessions(self, coach_id: UUID, now: datetime) -> list[Any]:
        return []

    def list_city_action_items(self, application_id: UUID, state: str | None, after: Any, limit: int) -> list[Any]:
        return []

    def list_open_items(self, application_id: UUID) -> list[Any]:
        return []

    def _update(self, application_id: UUID, **changes: Any) -> None:
        found = self.participations[application_id]
        self.participations[application_id] = replace(found, version=found.version + 1, **changes)

    def _visit(self, visit_id: UUID) -> VisitRecord:
        return next(one for one in self.visits.values() if one.visit_id == visit_id)

    def _update_visit(self, visit_id: UUID, **changes: Any) -> None:
        for application_id, visit in self.visits.items():
            if visit.visit_id == visit_id:
                self.visits[application_id] = replace(visit, **changes)


class Desk:
    """Cohort's handlers on one fake database, with one city in its first phase."""

    fake: ClassVar[type[FakeRepository]] = FakeRepository
    repository: Any

    def __init__(self, *, started: bool = True, program: Program = PROGRAM, **city: Any) -> None:
        self.program = program
        self.repository, self.reminded = stores(self.fake, lambda tx: Repository(tx, program))
        self.outbox = FakeOutbox()
        if started:
            self.plan()
            self.join(**city)
            self.outbox.events.clear()

    def send(self, request: Request[Any], caller: Caller = STAFF, now: datetime = NOW) -> Any:
        """What comes of a request of theirs."""
        repository = seen_by(self.repository, audience_of(caller, type(request)))
        known = {"repository": repository, "outbox": self.outbox, "caller": caller, "now": now, "program": self.program}
        return answered(Service, request, **known)

    @property
    def city(self) -> ParticipationRecord:
        found: ParticipationRecord | None = self.repository.find_participation(CODE)
        assert found is not None
        return found

    def plan(self, now: datetime = NOW, **fields: Any) -> None:
        joining.plan_cohort(call_opened(**fields), self.repository, self.outbox, self.program, now)

    def join(self, code: str = CODE, now: datetime = NOW, **changes: Any) -> None:
        joining.join_cohort(offer_confirmed(code, **changes), self.repository, self.outbox, self.program, now)

    def remind(self, now: datetime) -> None:
        """The periodic step, for each city."""
        for code in list_cities(self.repository):
            reminding.remind_city(code, self.repository, self.outbox, self.reminded, now)

    def name_lead(self, code: str = CODE, interim: bool = True) -> contract.Participation:
        request = contract.NameTeamLead(code=code, name="Leo Supuesto", email="leo@puerto.example", interim=interim)
        return team.name_team_lead(request, self.repository, self.outbox, NOW)

    def schedule(
        self, starts_at: datetime, ends_at: datetime, caller: Caller = STAFF, code: str = CODE, **fields: Any
    ) -> contract.Visit:
        request = contract.ScheduleVisit(
            code=code, starts_at=starts_at, ends_at=ends_at, place="City hall, room 4", participants=("Ana Ficticia",),
            **fields,
        )  # fmt: skip
        return visiting.schedule_visit(request, self.repository, self.outbox, caller, NOW)

    def propose(self, starts_at: datetime, ends_at: datetime, caller: Caller = STAFF, **fields: Any) -> contract.Visit:
        request = contract.ProposeVisit(code=CODE, starts_at=starts_at, ends_at=ends_at, place="City hall", **fields)
        return visiting.propose_visit(request, self.repository, self.outbox, caller, NOW)

    def cancel(self) -> contract.Visit:
        request = contract.CancelVisit(code=CODE, reason="a storm warning")
        return visiting.cancel_visit(request, self.repository, self.outbox, STAFF, NOW)

    def show_visit(self, now: datetime) -> contract.Visit:
        return visiting.get_visit(contract.GetVisit(code=CODE), self.repository, now)

    def hold(self, held_on: date, now: datetime, code: str = CODE) -> contract.Visit:
        request = contract.HoldVisit(code=code, held_on=held_on)
        return visiting.hold_visit(request, self.repository, self.outbox, now)

    def write_up(
        self, now: datetime = NOW, code: str = CODE, leads: tuple[bool, ...] = (True, False)
    ) -> contract.Visit:
        request = contract.WriteUpVisit(
            code=code,
            vision="A city that decides with its data.",
            stakeholders=("Neighbours' council",),
            roster=tuple(contract.TeamMember(name="Dana Inventada", role="analyst", lead=lead) for lead in leads),
            priorities=(contract.RankedPriority(rank=1, title="Measure waiting times"),),
        )
        return visiting.write_up_visit(request, self.repository, self.outbox, now)

    def advance(
        self,
        phase: str,
        now: datetime = NOW,
        caller: Caller = LEAD,
        version: int | None = None,
        waive: dict[str, str] | None = None,
        code: str = CODE,
    ) -> contract.PhaseChange:
        version = self.city.version if version is None else version
        request = contract.AdvancePhase(code=code, phase=phase, expected_version=version, waive=waive or {})
        return advancing.advance_phase(request, self.repository, self.outbox, caller, now)

    def step_back(
        self, phase: str, now: datetime = NOW, caller: Caller = STAFF, version: int | None = None
    ) -> contract.PhaseChange:
        seen = self.city.version if version is None else version
        request = contract.StepBack(code=CODE, phase=phase, reason="the baseline was wrong", expected_version=seen)
        return advancing.step_back(request, self.repository, self.outbox, caller, now)

    def change_status(
        self,
        status: str,
        caller: Caller = STAFF,
        version: int | None = None,
        now: datetime = NOW,
        code: str = CODE,
    ) -> contract.ChangedStatus:
        fields = {"code": code, "status": status, "reason": "elections in May", "expected_version": version}
        request = contract.ChangeStatus.model_validate(fields)
        return advancing.change_status(request, self.repository, self.outbox, caller, now)

    def consent(self, code: str = CODE, given: bool = True, now: datetime = NOW) -> contract.Publishing:
        said = {"code": code, "given": given, "said_on": "2027-05-20", "name": "Ana Ficticia", "title": "Press officer"}
        request = contract.RecordMediaConsent.model_validate(said)
        return publishing.record_consent(request, self.repository, self.outbox, STAFF, now)

    def silence(self, starts_on: str, ends_on: str, code: str = CODE, now: datetime = NOW) -> contract.Publishing:
        days = {"code": code, "starts_on": starts_on, "ends_on": ends_on}
        request = contract.RecordSilence.model_validate(days)
        return publishing.record_silence(request, self.repository, self.outbox, STAFF, now)

    def requirements(self, now: datetime = NOW) -> dict[str, tuple[bool, bool]]:
        """condition -> met, waived."""
        shown = showing.show_participation(self.repository, self.city, now).requirements
        return {one.condition: (one.met, one.waived) for one in shown}

    def put(self, **changes: Any) -> None:
        """The city as it would stand after steps that nobody can take yet."""
        if written(self.repository, "participations", {"code": CODE}, changes):
            return
        self.repository.participations[APPLICATION_ID] = replace(self.city, **changes)

    def put_visit(self, **changes: Any) -> None:
        if written(self.repository, "visits", {"application_id": APPLICATION_ID}, changes):
            return
        self.repository.visits[APPLICATION_ID] = replace(self.repository.visits[APPLICATION_ID], **changes)


def a_cohort(starts_on: date = STARTS_ON) -> CohortRecord:
    return CohortRecord("cohort-2027", "Cohort 2027", "2027", starts_on, cohort_ends_on(PROGRAM, starts_on), PROGRAM)
