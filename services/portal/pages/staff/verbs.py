"""Verbs of an application. Each has a page of its own, which says first what will happen; what is not told here is the
service's to judge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.portal.forms import verbs
from services.portal.forms.fields import Field
from services.portal.pages.staff.asking import (
    ASKED,
    CANDIDATE,
    OUTCOME,
    PANELISTS,
    RECOMMENDATION,
    RIGHT_OUTCOME,
    UNWRITTEN,
)
from services.portal.pages.staff.record import Record
from shared.contracts import eligibility, intake
from shared.contracts.lifecycle import ApplicationState as State

Verb = verbs.Verb[Record]
Names = frozenset[State]
Offered = Callable[[Record], bool]

UNDECIDED: Names = frozenset({State.CHECKED, State.IN_REVIEW, State.MORE_INFO, State.WAITLISTED})
REVIEWED: Names = frozenset({State.CHECKED, State.IN_REVIEW})
ENDED: Names = frozenset({State.DECLINED_BY_CITY, State.LAPSED})
SENT: Names = frozenset({State.OFFERED, State.WAITLISTED, State.DECLINED})
INTAKES: Names = frozenset(
    {State.DRAFT, State.SUBMITTED, State.CHECKED, State.IN_REVIEW, State.MORE_INFO, State.DECIDED}
)

REASON = Field("reason", "long", rows=3, hint="kept_reason")
NOT_SAID = Field("reason", "long", optional=True, rows=3, label="internal_reason", hint="internal_reason")
FEEDBACK = Field("feedback", "long", optional=True, label="feedback_to_city", hint="feedback_to_city")
ANSWER_BY = Field("due_on", "day", optional=True, label="answer_by", hint="answer_by")
RANK = Field("rank", "number", optional=True, hint="rank")
REPLY_BY = Field("reply_by", "day")
WHY = Field("reason", "long", optional=True, rows=3, label="why_declined", hint="why_declined")
NOTE = Field("note", "long", optional=True, rows=3, hint="note")
DECISION = (OUTCOME, NOT_SAID, FEEDBACK, ANSWER_BY)

#: Whom it names may be gone, or nobody.
NAMED = frozenset({"not_found"})


def within(*states: State) -> Offered:
    return lambda record: record.state in states


def shortlisted(already: bool) -> Offered:
    return lambda record: (
        record.state in UNDECIDED and record.selection is not None and record.selection.shortlisted == already
    )


def outstanding(*states: State) -> Offered:
    return lambda record: (
        record.state in states
        and record.selection is not None
        and any(one.state in UNWRITTEN for one in record.selection.assessment.reviews)
    )


def scheduled(record: Record) -> bool:
    return record.selection is not None and any(one.state == "scheduled" for one in record.selection.interviews)


def codes_of(record: Record) -> dict[str, Any]:
    return {"codes": (record.application.code,)}


def call_of(record: Record) -> dict[str, Any]:
    return {"call": record.application.call}


VERBS: tuple[Verb, ...] = (
    Verb("decide", eligibility.Decide, (*DECISION, RANK), look="main", offered=within(*UNDECIDED)),
    Verb("send", eligibility.SendDecision, look="main", offered=within(State.DECIDED)),
    Verb("rescind", eligibility.RescindDecision, offered=within(State.DECIDED)),
    Verb("correct", eligibility.CorrectDecision, (RIGHT_OUTCOME, REASON, FEEDBACK, RANK), offered=within(*SENT)),
    Verb("extend", eligibility.ExtendOffer, (REPLY_BY,), seen="reply_by", offered=within(State.OFFERED)),
    Verb("confirm", eligibility.ConfirmOffer, (Field("mayor"),), offered=within(State.OFFERED)),
    Verb("lapse", eligibility.LapseOffer, look="stop", offered=within(State.OFFERED)),
    Verb("decline-offer", eligibility.DeclineOffer, (WHY,), look="stop", offered=within(State.OFFERED)),
    Verb("reinstate-offer", eligibility.ReinstateOffer, (REPLY_BY, REASON), offered=within(*ENDED)),
    Verb("rank", eligibility.RankWaitlist, (Field("rank", "number", hint="rank"),), offered=within(State.WAITLISTED)),
    Verb("accept-proposal", eligibility.AcceptProposal, (NOT_SAID, FEEDBACK), offered=within(State.WAITLISTED)),
    Verb("dismiss-proposal", eligibility.DismissProposal, (REASON,), offered=within(State.WAITLISTED)),
    Verb("assign", eligibility.AssignReview, (CANDIDATE,), mends=NAMED, offered=within(*REVIEWED)),
    Verb("unassign", eligibility.UnassignReview, (ASKED,), mends=NAMED, offered=outstanding(*REVIEWED)),
    Verb("remind", eligibility.RemindReviewer, (ASKED, NOTE), codes_of, mends=NAMED,
         offered=outstanding(State.IN_REVIEW)),
    Verb("shortlist", eligibility.Shortlist, (), {"shortlisted": True}, offered=shortlisted(False)),
    Verb("shortlist-off", eligibility.Shortlist, (), {"shortlisted": False}, offered=shortlisted(True)),
    Verb("schedule-interview", eligibility.ScheduleInterview, (
        Field("starts_at", "moment", label="date_and_time"), PANELISTS,
    ), mends=NAMED, offered=within(*UNDECIDED)),
    Verb("record-interview", eligibility.RecordInterview, (RECOMMENDATION, Field("notes", "long", rows=8)),
         offered=scheduled),
    Verb("cancel-interview", eligibility.CancelInterview, (REASON,), look="stop", offered=scheduled),
    Verb("reopen", intake.ReopenCall, (Field("until", "day"),), call_of,
         offered=within(*INTAKES, State.WITHDRAWN)),
    Verb("reinstate", intake.ReinstateApplication, (REASON,), offered=within(State.WITHDRAWN)),
    Verb("merge", intake.MergeApplications, (Field("into"),), look="stop", mends=NAMED, offered=within(*INTAKES),
         by_address=("into",)),
    Verb("withdraw", intake.WithdrawApplication, look="stop", offered=within(*INTAKES)),
)  # fmt: skip
