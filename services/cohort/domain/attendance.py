"""Who came to a session, and what was agreed there: attendance by city, action items; program.md §4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.contracts.errors import Detail, Refusal, illegal_transition

PRESENT, ABSENT, EXCUSED = "present", "absent", "excused"
#: What a city is shown as without a record: it was not in the cohort yet, or nobody has recorded it.
NOT_EXPECTED, NOT_RECORDED = "not_expected", "not_recorded"

#: An action item that was given up or done is taken up again with a reason to do so: its owner says it is open.
ITEM_TRANSITIONS: dict[str, frozenset[str]] = {
    "open": frozenset({"done", "dropped"}),
    "done": frozenset({"open"}),
    "dropped": frozenset({"open"}),
}


@dataclass(frozen=True)
class CityRecord:
    """A city that a session is for. `joined_at`: when it came into the cohort, or back into it after the session."""

    application_id: UUID
    code: str
    city: str
    joined_at: datetime
    attendance: str | None
    modules: tuple[str, ...]  # completed
    present: bool = True  # it has not left


@dataclass(frozen=True)
class ItemRecord:
    item_id: UUID
    session_id: UUID
    application_id: UUID
    code: str
    state: str
    what: str
    owner: str
    owner_ref: str | None
    due_on: date


def shown_attendance(city: CityRecord, starts_at: datetime) -> str:
    """A city that joined after the session began was not absent from it."""
    if city.attendance is not None:
        return city.attendance
    return NOT_EXPECTED if city.joined_at > starts_at else NOT_RECORDED


def insist_on_attendance(
    recorded: Sequence[tuple[str, str, Sequence[str]]],  # code, attendance, completed modules
    cities: Iterable[CityRecord],
    modules: Sequence[str],
    starts_at: datetime,
) -> None:
    """Raises invalid naming each entry that cannot be."""
    by_code = {city.code: city for city in cities}
    details = [
        detail
        for number, (code, attendance, completed) in enumerate(recorded)
        for detail in _faults(f"attendance.{number}", by_code.get(code), attendance, completed, modules, starts_at)
    ]
    codes = [code for code, *_ in recorded]
    details += [
        Detail(f"attendance.{number}.code", "repeated") for number, code in enumerate(codes) if code in codes[:number]
    ]
    if details:
        raise Refusal("invalid", *details)


def _faults(
    field: str,
    city: CityRecord | None,
    attendance: str,
    completed: Sequence[str],
    modules: Sequence[str],
    starts_at: datetime,
) -> Iterable[Detail]:
    if city is None:
        yield Detail(f"{field}.code", "not_invited")
        return
    if attendance == ABSENT and city.joined_at > starts_at:
        yield Detail(f"{field}.attendance", "joined_later")
    for module in completed:
        if module not in modules:
            yield Detail(f"{field}.modules", "not_a_choice", choices=list(modules))
    if completed and attendance != PRESENT:
        yield Detail(f"{field}.modules", "of_who_is_present")


def insist_on_item_step(from_state: str, to_state: str) -> None:
    if to_state not in ITEM_TRANSITIONS[from_state]:
        raise illegal_transition("action_item", from_state, to_state)


def insist_on_item_due(due_on: date, session_on: date) -> None:
    if due_on < session_on:
        raise Refusal("invalid", Detail("due_on", "before_session", first=session_on))
