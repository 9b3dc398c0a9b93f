"""What cities do in the acceleration program: sessions, strategies, targets, policies."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alliance.demo.board import Board
from alliance.demo.data import City
from shared.contracts.cohort import (
    AgreeActionItem,
    ApproveComponent,
    AssignCoach,
    GetCodified,
    GetStrategy,
    GetTargets,
    GetTimeline,
    HoldSession,
    ListCoaches,
    ListSessions,
    MeasureTarget,
    NoteSession,
    RecordReview,
    RequestChanges,
    SaveAction,
    SaveComponent,
    SavePolicy,
    SaveVision,
    ScheduleSession,
    SetReviewRoutine,
    SetTarget,
    SubmitComponent,
)
from shared.contracts.errors import Refusal

COMPONENTS = ("governance", "use", "capacity", "transparency", "quality")
#: How far the strategies are, by turns: components approved, in review, sent back. The first city has all five.
PROGRESS = ((5, 0, 0), (1, 1, 1), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0))
#: Days after the cohort's start on which coaching was held; the first city has the six that the program asks for.
COACHED = ((14, 28, 42, 56, 70, 84), (21, 49, 77))
NEXT_COACHING_DAYS, KEYNOTE_DAY = 8, 60
FIRST_HOUR = 8
CITIES_MOST = 16  # days that coaching is spread over
DUE_DAYS = 200  # of an action


def in_acceleration(board: Board) -> list[tuple[int, City]]:
    return list(enumerate(board.cities("past", "acceleration")))


def accelerate(board: Board) -> None:
    cities = in_acceleration(board)
    hold_keynote(board)
    board.each("coaches", [cities], lambda all_: assign_coaches(board, all_))
    board.each("coaching", cities, lambda item: coach(board, *item))
    board.each("strategies", cities, lambda item: draft_strategy(board, *item))
    board.each("targets", cities, lambda item: measure(board, *item))
    board.each("policies", cities[:4], lambda item: codify(board, *item))


# -- sessions ----------------------------------------------------------------------------------------------------------


def hold_keynote(board: Board) -> None:
    """For every city of the cohort, by its start; those that came are recorded."""
    cohort = cohort_of(board)
    if board.call(ListSessions(cohort=cohort, kind="keynote", limit=1)).total:
        return
    data = board.demo.strategy["keynote"]
    starts_at = datetime.combine(start_of(board) + timedelta(days=KEYNOTE_DAY), time(11), ZoneInfo("America/New_York"))
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "time_zone": "America/New_York"}
    fields = {"cohort": cohort, "kind": "keynote", "interpretation": ("es", "pt", "fr"), "roles": ("team_lead",)}
    session = board.call(ScheduleSession.model_validate(fields | times | data))
    came = [
        {"code": city.code, "attendance": "excused" if number % 7 == 5 else "present"}
        for number, city in enumerate(session.cities)
        if city.attendance != "not_expected"
    ]
    board.call(HoldSession.model_validate({"session_id": session.id, "attendance": came}))


def assign_coaches(board: Board, cities: list[tuple[int, City]]) -> None:
    """To as many cities as the coaches have hours for."""
    coached = {code for one in board.call(ListCoaches()).items for code in one.cities}
    for number, city in cities:
        if (code := board.code_of(city)) in coached:
            continue
        try:
            board.call(AssignCoach(code=code, coach=coach_of(board, number, city).id))
        except Refusal as refusal:
            if refusal.code != "coach_full":
                raise


def coach(board: Board, number: int, city: City) -> None:
    """Held on past days, one more ahead. Each city has days of its own, so that no coach is booked twice."""
    code, person = board.code_of(city), coach_of(board, number, city)
    known = board.call(ListSessions(code=code, kind="coaching", limit=100))
    titles = {session.starts_at for session in known.items}
    zone = ZoneInfo(board.call(GetTimeline(code=code)).time_zone)
    start = start_of(board)
    today = datetime.now(UTC).date()
    shift = number % CITIES_MOST
    days = [start + timedelta(days=day + shift) for day in COACHED[min(number, len(COACHED) - 1)]]
    for day in [*(day for day in days if day < today), today + timedelta(days=NEXT_COACHING_DAYS + shift)]:
        at = datetime.combine(day, time(FIRST_HOUR + number % 10), zone)
        if at in titles or (day >= today and any(session.state == "scheduled" for session in known.items)):
            continue
        session = board.call(ScheduleSession.model_validate(session_of(board, city, code, person, at)))
        if day < today:
            board.call(HoldSession(session_id=session.id))
            after_session(board, city, session.id, day, last=day == days[-1])


def session_of(board: Board, city: City, code: str, person: Any, at: datetime) -> dict[str, Any]:
    return {
        "cohort": cohort_of(board),
        "kind": "coaching",
        "title": board.demo.strategy["session"]["coaching"][city.language],
        "place": "https://meet.example/coaching",
        "language": city.language,
        "coach_id": person.id,
        "cities": (code,),
        "roles": ("team_lead", "chief_data_officer"),
        "people": ({"code": code, "name": team_lead_of(city), "role": "team_lead"},),
        "starts_at": at,
        "ends_at": at + timedelta(hours=1),
        "time_zone": str(at.tzinfo),
    }


def after_session(board: Board, city: City, session_id: Any, day: date, *, last: bool) -> None:
    """The last one leaves a note and an action item."""
    if not last:
        return
    words = board.demo.strategy["session"]
    board.call(NoteSession(session_id=session_id, visibility="city", text=words["note"][city.language]))
    item = {"session_id": session_id, "what": words["item"][city.language], "due_on": day + timedelta(days=30)}
    board.call(AgreeActionItem.model_validate(item | {"owner": team_lead_of(city)}))


def coach_of(board: Board, number: int, city: City) -> Any:
    """One who speaks the city's language, by turns."""
    coaches = sorted((p for p in board.people.values() if "coach" in p.roles), key=lambda person: person.email)
    speaking = [person for person in coaches if city.language in person.languages] or coaches
    return speaking[number % len(speaking)]


# -- strategy ----------------------------------------------------------------------------------------------------------


def draft_strategy(board: Board, number: int, city: City) -> None:
    """Goes on from the state in which each component is."""
    code, words = board.code_of(city), board.demo.strategy
    approved, in_review, returned = PROGRESS[min(number, len(PROGRESS) - 1)]
    strategy = board.call(GetStrategy(code=code))
    if strategy.vision is None:
        strategy = board.call(SaveVision(code=code, vision=words["vision"][city.language]))
    wanted = [*["approved"] * approved, *["in_review"] * in_review, *["changes_requested"] * returned]
    for component, state in zip(COMPONENTS, wanted or ["draft"], strict=False):
        bring(board, city, component, state)


def bring(board: Board, city: City, component: str, state: str) -> None:
    """A component to its state, step by step; what is there already is not done again."""
    code, words = board.code_of(city), board.demo.strategy
    strategy = board.call(GetStrategy(code=code))
    now = next(one.state for one in strategy.components if one.component == component)
    if not any(action.component == component for action in strategy.actions):
        action = {"what": words["action"][city.language], "owner": words["owner"][city.language]}
        due_on = datetime.now(UTC).date() + timedelta(days=DUE_DAYS)
        board.call(SaveAction.model_validate(action | {"code": code, "component": component, "due_on": due_on}))
    if now == "empty":
        document = words["components"][component][city.language]
        board.call(SaveComponent(code=code, component=component, document=document))
        now = "draft"
    if now == "draft" and state != "draft":
        board.call(SubmitComponent(code=code, component=component))
        now = "in_review"
    if now == "in_review" and state == "approved":
        board.call(ApproveComponent(code=code, component=component))
    if now == "in_review" and state == "changes_requested":
        feedback = words["feedback"][city.language]
        board.call(RequestChanges(code=code, component=component, feedback=feedback))


# -- targets, policies -------------------------------------------------------------------------------------------------


def measure(board: Board, number: int, city: City) -> None:
    """The project's indicator as a target, measured each month since; one review of the figures."""
    code, words = board.code_of(city), board.demo.strategy
    targets = board.call(GetTargets(code=code))
    outcome = city.document["resident_outcomes"][0]
    indicator = board.demo.projects["indicator"][outcome]
    baseline, start = indicator["value"] + len(city.document["city"]), start_of(board)
    sign = 1 if indicator["direction"] == "up" else -1
    if not targets.targets:
        board.call(SetTarget.model_validate({
            "code": code, "indicator": indicator[city.language], "unit": indicator["unit"],
            "direction": indicator["direction"], "resident_outcome": outcome, "component": "use",
            "owner": words["owner"][city.language], "baseline": baseline, "baseline_on": start + timedelta(days=20),
            "target": baseline + sign * 12, "target_on": start + timedelta(days=365), "cadence": "monthly",
        }))  # fmt: skip
    target = board.call(GetTargets(code=code)).targets[0]
    for month, steps in ((50, 2), (80, 3 + number % 4)):
        day = start + timedelta(days=month)
        if all(one.measured_on != day for one in target.measurements):
            board.call(MeasureTarget(target_id=target.id, value=baseline + sign * steps, measured_on=day))
    if targets.chair is None:
        board.call(SetReviewRoutine(code=code, chair=words["chair"][city.language], cadence="monthly"))
    if not targets.reviews:
        held_on, decision = start + timedelta(days=82), words["decision"][city.language]
        board.call(RecordReview(code=code, held_on=held_on, decisions=(decision,)))


def codify(board: Board, number: int, city: City) -> None:
    code = board.code_of(city)
    if board.call(GetCodified(code=code)).policies:
        return
    policy = {"title": board.demo.strategy["policy"][city.language], "area": "sharing_and_privacy"}
    adopted = {
        "state": "adopted",
        "adopted_on": start_of(board) + timedelta(days=70),
        "reference": f"No. {number + 11}",
    }
    drafted = {"state": "drafted"}
    chosen = adopted if number % 2 == 0 else drafted
    board.call(SavePolicy.model_validate({"code": code, "instrument": "directive"} | policy | chosen))


def team_lead_of(city: City) -> str:
    contacts = city.document["contacts"]
    return str(next((c for c in contacts if c["role"] == "team_lead"), contacts[0])["name"])


def cohort_of(board: Board) -> str:
    return str(board.demo.calls["past"]["cohort"]["id"])


def start_of(board: Board) -> date:
    return date.fromisoformat(board.demo.calls["past"]["cohort"]["starts_on"])
