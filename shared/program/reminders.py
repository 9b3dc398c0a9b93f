"""Reminders as rows of the program file: of what, from which day, at which hour, while what holds, by which mail.

What a service can remind of is a subject here; when and by which mail is the file's to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator

from shared.contracts.field_types import fault
from shared.contracts.requests import Model
from shared.program.named import Id, Positive

Subject = Literal[
    "draft", "offer", "review", "report", "requirements", "measurement", "follow_up", "invitation", "logistics",
    "action_item", "term_end", "election",
]  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """What may be said of a subject: the day that its reminders are counted from, what holds as long as there is a
    reason for them, and the mails, each with whom it is for."""

    anchor: str
    condition: str
    templates: Mapping[str, str]


SUBJECTS: dict[str, Kind] = {
    "draft": Kind("closing", "not_submitted", {"draft_reminder": "owners"}),
    "offer": Kind("reply_by", "not_answered", {"offer_reminder": "applicant"}),
    "review": Kind("due_on", "not_written", {"review_reminder": "reviewer"}),
    "report": Kind(
        "due_on",
        "not_handed_in",
        {"report_awaited": "city", "coach_report_late": "coach", "staff_report_late": "staff"},
    ),
    "requirements": Kind("planned_on", "missing", {"requirement_missing": "city_and_coach"}),
    "measurement": Kind("due_on", "not_measured", {"measurement_due": "city"}),
    "follow_up": Kind("due_on", "not_held", {"staff_follow_up_due": "staff_and_coach"}),
    "invitation": Kind("rsvp_by", "not_answered", {"convening_reminder": "invited"}),
    "logistics": Kind("starts_on", "coming", {"convening_logistics": "coming"}),
    "action_item": Kind(
        "due_on", "open", {"action_item_due": "owner", "coach_item_late": "coach", "staff_item_late": "staff"}
    ),
    "term_end": Kind("term_ends_on", "no_successor", {"staff_term_ending": "staff_and_coach"}),
    "election": Kind("election_on", "ahead", {"staff_term_ending": "staff_and_coach"}),
}
assert set(SUBJECTS) == set(get_args(Subject))

OF_THE_SUBJECT = ("anchor", "condition", "template")


class ReminderRule(Model):
    """`offset_days` from the anchor's day, before it where negative; `hour` of the recipient's own day.

    `late_days`: what was missed, the system being down, still goes so many days later, while there is a reason.
    """

    id: Id
    subject: Subject
    anchor: str
    offset_days: Annotated[int, Field(strict=True, ge=-3660, le=3660)]
    hour: Annotated[int, Field(strict=True, ge=0, le=23)]
    condition: str
    template: str
    late_days: Positive = 1

    @field_validator(*OF_THE_SUBJECT)
    @classmethod
    def _of_the_subject(cls, said: str, info: ValidationInfo) -> str:
        kind = SUBJECTS.get(info.data.get("subject", ""))
        if kind is not None:
            known = getattr(kind, f"{info.field_name}s", None) or (getattr(kind, str(info.field_name)),)
            if said not in known:
                raise fault("not_a_choice", choices=list(known))
        return said


ALWAYS = 3660  # days: as long as there is a reason

#: Settings of files from before reminders were rows, by their table: what they are where the file does not say.
FORMER: dict[str, dict[str, Any]] = {
    "call": {
        "draft_reminder_days": (7, 2), "offer_reminder_days": (7, 2), "review_reminder_days": (2,), "reminder_hour": 9,
    },
    "reports": {"remind_days_before": 7, "coach_after_days": 7, "staff_after_days": 14},
    "gates": {"missing_told_days": 14},
    "mayors": {"watch_days": (180, 90, 30)},
}  # fmt: skip


def with_rules(data: Any) -> Any:
    """A program as it is written, with the rows that its former settings stand for, where it has no rows."""
    if not isinstance(data, dict) or "reminders" in data:
        return data
    tables = {name: dict(data[name]) for name in FORMER if isinstance(data.get(name), dict)}
    said = {key: tables.get(name, {}).pop(key, value) for name, keys in FORMER.items() for key, value in keys.items()}
    return {**data, **tables, "reminders": rows_of(said)} if all(map(is_number, said.values())) else data


def is_number(value: Any) -> bool:
    return all(type(one) is int for one in (value if isinstance(value, list | tuple) else (value,)))


def row(name: str, subject: str, offset: int, late: int = 1, template: str | None = None) -> dict[str, Any]:
    """All but its hour."""
    kind = SUBJECTS[subject]
    return {
        "id": name,
        "subject": subject,
        "anchor": kind.anchor,
        "offset_days": offset,
        "condition": kind.condition,
        "template": template or next(iter(kind.templates)),
        "late_days": late,
    }


def rows_of(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of what former settings said."""

    def before(subject: str, days: Sequence[int]) -> list[dict[str, Any]]:
        return [row(f"{subject}_{one}_days_before", subject, -one) for one in days]

    def watched(subject: str) -> list[dict[str, Any]]:
        return [row(f"{subject}_{one}_days_before", subject, -one, one + 1) for one in said["watch_days"]]

    near, coach, staff = said["remind_days_before"], said["coach_after_days"], said["staff_after_days"]
    missing = said["missing_told_days"]
    rows = [
        *before("draft", said["draft_reminder_days"]),
        *before("offer", said["offer_reminder_days"]),
        *before("review", said["review_reminder_days"]),
        row("report_near", "report", -near, near + 1),
        row("report_late_city", "report", 1, ALWAYS),
        row("report_late_coach", "report", coach, ALWAYS, "coach_report_late"),
        row("report_late_staff", "report", staff, ALWAYS, "staff_report_late"),
        row("requirements_near", "requirements", -missing, missing + 1),
        row("measurement_due", "measurement", 0, ALWAYS),
        row("follow_up_due", "follow_up", 0, ALWAYS),
        row("invitation_near", "invitation", -7, 8),
        row("logistics_near", "logistics", -7, 7),
        row("action_item_near", "action_item", -2, 2),
        row("action_item_late_city", "action_item", 1, 6),
        row("action_item_late_coach", "action_item", coach, 7, "coach_item_late"),
        row("action_item_late_staff", "action_item", staff, 14, "staff_item_late"),
        *watched("term_end"),
        *watched("election"),
    ]
    return [one | {"hour": said["reminder_hour"]} for one in rows]
