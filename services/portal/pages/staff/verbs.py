"""Verbs of an application: a request, its fields, when it is offered. Each is a form on a page of its own, which says
first what will happen; what is not told here is the service's to judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from services.portal.forms.fields import Field, read_fields
from services.portal.forms.filled import Filled
from services.portal.forms.posted import VERSION, Posted
from services.portal.web.page import Page
from services.portal.web.roles import is_lead
from shared.contracts import eligibility, intake
from shared.contracts.errors import OVERRIDABLE, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.requests import Model, Request
from shared.wording import has

Names = frozenset[State]

#: What no field of a form can mend: these have pages of their own.
ELSEWHERE = frozenset({"unauthenticated", "internal_error"})
UNDECIDED: Names = frozenset({State.CHECKED, State.IN_REVIEW, State.MORE_INFO, State.WAITLISTED})
ENDED: Names = frozenset({State.DECLINED_BY_CITY, State.LAPSED})
SENT: Names = frozenset({State.OFFERED, State.WAITLISTED, State.DECLINED})
INTAKES: Names = frozenset(
    {State.DRAFT, State.SUBMITTED, State.CHECKED, State.IN_REVIEW, State.MORE_INFO, State.DECIDED}
)
EVERY: Names = frozenset(State)
OVERRIDE = "override"
OUTCOMES = get_args(eligibility.DecisionOutcome)


@dataclass(frozen=True)
class Verb:
    """`stop`: it ends something. Fields whose options the page alone knows are filled in by it."""

    name: str
    request: type[Request[Any]]
    fields: tuple[Field, ...] = ()
    states: Names = EVERY
    look: Literal["plain", "main", "stop"] = "plain"

    @property
    def key(self) -> str:
        return self.name.replace("-", "_")

    @property
    def versioned(self) -> bool:
        return VERSION in self.request.model_fields

    @property
    def overridable(self) -> bool:
        return OVERRIDE in self.request.model_fields


REASON = Field("reason", "long", rows=3)
NOT_SAID = Field("reason", "long", optional=True, rows=3, label="internal_reason")
FEEDBACK = Field("feedback", "long", optional=True)
RANK = Field("rank", "number", optional=True)
REPLY_BY = Field("reply_by", "day")
REVIEWER = Field("reviewer_id", "choice")

VERBS: tuple[Verb, ...] = (
    Verb("decide", eligibility.Decide, (
        Field("outcome", "radio"), NOT_SAID, FEEDBACK, Field("due_on", "day", optional=True), RANK,
    ), UNDECIDED, "main"),
    Verb("send", eligibility.SendDecision, (), frozenset({State.DECIDED}), "main"),
    Verb("rescind", eligibility.RescindDecision, (), frozenset({State.DECIDED})),
    Verb("correct", eligibility.CorrectDecision, (
        Field("outcome", "radio", label="right_outcome"), REASON, FEEDBACK, RANK,
    ), SENT),
    Verb("extend", eligibility.ExtendOffer, (REPLY_BY,), frozenset({State.OFFERED})),
    Verb("confirm", eligibility.ConfirmOffer, (Field("mayor"),), frozenset({State.OFFERED})),
    Verb("lapse", eligibility.LapseOffer, (), frozenset({State.OFFERED}), "stop"),
    Verb("decline-offer", eligibility.DeclineOffer, (), frozenset({State.OFFERED}), "stop"),
    Verb("reinstate-offer", eligibility.ReinstateOffer, (REPLY_BY, REASON), ENDED),
    Verb("rank", eligibility.RankWaitlist, (Field("rank", "number"),), frozenset({State.WAITLISTED})),
    Verb("accept-proposal", eligibility.AcceptProposal, (NOT_SAID, FEEDBACK), frozenset({State.WAITLISTED})),
    Verb("dismiss-proposal", eligibility.DismissProposal, (REASON,), frozenset({State.WAITLISTED})),
    Verb("assign", eligibility.AssignReview, (REVIEWER,), frozenset({State.CHECKED, State.IN_REVIEW})),
    Verb("unassign", eligibility.UnassignReview, (REVIEWER,), frozenset({State.CHECKED, State.IN_REVIEW})),
    Verb("remind", eligibility.RemindReviewer, (REVIEWER, Field("note", "long", optional=True, rows=3)),
         frozenset({State.IN_REVIEW})),
    Verb("shortlist", eligibility.Shortlist, (), UNDECIDED),
    Verb("shortlist-off", eligibility.Shortlist, (), UNDECIDED),
    Verb("schedule-interview", eligibility.ScheduleInterview, (
        Field("starts_at", "moment"), Field("panel", "boxes"),
    ), UNDECIDED),
    Verb("record-interview", eligibility.RecordInterview, (
        Field("recommendation", "radio"), Field("notes", "long", rows=8),
    )),
    Verb("cancel-interview", eligibility.CancelInterview, (REASON,), EVERY, "stop"),
    Verb("reopen", intake.ReopenCall, (Field("until", "day"),), INTAKES | {State.WITHDRAWN}),
    Verb("reinstate", intake.ReinstateApplication, (REASON,), frozenset({State.WITHDRAWN})),
    Verb("merge", intake.MergeApplications, (Field("into"),), INTAKES, "stop"),
    Verb("withdraw", intake.WithdrawApplication, (), INTAKES, "stop"),
)  # fmt: skip
BY_NAME = {verb.name: verb for verb in VERBS}


def words_of(page: Page, field: Field) -> str:
    return page.say(f"pages.staff.field.{field.key}")


def hint_of(page: Page, field: Field) -> str | None:
    key = f"pages.staff.hint.{field.key}"
    return page.say(key) if has(key) else None


def may_override(page: Page, verb: Verb, form: Filled) -> bool:
    """A refusal of a rule shows the override to leads; whoever overrides goes on seeing it."""
    refused = form.refusal is not None and form.refusal.code in OVERRIDABLE
    typed = form.posted is not None and OVERRIDE in form.posted
    return verb.overridable and is_lead(page) and (refused or typed)


def send(verb: Verb, page: Page, posted: Posted, zone: str, **fixed: Any) -> Filled | Model:
    """The reply, or the form to be shown again. Raises Refusal: what no field can mend."""
    try:
        reply: Model = page.call(request_by(verb, page, posted, zone, fixed), command_id=posted.command_id)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return Filled(posted=posted, refusal=refusal, command_id=posted.command_id)
    return reply


def request_by(verb: Verb, page: Page, posted: Posted, zone: str, fixed: dict[str, Any]) -> Request[Any]:
    """Raises Refusal("invalid") for what cannot be read."""
    own = (Field(OVERRIDE, "long"),) if verb.overridable else ()
    typed, faults = read_fields((*verb.fields, *own), posted, page.language, zone)
    if faults:
        raise Refusal("invalid", *faults)
    return request_of(verb.request, **typed | version_of(verb, posted) | fixed)


def version_of(verb: Verb, posted: Posted) -> dict[str, Any]:
    text = posted.text(VERSION)
    return {VERSION: int(text)} if verb.versioned and text.isdecimal() and len(text) < 10 else {}
