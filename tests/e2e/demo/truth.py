"""What mails tell, compared with what had happened when they went: by the records of the owners, and not by what the
sender asks. A mail whose cause was undone before it went told something that was true no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

#: A mail that is being handed over says what was true when that began.
HANDING_OVER = timedelta(seconds=2)

LEFT = ("withdrawn", "exited")


@dataclass(frozen=True)
class Happened:
    """A row of an outbox: a change of state, in the transaction of the change."""

    id: UUID
    type: str
    at: datetime
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Sent:
    cause: UUID
    template: str
    recipient: str
    said: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class Undone:
    """By an event of one of these types that says the same of what it says of `same`; and one of `among` of what is
    named there, if it says anything of it."""

    types: tuple[str, ...]
    same: tuple[str, ...] = ("application_id",)
    among: tuple[str, tuple[str, ...]] = ("to_status", LEFT)

    def by(self, cause: Happened, later: Happened) -> bool:
        told = [name for name in self.same if name in later.said]
        if later.type not in self.types or not told or any(later.said[name] != cause.said.get(name) for name in told):
            return False
        name, values = self.among
        return name not in later.said or later.said[name] in values


ENDED = ("offer_confirmed", "offer_declined", "offer_lapsed", "selection_ended")
MOVED_ON = ("phase_advanced", "stepped_back", "status_changed")
OF_ITEM, OF_PART = ("item_id",), ("application_id", "part", "number")
VISIT, SESSION, INTERVIEW = (
    Undone((f"{noun}_scheduled", f"{noun}_cancelled"), (f"{noun}_id",)) for noun in ("visit", "session", "interview")
)
COMER = ("application_id", "convening_id", "person")
CONVENING = Undone(("convening_invited", "convening_uninvited", "convening_answered"), COMER, ("answer", ("no",)))
ANSWERED = Undone(("convening_answered", "convening_uninvited"), COMER)
ITEM = Undone(("action_item_changed", "action_item_passed"), OF_ITEM)
REVIEW = Undone(("review_unassigned", "review_submitted", "selection_ended"), ("application_id", "reviewer_id"))
REPORT = Undone(("project_part_submitted",), OF_PART)
OFFER = Undone((*ENDED, "offer_extended", "decision_corrected"))
DECISION = Undone(("decision_corrected", "decision_sent", *ENDED))
SIGNING = Undone(("commitment_signed", "commitment_published"), ("application_id", "kind"))

#: By what each mail's cause is undone. None: it tells of what happened, which stays so.
UNDONE: dict[str, Undone | None] = {
    "application_received": Undone(("application_withdrawn",)),
    "first_mail": Undone(("application_withdrawn",)),
    "application_withdrawn": Undone(("application_restored",)),
    "application_restored": Undone(("application_withdrawn",)),
    "draft_saved": Undone(("application_submitted",)),
    "colleague_invited": Undone(("application_submitted", "colleague_removed"), ("application_id", "colleague")),
    "draft_reminder": Undone(("application_submitted", "call_closed"), ("application_id", "call")),
    "call_extended": Undone(("call_extended", "call_closed"), ("call",)),
    "call_reopened": None,
    "review_assigned": REVIEW,
    "review_reminder": REVIEW,
    "review_taken_back": Undone(("review_assigned",), ("application_id", "reviewer_id")),
    "interview_scheduled": INTERVIEW,
    "interview_cancelled": INTERVIEW,
    "panel_scheduled": INTERVIEW,
    "panel_cancelled": INTERVIEW,
    "decision_admitted": DECISION,
    "decision_waitlisted": DECISION,
    "decision_declined": DECISION,
    "decision_more_info": Undone(("decision_corrected", "decision_sent", "information_received", *ENDED)),
    "offered_from_waitlist": DECISION,
    "decision_corrected": DECISION,
    "waitlist_closed": Undone(("decision_sent",)),
    "offer_extended": OFFER,
    "offer_reminder": OFFER,
    "offer_overdue": OFFER,
    "staff_offer_overdue": OFFER,
    "offer_confirmed": Undone(("offer_reinstated", "application_withdrawn", "selection_ended")),
    "staff_offer_confirmed": Undone(("offer_reinstated", "application_withdrawn", "selection_ended")),
    "staff_information_received": None,
    "welcome": Undone(("status_changed",)),
    "team_invitation": Undone(("team_member_left",), ("application_id", "member_id")),
    "phase_started": Undone(MOVED_ON),
    "phase_stepped_back": Undone(MOVED_ON),
    "requirement_missing": Undone(MOVED_ON),
    "timeline_changed": Undone(("timeline_changed",), ("cohort_id", "application_id")),
    "leadership_changed": Undone(("leadership_changed",), ("application_id", "office")),
    "staff_city_left": Undone(("participation_started",)),
    "staff_term_ending": Undone(("term_extended", "mayor_recorded", "leadership_changed", "status_changed")),
    "staff_follow_up_due": Undone(("follow_up_recorded", "follow_up_waived"), ("application_id", "months")),
    "visit_answered": Undone(("visit_answered", "visit_scheduled", "visit_cancelled"), ("visit_id",)),
    "visit_scheduled": VISIT,
    "visit_cancelled": Undone(("visit_scheduled",), ("visit_id",)),
    "coach_visit_scheduled": VISIT,
    "coach_visit_cancelled": Undone(("visit_scheduled",), ("visit_id",)),
    "session_scheduled": SESSION,
    "session_cancelled": SESSION,
    "coach_session_scheduled": SESSION,
    "coach_session_cancelled": SESSION,
    "convening_invitation": CONVENING,
    "convening_cancelled": CONVENING,
    "convening_receipt": ANSWERED,
    "convening_reminder": ANSWERED,
    "convening_logistics": CONVENING,
    "convening_thanks": None,
    "action_item_passed": ITEM,
    "action_item_due": ITEM,
    "coach_item_late": ITEM,
    "staff_item_late": ITEM,
    "report_awaited": REPORT,
    "coach_report_late": REPORT,
    "staff_report_late": REPORT,
    "report_judged": REPORT,
    "component_submitted": Undone(
        ("strategy_component_submitted", "strategy_changes_requested", "strategy_component_approved"),
        ("application_id", "component"),
    ),
    "strategy_feedback": Undone(
        ("strategy_component_submitted", "strategy_component_approved"), ("application_id", "component")
    ),
    "strategy_ready": Undone(("strategy_component_submitted", "strategy_launched")),
    "strategy_launched": None,
    "embargo_lifted": None,
    "commitment_to_sign": SIGNING,
    "commitment_to_reaffirm": Undone(("commitment_signed", "participation_reaffirmed")),
    "commitment_published": None,
    "measurement_due": Undone(("target_measured", "target_turned"), ("target_id",)),
    "survey_opened": Undone(("survey_closed", "survey_opened"), ("cohort_id", "survey")),
}

#: Of no event that another undoes: whoever asks to sign in, what comes back, what staff write, several in one.
BY_ITSELF = {
    "sign_in",
    "operator_alert",
    "report_due",
    "contact_bounced",
    "staff_reply_received",
    "reminders",
    "message",
}


def is_cause(one: Happened, mail: Sent) -> bool:
    """A decision's mail lies ready from when it is made; what it tells has happened when it is sent."""
    return one.id == mail.cause or (one.type == "decision_sent" and one.said["decision_id"] == str(mail.cause))


def untrue(mail: Sent, history: Iterable[Happened]) -> list[str]:
    """What had undone its cause when it went."""
    known = list(history)
    cause = next((one for one in known if is_cause(one, mail)), None)
    undone = UNDONE[mail.template]
    if undone is None:
        return []
    if cause is None:
        return ["nothing that happened caused it"]
    return [
        f"{one.type} at {one.at}"
        for one in known
        if cause.at < one.at < mail.at - HANDING_OVER and undone.by(cause, one)
    ]


def all_untrue(mails: Sequence[Sent], history: Sequence[Happened]) -> list[str]:
    told = ((mail, untrue(mail, history)) for mail in mails if mail.template not in BY_ITSELF)
    return [f"{mail.template} to {mail.recipient} at {mail.at}: {why}" for mail, why in told if why]
