"""Cohorts, as their calls planned them, each with the program file that it runs by."""

from __future__ import annotations

from datetime import datetime

from services.cohort.domain.participation import CohortRecord
from services.cohort.repository.rows import Rows, queries
from shared.program.model import Program
from shared.storage.database import Row, as_json

#: Programs by their digest: a row is never changed, and there are as many as versions of the file.
_PROGRAMS: dict[str, Program] = {}


class Cohorts(Rows):
    def insert_cohort(self, cohort: CohortRecord) -> bool:
        """Whether the cohort is new."""
        columns = {**vars(cohort), "program": self._keep_program(cohort.program)}
        return self._tx.execute(queries.upsert_cohort, columns) == 1

    def find_cohort(self, cohort: str) -> CohortRecord | None:
        row = self._tx.find(queries.find_cohort, {"cohort": cohort, "cities": self._cities_of_cohorts})
        return None if row is None else self._cohort(row)

    def lock_cohort(self, cohort: str) -> CohortRecord | None:
        """For a change of its dates or its program: others wait until this transaction ends."""
        row = self._tx.find(queries.lock_cohort, {"cohort": cohort})
        return None if row is None else self._cohort(row)

    def update_cohort(self, cohort: CohortRecord) -> None:
        """Its dates and its program, under its next version."""
        columns = {**vars(cohort), "program": self._keep_program(cohort.program)}
        self._tx.execute(queries.update_cohort, columns)

    def insert_program_adoption(
        self, old: CohortRecord, new: CohortRecord, reason: str, adopted_by: str, adopted_at: datetime
    ) -> None:
        programs = {"from_program": self._keep_program(old.program), "to_program": self._keep_program(new.program)}
        columns = {"cohort": new.cohort, "reason": reason, "adopted_by": adopted_by, "adopted_at": adopted_at}
        columns |= {"cohort_version": old.version + 1}
        self._tx.execute(queries.insert_program_adoption, {**columns, **programs})

    def list_cohorts(self) -> list[tuple[CohortRecord, int]]:
        """Those that are there for the caller, each with the number of its cities."""
        rows = self._tx.all(queries.list_cohorts, {"cities": self._cities_of_cohorts})
        return [(self._cohort(row), members) for row in rows for members in (row.pop("members"),)]

    def count_members(self, cohort: str) -> int:
        return int(self._tx.one(queries.count_members, {"cohort": cohort})["members"])

    def _cohort(self, row: Row) -> CohortRecord:
        return CohortRecord(**{**row, "program": self._kept_program(row["program"])})

    def _kept_program(self, digest: str | None) -> Program:
        if digest is None:
            return self._program
        if digest not in _PROGRAMS:
            document = self._tx.one(queries.find_program, {"digest": digest})["document"]
            _PROGRAMS[digest] = Program.model_validate(document)
        return _PROGRAMS[digest]

    def _keep_program(self, program: Program) -> str:
        document = as_json(program.model_dump(mode="json"))
        self._tx.execute(queries.insert_program, {"digest": program.digest, "document": document})
        return program.digest
