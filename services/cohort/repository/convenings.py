"""Convenings and their invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.cohort.domain.convening import ConveningRecord, InvitationRecord
from services.cohort.repository.rows import Rows, by_city, queries
from shared.contracts import cohort as contract
from shared.contracts.people import PersonRef
from shared.program.finding_people import kept_of_people


class Convenings(Rows):
    def find_convening(self, cohort: str, kind: str) -> ConveningRecord | None:
        row = self._tx.find(queries.find_convening, {"cohort": cohort, "kind": kind})
        return None if row is None else ConveningRecord(**row)

    def list_convenings(self, cohort: str) -> list[ConveningRecord]:
        return [ConveningRecord(**row) for row in self._tx.all(queries.list_convenings, {"cohort": cohort})]

    def lock_convening(self, cohort: str, kind: str) -> ConveningRecord | None:
        """For counting seats: whoever answers at the same moment waits."""
        row = self._tx.find(queries.lock_convening, {"cohort": cohort, "kind": kind})
        return None if row is None else ConveningRecord(**row)

    def upsert_convening(self, convening_id: UUID, request: contract.ScheduleConvening) -> None:
        columns = request.model_dump(exclude={"override"})
        self._tx.execute(queries.upsert_convening, columns | {"convening_id": convening_id})

    def insert_invitations(
        self,
        convening: ConveningRecord,
        roles: Sequence[str],
        application_id: UUID | None = None,
        ref: str | None = None,
        again: Sequence[str] = (),
    ) -> set[str]:
        """The references of those who are newly invited: of every active city, or of one.

        `again`: who was removed for one of these reasons is invited again.
        """
        columns = {"convening_id": convening.convening_id, "cohort": convening.cohort, "roles": list(roles)}
        of_city = {"application_id": application_id, "ref": ref, "again": list(again)}
        return {row["ref"] for row in self._tx.all(queries.insert_invitations, {**columns, **of_city})}

    def insert_invitation(self, convening_id: UUID, application_id: UUID, person: PersonRef) -> None:
        """Somebody in another's place."""
        key = {"convening_id": convening_id, "application_id": application_id}
        self._tx.execute(queries.insert_invitation, person.model_dump() | key)

    def ask_invitations_anew(self, convening_id: UUID) -> None:
        """Every answer is one to another day; what was said is kept."""
        self._tx.execute(queries.update_invitations_asked_anew, {"convening_id": convening_id})

    def list_invitations(self, convening_id: UUID) -> list[InvitationRecord]:
        rows = self._tx.all(queries.list_invitations, {"convening_id": convening_id})
        return sorted((InvitationRecord(**row) for row in rows), key=by_city)

    def update_invitation(
        self, invitation: InvitationRecord, state: str, delegate: str | None, removed_because: str | None = None
    ) -> None:
        key = {"convening_id": invitation.convening_id, "ref": invitation.ref}
        columns = {"state": state, "delegate": delegate, "removed_because": removed_because}
        words = kept_of_people((delegate, None)) if delegate else []
        self._tx.execute(queries.update_invitation, {**key, **columns, "words": words})

    def check_in(self, invitation: InvitationRecord, state: str, at: datetime) -> None:
        """`at` is kept of those who came; what they had answered, of both."""
        key = {"convening_id": invitation.convening_id, "ref": invitation.ref}
        columns = {"state": state, "attended_at": at if state == "attended" else None}
        self._tx.execute(queries.update_invitation_checked_in, {**key, **columns})

    def undo_check_in(self, invitation: InvitationRecord) -> None:
        key = {"convening_id": invitation.convening_id, "ref": invitation.ref}
        self._tx.execute(queries.update_invitation_undone, key)

    def update_convening_state(self, convening_id: UUID, state: str, reason: str | None) -> None:
        columns = {"convening_id": convening_id, "state": state, "reason": reason}
        self._tx.execute(queries.update_convening_state, columns)

    def upsert_needs(self, invitation: InvitationRecord, request: contract.RecordNeeds) -> None:
        needs = request.model_dump(include={"travel", "diet", "access", "interpretation"})
        key = {"convening_id": invitation.convening_id, "ref": invitation.ref}
        self._tx.execute(queries.upsert_needs, {**key, **needs})

    def list_needs(self, convening_id: UUID) -> list[contract.Needs]:
        rows = self._tx.all(queries.list_needs, {"convening_id": convening_id})
        return sorted((contract.Needs.model_validate(row) for row in rows), key=by_city)

    def list_settled_convenings(self, application_id: UUID) -> set[str]:
        """Kinds of gatherings that somebody of the city attended or is excused from."""
        rows = self._tx.all(queries.list_convening_attendance, {"application_id": application_id})
        return {row["kind"] for row in rows if row["state"] in ("attended", "excused")}
