"""Surveys, data maturity and follow-ups as dicts, and a desk that runs their handlers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.cohort.domain.follow_up import FollowUpRecord
from services.cohort.domain.maturity import MaturityFacts
from services.cohort.domain.surveys import Asked, Response
from services.cohort.handlers import follow_ups, maturity, surveys
from services.cohort.handlers.facts import maturity_facts
from shared.contracts import cohort as contract
from tests.unit.cohort.fake_cohort import APPLICATION_ID, COACH, CODE, NOW, STAFF, Desk, FakeRepository

COHORT = "cohort-2027"
COMPONENTS = ("governance", "quality", "use", "capacity", "transparency")
LEVELS = dict.fromkeys(COMPONENTS, 2) | {"use": 3}
ANSWERS: dict[str, Any] = {"decisions": 2, "obstacle": "rules", "analysts": "4.5", "hope": "Shorter waits."}
FOUND = {"held_on": "2028-10-02", "strategy_in_force": True, "senior_leader_in_post": False, "targets_measured": 2}
AFTER = datetime(2028, 10, 5, 12, tzinfo=UTC)  # the cohort ends on 2028-04-01; six months later is 2028-10-01


@dataclass
class LookingBackRepository(FakeRepository):
    maturity: list[tuple[UUID, contract.MaturityAssessment]] = field(default_factory=list)
    follow_ups: list[tuple[UUID, FollowUpRecord]] = field(default_factory=list)
    asked: dict[tuple[str, str], Asked] = field(default_factory=dict)
    responses: dict[tuple[str, str, str], Response] = field(default_factory=dict)

    def insert_maturity(self, application_id: UUID, saved: contract.MaturityAssessment) -> None:
        self.maturity.append((application_id, saved))

    def list_maturity(self, application_id: UUID) -> list[contract.MaturityAssessment]:
        latest = {(one.moment, one.view): one for owner, one in self.maturity if owner == application_id}
        return sorted(latest.values(), key=lambda one: (one.moment == "end", one.view))

    def insert_follow_up(self, application_id: UUID, said: FollowUpRecord, _by: str, _at: datetime) -> None:
        self.follow_ups.append((application_id, said))

    def list_follow_ups(self, application_id: UUID) -> dict[int, FollowUpRecord]:
        return {said.months: said for owner, said in self.follow_ups if owner == application_id}

    def upsert_asked(self, cohort: str, asked: Asked, _by: str, _at: datetime) -> None:
        self.asked[cohort, asked.survey] = asked

    def find_asked(self, cohort: str, survey: str) -> Asked | None:
        return self.asked.get((cohort, survey))

    def insert_response(self, _application_id: UUID, survey: str, response: Response, _by: str, _at: datetime) -> None:
        self.responses[survey, response.code, response.role] = response

    def list_responses(self, _cohort: str, survey: str) -> list[Response]:
        return [response for (of, _code, _role), response in self.responses.items() if of == survey]


class LookingBackDesk(Desk):
    fake = LookingBackRepository

    def __init__(self) -> None:
        super().__init__(started=False)
        self.plan()
        self.join()
        self.outbox.events.clear()

    # -- data maturity -----------------------------------------------------------------------------------------------

    def assess(self, moment: str = "start", day: str = "2027-05-19", **changes: Any) -> contract.Maturity:
        fields = {"code": CODE, "moment": moment, "assessed_on": day, "levels": LEVELS} | changes
        request = contract.RecordMaturity.model_validate(fields)
        return maturity.record_maturity(request, self.repository, self.outbox, COACH, NOW)

    def maturity(self) -> contract.Maturity:
        return maturity.get_maturity(contract.GetMaturity(code=CODE), self.repository)

    def maturity_facts(self) -> MaturityFacts:
        cohort = self.repository.find_cohort(COHORT)
        assert cohort is not None
        return maturity_facts(self.repository, self.city, cohort)

    # -- follow-up ---------------------------------------------------------------------------------------------------

    def complete(self) -> None:
        self.repository.participations[APPLICATION_ID] = replace(self.city, phase="completed")

    def follow_up(self, months: int = 6, now: datetime = AFTER, **changes: Any) -> contract.FollowUp:
        request = contract.RecordFollowUp.model_validate({"code": CODE, "months": months} | FOUND | changes)
        return follow_ups.record_follow_up(request, self.repository, self.outbox, STAFF, now)

    def waive(self, months: int = 24, reason: str = "the city was merged") -> contract.FollowUp:
        request = contract.WaiveFollowUp(code=CODE, months=months, reason=reason)
        return follow_ups.waive_follow_up(request, self.repository, self.outbox, STAFF, AFTER)

    def follow_ups(self, now: datetime = AFTER, **of: Any) -> list[tuple[int, date, str]]:
        request = contract.ListFollowUps(cohort=COHORT, **of)
        found = follow_ups.list_follow_ups(request, self.repository, now)
        return [(one.months, one.due_on, one.state) for one in found.items]

    # -- surveys -----------------------------------------------------------------------------------------------------

    def ask(self, survey: str = "start", closes_on: str = "2027-06-15", now: datetime = NOW) -> contract.CohortSurvey:
        request = contract.OpenSurvey.model_validate({"cohort": COHORT, "survey": survey, "closes_on": closes_on})
        return surveys.open_survey(request, self.repository, self.outbox, STAFF, now)

    def close(self, survey: str = "start", now: datetime = NOW) -> contract.CohortSurvey:
        request = contract.CloseSurvey(cohort=COHORT, survey=survey)
        return surveys.close_survey(request, self.repository, self.outbox, STAFF, now)

    def answer(
        self, answers: dict[str, Any] | None = None, role: str = "team_lead", code: str = CODE, now: datetime = NOW
    ) -> contract.SurveyResponse:
        fields = {"code": code, "survey": "start", "role": role, "answers": ANSWERS if answers is None else answers}
        request = contract.AnswerSurvey.model_validate(fields)
        return surveys.answer_survey(request, self.repository, self.outbox, COACH, now)

    def results(self) -> contract.SurveyResults:
        request = contract.GetSurveyResults(cohort=COHORT, survey="start")
        return surveys.get_results(request, self.repository, NOW)
