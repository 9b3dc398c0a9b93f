"""Rows of cohort's database and the objects they stand for. The only user of queries.sql."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from services.cohort.domain.convening import ConveningRecord, InvitationRecord
from services.cohort.domain.participation import CohortRecord, ParticipationRecord
from services.cohort.domain.project import PartRecord
from services.cohort.domain.visit import VisitRecord
from shared.contracts import cohort as contract
from shared.contracts.people import PersonRef
from shared.contracts.requests import Model
from shared.storage.database import Row, Transaction, as_json
from shared.storage.queries import Queries

queries = Queries("services.cohort")


class Repository:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    # -- cohorts -----------------------------------------------------------------------------------------------------

    def insert_cohort(self, cohort: CohortRecord) -> bool:
        """Whether the cohort is new."""
        return self._tx.execute(queries.upsert_cohort, vars(cohort)) == 1

    def find_cohort(self, cohort: str) -> CohortRecord | None:
        row = self._tx.find(queries.find_cohort, {"cohort": cohort})
        return None if row is None else CohortRecord(**row)

    def list_cohorts(self) -> list[tuple[CohortRecord, int]]:
        """Each with the number of its cities."""
        return [(CohortRecord(**row), members) for row in self._tx.all(queries.list_cohorts)
                for members in (row.pop("members"),)]  # fmt: skip

    def count_members(self, cohort: str) -> int:
        return int(self._tx.one(queries.count_members, {"cohort": cohort})["members"])

    # -- participations ----------------------------------------------------------------------------------------------

    def insert_participation(self, columns: dict[str, Any]) -> None:
        self._tx.execute(queries.insert_participation, columns)

    def list_unstarted(self, cohort: str) -> list[ParticipationRecord]:
        """Locked: two events that meet here start each city once."""
        return [ParticipationRecord(**row) for row in self._tx.all(queries.list_unstarted, {"cohort": cohort})]

    def update_participation_started(self, application_id: UUID, started_at: datetime) -> None:
        self._tx.execute(
            queries.update_participation_started, {"application_id": application_id, "started_at": started_at}
        )  # fmt: skip

    def list_members(self, cohort: str) -> list[ParticipationRecord]:
        return [ParticipationRecord(**row) for row in self._tx.all(queries.list_members, {"cohort": cohort})]

    def find_participation(self, code: str) -> ParticipationRecord | None:
        return as_participation(self._tx.find(queries.find_participation, {"code": code}))

    def lock_participation(self, code: str) -> ParticipationRecord | None:
        return as_participation(self._tx.find(queries.lock_participation, {"code": code}))

    def update_participation_phase(self, application_id: UUID, phase: str) -> None:
        self._tx.execute(queries.update_participation_phase, {"application_id": application_id, "phase": phase})

    def touch_participation(self, application_id: UUID) -> None:
        self._tx.execute(queries.touch_participation, {"application_id": application_id})

    # -- phases ------------------------------------------------------------------------------------------------------

    def insert_phase_entry(
        self, application_id: UUID, phase: str, planned_on: date | None, entered_on: date, entered_by: str
    ) -> None:
        columns = {"phase": phase, "planned_on": planned_on, "entered_on": entered_on, "entered_by": entered_by}
        self._tx.execute(queries.insert_phase_entry, columns | {"application_id": application_id})

    def list_phase_entries(self, application_id: UUID) -> dict[str, date]:
        """phase -> the day on which the city entered it."""
        rows = self._tx.all(queries.list_phase_entries, {"application_id": application_id})
        return {row["phase"]: row["entered_on"] for row in rows}

    def insert_waiver(
        self, application_id: UUID, phase: str, condition: str, reason: str, granted_by: str, granted_at: datetime
    ) -> None:
        columns: dict[str, object] = {"phase": phase, "condition": condition, "reason": reason}
        columns |= {"granted_by": granted_by, "granted_at": granted_at, "application_id": application_id}
        self._tx.execute(queries.insert_waiver, columns)

    def list_waivers(self, application_id: UUID, phase: str) -> set[str]:
        rows = self._tx.all(queries.list_waivers, {"application_id": application_id, "phase": phase})
        return {row["condition"] for row in rows}

    # -- team and visit ----------------------------------------------------------------------------------------------

    def upsert_team_lead(self, application_id: UUID, request: contract.NameTeamLead, named_at: datetime) -> None:
        columns = request.model_dump(include={"name", "email", "interim"})
        self._tx.execute(queries.upsert_team_lead, columns | {"application_id": application_id, "named_at": named_at})

    def has_team_lead(self, participation: ParticipationRecord) -> bool:
        """Named here, or by the application, whose contact leads until then."""
        found = self._tx.find(queries.find_team_lead, {"application_id": participation.application_id})
        return found is not None or participation.team_lead_ref is not None

    def find_visit(self, application_id: UUID) -> VisitRecord | None:
        row = self._tx.find(queries.find_visit, {"application_id": application_id})
        return None if row is None else VisitRecord(**row)

    def insert_visit(self, application_id: UUID, request: contract.ScheduleVisit) -> None:
        self._tx.execute(
            queries.insert_visit, _times(request) | {"visit_id": uuid4(), "application_id": application_id}
        )

    def update_visit_times(self, visit_id: UUID, request: contract.ScheduleVisit) -> None:
        self._tx.execute(queries.update_visit_times, _times(request) | {"visit_id": visit_id})

    def update_visit_held(self, visit_id: UUID, held_on: date) -> None:
        self._tx.execute(queries.update_visit_held, {"visit_id": visit_id, "held_on": held_on})

    def update_visit_write_up(self, visit_id: UUID, request: contract.WriteUpVisit, now: datetime) -> None:
        write_up = as_json(request.model_dump(mode="json", exclude={"code"}))
        self._tx.execute(
            queries.update_visit_write_up, {"visit_id": visit_id, "write_up": write_up, "written_up_at": now}
        )

    # -- people of a city, by reference ------------------------------------------------------------------------------

    def replace_roster(self, application_id: UUID, people: Sequence[PersonRef]) -> None:
        self._tx.execute(queries.delete_roster, {"application_id": application_id})
        for person in people:
            self._tx.execute(queries.insert_roster, person.model_dump() | {"application_id": application_id})

    # -- status ------------------------------------------------------------------------------------------------------

    def update_participation_status(
        self, participation: ParticipationRecord, status: str, reason: str, changed_by: str, changed_at: datetime
    ) -> None:
        key = {"application_id": participation.application_id}
        self._tx.execute(queries.update_participation_status, key | {"status": status})
        change = {"from_status": participation.status, "to_status": status, "reason": reason}
        change |= {"changed_by": changed_by}
        self._tx.execute(queries.insert_status_change, {**key, **change, "changed_at": changed_at})

    # -- project -----------------------------------------------------------------------------------------------------

    def list_project_parts(self, application_id: UUID) -> dict[str, PartRecord]:
        """The latest version of each part that was ever submitted."""
        rows = self._tx.all(queries.list_project_parts, {"application_id": application_id})
        return {row["part"]: PartRecord(**row) for row in rows}

    def insert_project_part(
        self, application_id: UUID, part: str, version: int, document: Model, submitted_at: datetime
    ) -> None:
        columns = {"part": part, "version": version, "document": as_json(document.model_dump(mode="json"))}
        self._tx.execute(
            queries.insert_project_part, {**columns, "application_id": application_id, "submitted_at": submitted_at}
        )

    def update_project_part(
        self, application_id: UUID, part: PartRecord, state: str, judged_by: str, judged_at: datetime, why: str | None
    ) -> None:
        columns = {"part": part.part, "version": part.version, "state": state, "judged_by": judged_by}
        judged = {"judged_at": judged_at, "returned_because": why}
        self._tx.execute(queries.update_project_part, {**columns, **judged, "application_id": application_id})

    # -- convenings --------------------------------------------------------------------------------------------------

    def find_convening(self, cohort: str, kind: str) -> ConveningRecord | None:
        row = self._tx.find(queries.find_convening, {"cohort": cohort, "kind": kind})
        return None if row is None else ConveningRecord(**row)

    def lock_convening(self, cohort: str, kind: str) -> ConveningRecord | None:
        """For counting seats: whoever answers at the same moment waits."""
        row = self._tx.find(queries.lock_convening, {"cohort": cohort, "kind": kind})
        return None if row is None else ConveningRecord(**row)

    def upsert_convening(self, convening_id: UUID, request: contract.ScheduleConvening) -> None:
        columns = request.model_dump(exclude={"override"})
        self._tx.execute(queries.upsert_convening, columns | {"convening_id": convening_id})

    def insert_invitations(self, convening: ConveningRecord, roles: Sequence[str]) -> set[str]:
        """The references of those who are newly invited."""
        columns = {"convening_id": convening.convening_id, "cohort": convening.cohort, "roles": list(roles)}
        return {row["ref"] for row in self._tx.all(queries.insert_invitations, columns)}

    def list_invitations(self, convening_id: UUID) -> list[InvitationRecord]:
        rows = self._tx.all(queries.list_invitations, {"convening_id": convening_id})
        return [InvitationRecord(**row) for row in rows]

    def update_invitation(self, invitation: InvitationRecord, state: str, delegate: str | None) -> None:
        key = {"convening_id": invitation.convening_id, "ref": invitation.ref}
        self._tx.execute(queries.update_invitation, {**key, "state": state, "delegate": delegate})

    def list_settled_convenings(self, application_id: UUID) -> set[str]:
        """Kinds of gatherings that somebody of the city attended or is excused from."""
        rows = self._tx.all(queries.list_convening_attendance, {"application_id": application_id})
        return {row["kind"] for row in rows if row["state"] in ("attended", "excused")}

    def find_occasion_place(self, occasion_id: UUID) -> str | None:
        row = self._tx.find(queries.find_occasion_place, {"occasion_id": occasion_id})
        return None if row is None else str(row["place"])


def _times(request: contract.ScheduleVisit) -> dict[str, Any]:
    return {
        "starts_at": request.starts_at,
        "ends_at": request.ends_at,
        "place": request.place,
        "participants": as_json(list(request.participants)),
    }


def as_participation(row: Row | None) -> ParticipationRecord | None:
    return None if row is None else ParticipationRecord(**row)
