"""The states of an application from its check to its offer, and where it may go from each; program.md §2 and §3.

The tables drive the refusals and the documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.contracts import errors
from shared.contracts.errors import Detail, Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.program.reminding import Awaited

THING = "application"

TRANSITIONS: dict[State, frozenset[State]] = {
    State.CHECKED: frozenset({State.IN_REVIEW, State.DECIDED, State.WITHDRAWN}),
    State.IN_REVIEW: frozenset({State.DECIDED, State.WITHDRAWN}),
    # back to where it was decided from, when the decision is rescinded
    State.DECIDED: frozenset({
        State.OFFERED, State.WAITLISTED, State.DECLINED, State.MORE_INFO,
        State.CHECKED, State.IN_REVIEW, State.WITHDRAWN,
    }),
    # an answer takes it back to where the question was asked; staff may also decide without one
    State.MORE_INFO: frozenset({
        State.CHECKED, State.IN_REVIEW, State.WAITLISTED, State.DECIDED, State.WITHDRAWN,
    }),
    # declined when the waitlist closes
    State.WAITLISTED: frozenset({State.DECIDED, State.DECLINED, State.WITHDRAWN}),
    State.OFFERED: frozenset({State.CONFIRMED, State.DECLINED_BY_CITY, State.LAPSED}),
    State.DECLINED: frozenset(),
    State.CONFIRMED: frozenset(),
    State.DECLINED_BY_CITY: frozenset(),
    State.LAPSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}  # fmt: skip

#: The way back for what a city was told, each with a reason: a decision replaced by another, an offer reinstated.
CORRECTION_TRANSITIONS: dict[State, frozenset[State]] = {
    State.OFFERED: frozenset({State.WAITLISTED, State.DECLINED}),
    State.WAITLISTED: frozenset({State.OFFERED, State.DECLINED}),
    State.DECLINED: frozenset({State.OFFERED, State.WAITLISTED}),
    State.DECLINED_BY_CITY: frozenset({State.OFFERED}),
    State.LAPSED: frozenset({State.OFFERED}),
}

#: The way back from a withdrawal, when the city's application stands again.
REINSTATEMENT_TRANSITIONS: dict[State, frozenset[State]] = {
    State.WITHDRAWN: frozenset({State.CHECKED, State.IN_REVIEW}),
}

#: What a sent decision makes of an application.
SENT_STATES = {
    "admitted": State.OFFERED,
    "waitlisted": State.WAITLISTED,
    "declined": State.DECLINED,
    "more_info": State.MORE_INFO,
}

#: States in which reviews may still be assigned and written.
REVIEWABLE = frozenset({State.CHECKED, State.IN_REVIEW})


#: States in which people still weigh a city: it may be shortlisted and interviewed.
WEIGHED = REVIEWABLE | {State.MORE_INFO, State.WAITLISTED}


@dataclass(frozen=True)
class SelectionRecord:
    """eligibility's part of an application as it is stored."""

    application_id: UUID
    code: str
    call: str
    state: State
    version: int
    application_version: int
    texts_version: int  # the first in which reviewers read what they read now
    city: str
    admin_area: str
    country: str
    time_zone: str
    language: str
    team_lead_ref: str | None
    residents: int
    resident_outcomes: tuple[str, ...]
    shortlisted_at: datetime | None = None
    left_cohort: bool = False  # confirmed, and out of the cohort since
    recipients: int | None = None  # contacts whom mails about the application go to; None: not told


@dataclass(frozen=True)
class CallRecord:
    """What eligibility needs of a call."""

    call: str
    capacity: int
    offer_reply_days: int
    time_zone: str
    cohort: str
    eligibility_as_of: date | None
    starts_on: date | None  # of the cohort
    reviews_required: int | None = None  # None: as many as the program says

    def today(self, now: datetime) -> date:
        """The day in the call's zone."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def reply_by(self, now: datetime) -> date:
        """The last day to answer an offer that is sent now."""
        return self.today(now) + timedelta(days=self.offer_reply_days)


@dataclass(frozen=True)
class DecisionRecord:
    decision_id: UUID
    outcome: str
    state: str
    decided_from: State
    reason: str | None
    feedback: str | None
    reviews: int
    decided_at: datetime
    sent_at: datetime | None
    due_on: date | None
    application_version: int | None = None  # that was decided on; None: not known, of decisions from before it was kept

    def is_stale(self, selection: SelectionRecord) -> bool:
        """Pending, and made on an older version of the application: an answer or a new version came since."""
        known = self.application_version
        return self.state == "pending" and known is not None and known < selection.application_version


@dataclass(frozen=True)
class RemindableOffer:
    """An offer that is not answered; `time_zone` of the city."""

    application_id: UUID
    code: str
    reply_by: date
    time_zone: str

    @property
    def key(self) -> str:
        return str(self.application_id)

    @property
    def awaited(self) -> Awaited:
        return Awaited("offer", self.key, self.reply_by, self.time_zone)


@dataclass(frozen=True)
class OfferRecord:
    reply_by: date
    answered_at: datetime | None
    answered_by: str | None = None
    mayor: str | None = None
    authorized: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class OfferAnswer:
    """What a city answered: in whose name it confirmed, or why it declined."""

    by: str
    mayor: str | None = None
    authorized: bool = False
    reason: str | None = None


def holds_place(selection: SelectionRecord) -> bool:
    """Offered, or confirmed and still in its cohort; a pending admission counts, too (program.md §3)."""
    return selection.state is State.OFFERED or (selection.state is State.CONFIRMED and not selection.left_cohort)


def insist_on_transition(
    selection: SelectionRecord, to_state: State, table: Mapping[State, frozenset[State]] = TRANSITIONS
) -> None:
    """Raise illegal_transition, with from and to, unless the table allows it."""
    if to_state not in table.get(selection.state, frozenset()):
        raise errors.illegal_transition(THING, selection.state, to_state)


def illegal_transition(selection: SelectionRecord, reason: str) -> Refusal:
    """Where another sentence than that of the table says what to do."""
    state = Detail("from", "state", thing=THING, state=selection.state)
    return Refusal(
        "illegal_transition", state, reason=reason, thing=THING, state=selection.state, application=selection.code
    )


def insist_on_day_to_come(field: str, day: date, today: date) -> None:
    """Today counts: it ends when the day does."""
    if day < today:
        raise Refusal("invalid", Detail(field, "before_today", today=today))


def insist_on_version(selection: SelectionRecord, expected: int | None) -> None:
    if expected is not None and expected != selection.version:
        raise Refusal("stale_version", version=selection.version)
