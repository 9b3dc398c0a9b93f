"""Every mail there is: whom it is for, where its link leads, and who says when it goes whether it is still true.

A mail may wait: held for staff, for a mail server, for a part of the system that is down. What it was made with is then
asked for again (`GetMailFacts` of the service that it is about), and texts and names, which no event carries.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.notifications.domain import Audience
from shared.contracts import cohort, eligibility, intake
from shared.contracts.mail_facts import AskedFacts
from shared.contracts.notifications import Topic
from shared.contracts.people import Role
from shared.security.permissions import STAFF

Asks = type[intake.GetMailFacts | eligibility.GetMailFacts | cohort.GetMailFacts]

STAFF_APPLICATION, APPLICATION, REVIEW = "/staff/applications/{code}", "/applications/{code}", "/reviews/{code}"
REVIEWS, CITY = "/reviews", "/cities/{code}"
COMMITMENTS, CONVENINGS, PROJECT = f"{CITY}/commitments", f"{CITY}/convenings", f"{CITY}/project"
SESSIONS, STRATEGY, SURVEYS, TARGETS = f"{CITY}/sessions", f"{CITY}/strategy", f"{CITY}/surveys", f"{CITY}/targets"
FOLLOW_UP, TEAM, TIMELINE, VISIT = f"{CITY}/follow-up", f"{CITY}/team", f"{CITY}/timeline", f"{CITY}/visit"
SIGN_IN = "/sign-in?key={key}"
ALERTS = "/ops/alerts"
SUPPRESSED = "/staff/mail/suppressed"
#: Of whoever may be in the city no more: it opens for everybody, with what is theirs still.
MINE = "/my"


@dataclass(frozen=True)
class Kind:
    """`link`: the page that the one action opens, in the mail's language; it signs nobody in by itself. `about`: a
    subject of the service that is asked; without one nothing of the mail can change. `cancels`: it takes a meeting out
    of the calendar. `topic`: what people may do without, as they call it; None: everybody gets it. `to_coach`: the
    mail that the program's own people read in its place; this one is written to the city. `coach_link`: the page that
    it opens for the city's coach, who may not see the other. `roles`: whoever has none of them (any more) gets none."""

    audience: Audience
    link: str
    asks: Asks | None = None
    about: str = ""
    cancels: bool = False
    to_coach: str = ""
    topic: Topic | None = None
    coach_link: str = ""
    roles: frozenset[Role] = frozenset()

    def question(self, **said: object) -> AskedFacts | None:
        return None if self.asks is None else self.asks.model_validate({"about": self.about, **said})


#: Read in place of any other by whoever has not proven their address and was named by a stranger.
FIRST = "first_mail"

MAILS: dict[str, Kind] = {
    "sign_in": Kind(Audience.PERSON, SIGN_IN),
    "operator_alert": Kind(Audience.PERSON, ALERTS),
    # applications and drafts
    "application_received": Kind(Audience.APPLICANT, APPLICATION, intake.GetMailFacts, "application"),
    "application_withdrawn": Kind(Audience.APPLICANT, APPLICATION, intake.GetMailFacts, "withdrawal"),
    "application_restored": Kind(Audience.APPLICANT, APPLICATION, intake.GetMailFacts, "application"),
    "draft_saved": Kind(Audience.APPLICANT, APPLICATION, intake.GetMailFacts, "kept_draft"),
    "colleague_invited": Kind(Audience.APPLICANT, APPLICATION, intake.GetMailFacts, "colleague"),
    FIRST: Kind(Audience.APPLICANT, APPLICATION, intake.GetMailFacts, "application"),
    "draft_reminder": Kind(Audience.APPLICANT, APPLICATION, intake.GetMailFacts, "draft", topic="drafts"),
    "call_extended": Kind(Audience.APPLICANT, APPLICATION, intake.GetMailFacts, "draft", topic="drafts"),
    "call_reopened": Kind(Audience.APPLICANT, APPLICATION, intake.GetMailFacts, "reopening"),
    # reviews, interviews, decisions, offers
    "review_assigned": Kind(Audience.PERSON, REVIEW, eligibility.GetMailFacts, "review"),
    "review_reminder": Kind(Audience.PERSON, REVIEW, eligibility.GetMailFacts, "review"),
    "review_taken_back": Kind(Audience.PERSON, REVIEWS, eligibility.GetMailFacts, "review_end"),
    "interview_scheduled": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "interview"),
    "interview_cancelled": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "interview", cancels=True),
    "panel_scheduled": Kind(Audience.PERSON, REVIEW, eligibility.GetMailFacts, "interview"),
    "panel_cancelled": Kind(Audience.PERSON, REVIEW, eligibility.GetMailFacts, "interview", cancels=True),
    "decision_admitted": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "decision"),
    "decision_waitlisted": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "decision"),
    "decision_declined": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "decision"),
    "decision_more_info": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "decision"),
    "offered_from_waitlist": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "decision"),
    "decision_corrected": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "correction"),
    "waitlist_closed": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "waitlist_closed"),
    "offer_extended": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "offer"),
    "offer_reminder": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "offer_date"),
    "offer_overdue": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "offer_date"),
    "offer_confirmed": Kind(Audience.APPLICANT, APPLICATION, eligibility.GetMailFacts, "confirmation"),
    "staff_information_received": Kind(Audience.STAFF, STAFF_APPLICATION),
    "staff_offer_confirmed": Kind(Audience.STAFF, STAFF_APPLICATION, eligibility.GetMailFacts, "confirmation"),
    "staff_offer_overdue": Kind(Audience.STAFF, STAFF_APPLICATION, eligibility.GetMailFacts, "offer_date"),
    # the city and its phases
    "welcome": Kind(Audience.TEAM, CITY, cohort.GetMailFacts, "city"),
    "team_invitation": Kind(Audience.PERSON, CITY, cohort.GetMailFacts, "city"),
    "phase_started": Kind(Audience.TEAM, CITY, cohort.GetMailFacts, "phase"),
    "phase_stepped_back": Kind(Audience.TEAM, CITY, cohort.GetMailFacts, "phase"),
    "requirement_missing": Kind(Audience.TEAM, CITY, cohort.GetMailFacts, "requirements"),
    "timeline_changed": Kind(Audience.TEAM, TIMELINE, cohort.GetMailFacts, "timeline"),
    "leadership_changed": Kind(Audience.TEAM, TEAM, cohort.GetMailFacts, "city"),
    "staff_city_left": Kind(Audience.STAFF, CITY, cohort.GetMailFacts, "city_left"),
    "staff_term_ending": Kind(Audience.STAFF, TEAM, cohort.GetMailFacts, "term"),
    "staff_follow_up_due": Kind(Audience.STAFF, FOLLOW_UP, cohort.GetMailFacts, "follow_up"),
    # what comes back
    "contact_bounced": Kind(Audience.STAFF, SUPPRESSED, coach_link=TEAM),
    "staff_reply_received": Kind(Audience.STAFF, STAFF_APPLICATION, coach_link=f"{CITY}/mail"),
    # meetings
    "visit_answered": Kind(Audience.STAFF, VISIT, cohort.GetMailFacts, "visit_answer"),
    "visit_scheduled": Kind(Audience.TEAM, VISIT, cohort.GetMailFacts, "visit", to_coach="coach_visit_scheduled"),
    "visit_cancelled": Kind(
        Audience.PERSON, MINE, cohort.GetMailFacts, "visit_cancelled", cancels=True, to_coach="coach_visit_cancelled"
    ),
    "session_scheduled": Kind(
        Audience.PERSON, SESSIONS, cohort.GetMailFacts, "session", to_coach="coach_session_scheduled"
    ),
    "session_cancelled": Kind(
        Audience.PERSON,
        MINE,
        cohort.GetMailFacts,
        "session_cancelled",
        cancels=True,
        to_coach="coach_session_cancelled",
    ),
    "coach_visit_scheduled": Kind(Audience.PERSON, VISIT, cohort.GetMailFacts, "visit"),
    "coach_visit_cancelled": Kind(Audience.PERSON, MINE, cohort.GetMailFacts, "visit_cancelled", cancels=True),
    "coach_session_scheduled": Kind(Audience.PERSON, SESSIONS, cohort.GetMailFacts, "session"),
    "coach_session_cancelled": Kind(Audience.PERSON, MINE, cohort.GetMailFacts, "session_cancelled", cancels=True),
    "convening_invitation": Kind(Audience.PERSON, CONVENINGS, cohort.GetMailFacts, "convening"),
    "convening_cancelled": Kind(Audience.PERSON, MINE, cohort.GetMailFacts, "convening_cancelled", cancels=True),
    "convening_receipt": Kind(Audience.PERSON, CONVENINGS, cohort.GetMailFacts, "convening_answer"),
    "convening_reminder": Kind(Audience.PERSON, CONVENINGS, cohort.GetMailFacts, "convening_silence"),
    "action_item_passed": Kind(Audience.PERSON, SESSIONS, cohort.GetMailFacts, "action_item"),
    "action_item_due": Kind(Audience.TEAM, SESSIONS, cohort.GetMailFacts, "action_item", to_coach="coach_item_late"),
    "coach_item_late": Kind(Audience.PERSON, SESSIONS, cohort.GetMailFacts, "action_item"),
    "staff_item_late": Kind(Audience.STAFF, SESSIONS, cohort.GetMailFacts, "action_item"),
    "convening_logistics": Kind(Audience.PERSON, CONVENINGS, cohort.GetMailFacts, "convening_logistics"),
    "convening_thanks": Kind(Audience.PERSON, CONVENINGS, cohort.GetMailFacts, "city", topic="news"),
    # work
    "report_awaited": Kind(Audience.TEAM, PROJECT, cohort.GetMailFacts, "report", to_coach="coach_report_late"),
    "coach_report_late": Kind(Audience.PERSON, PROJECT, cohort.GetMailFacts, "report"),
    "staff_report_late": Kind(Audience.STAFF, PROJECT, cohort.GetMailFacts, "report"),
    "report_judged": Kind(Audience.TEAM, PROJECT, cohort.GetMailFacts, "project_part"),
    "component_submitted": Kind(Audience.PERSON, STRATEGY, cohort.GetMailFacts, "component_review"),
    "strategy_feedback": Kind(Audience.TEAM, STRATEGY, cohort.GetMailFacts, "component"),
    "strategy_ready": Kind(Audience.TEAM, STRATEGY, cohort.GetMailFacts, "strategy_ready"),
    "strategy_launched": Kind(Audience.TEAM, STRATEGY, cohort.GetMailFacts, "strategy_launch"),
    "embargo_lifted": Kind(Audience.TEAM, STRATEGY, cohort.GetMailFacts, "embargo_lifted", topic="news"),
    "commitment_to_sign": Kind(Audience.OFFICE, COMMITMENTS, cohort.GetMailFacts, "commitment_to_sign"),
    "commitment_published": Kind(Audience.TEAM, COMMITMENTS, cohort.GetMailFacts, "commitment_published", topic="news"),
    "commitment_to_reaffirm": Kind(Audience.OFFICE, COMMITMENTS, cohort.GetMailFacts, "commitment_to_reaffirm"),
    "measurement_due": Kind(Audience.TEAM, TARGETS, cohort.GetMailFacts, "measurement"),
    "survey_opened": Kind(Audience.TEAM, SURVEYS, cohort.GetMailFacts, "survey", topic="surveys"),
    # reports that somebody reads by mail
    "report_due": Kind(Audience.PERSON, "/reports", topic="reports", roles=STAFF),
    # reminders of one person and day, in one mail
    "reminders": Kind(Audience.PERSON, MINE),
    # what staff write themselves; the page is theirs to choose
    "message": Kind(Audience.TEAM, CITY, cohort.GetMailFacts, "message"),
}

#: A mail of any of these kinds with values that are nobody's, sent to whoever asked for it (`samples.py`).
SAMPLE = "sample"

#: Somebody waits for them, or they tell of what is wrong with mails.
NEVER_HELD = frozenset({"sign_in", "operator_alert", SAMPLE})

#: They take the meeting out of the calendar.
CANCELLATIONS = frozenset(name for name, kind in MAILS.items() if kind.cancels)

#: For contacts of an application: who is one no more gets what waits for them no more.
FOR_CONTACTS = frozenset({Audience.APPLICANT, Audience.TEAM, Audience.OFFICE})

#: Refs of the program's own people; those of a city are intake's and cohort's.
OWN = "identity:"


def read_by(recipient: str, template: str) -> str:
    """The mail that is told as `template` to a city, as it is written to this recipient."""
    return (recipient.startswith(OWN) and MAILS[template].to_coach) or template
