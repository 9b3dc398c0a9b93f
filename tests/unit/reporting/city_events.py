"""Events of a city that takes part, one of each kind that reports hear, in the order in which cohort tells them."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.contracts import cohort
from shared.contracts.application import ResidentOutcome
from shared.contracts.events import Event
from tests.unit.reporting.fakes import advanced, application_id, attended, convened, held, started, undone


def of_city(event: type[Event], code: str = "A", **fields: Any) -> Event:
    keys = {"application_id": application_id(code), "code": code, "cohort": "c27"}
    return event.model_validate(keys | fields)


def target_set(code: str = "A", number: int = 1, **fields: Any) -> Event:
    known = {
        "target_id": UUID(int=number), "resident_outcome": ResidentOutcome.MOBILITY, "direction": "down",
        "baseline": "40", "target": "20", "target_on": date(2028, 3, 1), "cadence": "monthly",
    }  # fmt: skip
    return of_city(cohort.TargetSet, code, **known | fields)


def measured(value: str, progress: str, code: str = "A", number: int = 1) -> Event:
    fields = {"target_id": UUID(int=number), "value": value, "progress": progress, "corrects": False}
    return of_city(cohort.TargetMeasured, code, measured_on=date(2027, 9, 1), **fields)


def assessed(moment: str, levels: dict[str, int], code: str = "A", view: str = "city") -> Event:
    fields = {"moment": moment, "view": view, "assessment_version": 1, "levels": levels}
    return of_city(cohort.MaturityAssessed, code, assessed_on=date(2027, 7, 1), **fields)


def component(event: type[Event], name: str = "quality", code: str = "A", **fields: Any) -> Event:
    return of_city(event, code, component=name, version=1, **fields)


def part(event: type[Event], code: str = "A", **fields: Any) -> Event:
    return of_city(event, code, part="charter", number=1, **fields)


def launched(code: str = "A") -> Event:
    days = {"launched_on": date(2028, 2, 1), "horizon_starts_on": date(2028, 2, 1), "horizon_ends_on": date(2031, 2, 1)}
    return of_city(cohort.StrategyLaunched, code, version=3, embargo_until=None, **days)


def life(code: str = "A") -> list[Event]:
    """Of one city, with a change of mind in each kind."""
    saved = {"version": 1, "part": "quality"}
    commitment = {"kind": "mayor", "policies": 2, "method": "portal", "strategy_version": 1, "reaffirmed": False}
    return [
        started(code),
        of_city(cohort.StrategySaved, code, **saved), component(cohort.StrategyComponentSubmitted, code=code),
        component(cohort.StrategyChangesRequested, code=code), of_city(cohort.StrategySaved, code, **saved),
        of_city(cohort.StrategySaved, code, version=2, part="vision"),
        component(cohort.StrategyComponentSubmitted, code=code),
        component(cohort.StrategyComponentApproved, code=code, ready=False),
        target_set(code), measured("30", "50", code), target_set(code, 2, direction="up", baseline="1", target="2"),
        of_city(cohort.TargetTurned, code, target_id=UUID(int=2), state="dropped"),
        held("absent", code), held("absent", code, 2), attended("present", code), attended("absent", code),
        convened("attended", code=code), convened("excused", "chief_of_staff", code=code), undone(code=code),
        assessed("start", {"quality": 2, "use": 1}, code), assessed("end", {"quality": 4, "use": 2}, code),
        of_city(cohort.SurveyAsked, code, survey="start", closes_on=date(2027, 8, 1)),
        of_city(cohort.SurveyAnswered, code, survey="start", role="mayor", response_version=1),
        of_city(cohort.PolicySaved, code, policy_id=UUID(int=3), area="ai_use", instrument="decree", state="adopted",
                adopted_on=date(2027, 9, 9)),
        of_city(cohort.ProcessSaved, code, process_id=UUID(int=4), function="procurement", state="in_use"),
        of_city(cohort.AiUseSaved, code, ai_use_id=UUID(int=5), risk="low", state="in_use"),
        of_city(cohort.ResidentsEngaged, code, engagement_id=UUID(int=6), engaged_by="survey", residents=120,
                held_on=date(2027, 9, 2), linked_to="project"),
        part(cohort.ProjectPartSubmitted, code, version=1), part(cohort.ProjectPartReturned, code),
        part(cohort.ProjectPartSubmitted, code, version=2), part(cohort.ProjectPartAccepted, code),
        of_city(cohort.CommitmentOpened, code, kind="mayor"),
        of_city(cohort.CommitmentSigned, code, signed_on=date(2028, 1, 9), **commitment),
        of_city(cohort.MeasurementDue, code, target_id=UUID(int=1), due_on=date(2027, 10, 1)),
        advanced(code), launched(code),
        of_city(cohort.RequirementsMissing, code, phase="demonstration", next_phase="acceleration",
                due_on=date(2027, 9, 1), missing=3, coach=None),
    ]  # fmt: skip
