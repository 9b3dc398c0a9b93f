"""Results of the check with the facts and the criteria they saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.eligibility.domain.judgement import JudgedApplication
from services.eligibility.repository.rows import Rows, queries
from shared.contracts.application import EligibilityFacts
from shared.contracts.eligibility import EligibilityResult
from shared.contracts.lifecycle import ApplicationState
from shared.storage.database import Row, as_json


class Checks(Rows):
    def insert_check(
        self, application_id: UUID, version: int, facts: dict[str, Any], result: EligibilityResult, now: datetime
    ) -> None:
        self._tx.later(
            queries.insert_check,
            {
                "application_id": application_id,
                "application_version": version,
                "criteria_version": result.criteria_version,
                "facts": as_json(facts),
                "result": as_json(result.without_words()),
                "checked_at": now,
            },
        )

    def insert_checks(self, judged: Sequence[tuple[JudgedApplication, EligibilityResult]], now: datetime) -> None:
        """A result for each, with the facts that were judged."""
        rows = [
            {
                "application_id": str(one.application_id),
                "application_version": one.application_version,
                "criteria_version": result.criteria_version,
                "facts": one.facts.model_dump(mode="json"),
                "result": result.without_words(),
            }
            for one, result in judged
        ]
        self._tx.execute(queries.insert_checks, {"rows": as_json(rows), "checked_at": now})

    def find_latest_check(self, application_id: UUID) -> EligibilityResult | None:
        row = self._tx.find(queries.find_latest_check, {"application_id": application_id})
        return None if row is None else EligibilityResult.model_validate(row["result"])

    def list_judged(self, call: str, after: str, limit: int) -> list[JudgedApplication]:
        rows = self._tx.all(queries.list_judged, {"call": call, "after": after, "limit": limit})
        return [as_judged(row, call) for row in rows]

    def count_judged(self, call: str) -> int:
        return int(self._tx.one(queries.count_judged, {"call": call})["total"])

    def lock_judged_otherwise(self, call: str, criteria_version: str, limit: int) -> list[JudgedApplication]:
        params = {"call": call, "criteria_version": criteria_version, "limit": limit}
        return [as_judged(row, call) for row in self._tx.all(queries.lock_judged_otherwise, params)]

    def count_judged_otherwise(self, call: str, criteria_version: str) -> int:
        params = {"call": call, "criteria_version": criteria_version}
        return int(self._tx.one(queries.count_judged_otherwise, params)["total"])

    # -- versions of the criteria ------------------------------------------------------------------------------------

    def insert_criteria(self, version: str, content: dict[str, Any]) -> bool:
        """Whether the version was not known."""
        return self._tx.execute(queries.insert_criteria, {"version": version, "content": as_json(content)}) == 1

    def find_criteria(self, version: str) -> dict[str, Any] | None:
        row = self._tx.find(queries.find_criteria, {"version": version})
        return None if row is None else row["content"]

    def list_criteria(self) -> list[Row]:
        return self._tx.all(queries.list_criteria)


def as_judged(row: Row, call: str) -> JudgedApplication:
    result = EligibilityResult.model_validate(row["result"])
    return JudgedApplication(
        application_id=row["application_id"],
        code=row["code"],
        call=call,
        city=row["city"],
        country=row["country"],
        state=ApplicationState(row["state"]),
        application_version=row["application_version"],
        facts=EligibilityFacts.model_validate(row["facts"]),
        result=result,
    )
