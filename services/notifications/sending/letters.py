"""Writes the mails: from a row of the ledger and what was resolved for it to the message's bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from services.notifications.domain import CANCELLATIONS, Mail
from services.notifications.sending.calendar import Meeting, Party, invitation
from services.notifications.sending.headers import clean_line, clean_text, clean_values, is_plain_address
from services.notifications.sending.message import compose, encoded, mailbox
from services.notifications.templates import CannotRender, Letter, Templates
from shared.program.model import Program

APPLICATION, CITY, SIGN_IN = "/applications/{code}", "/cities/{code}", "/sign-in?key={key}"
REVIEW, STAFF = "/staff/reviews/{code}", "/staff/applications/{code}"

#: The one action link of each template. It opens a page and signs nobody in by itself.
LINKS = {
    "application_received": APPLICATION,
    "application_withdrawn": APPLICATION,
    "draft_saved": APPLICATION,
    "draft_reminder": APPLICATION,
    "call_extended": APPLICATION,
    "call_reopened": APPLICATION,
    "decision_admitted": APPLICATION,
    "decision_waitlisted": APPLICATION,
    "decision_declined": APPLICATION,
    "decision_more_info": APPLICATION,
    "decision_corrected": APPLICATION,
    "offered_from_waitlist": APPLICATION,
    "waitlist_closed": APPLICATION,
    "offer_confirmed": APPLICATION,
    "offer_reminder": APPLICATION,
    "offer_overdue": APPLICATION,
    "review_assigned": REVIEW,
    "review_reminder": REVIEW,
    "staff_information_received": STAFF,
    "staff_offer_confirmed": STAFF,
    "staff_offer_overdue": STAFF,
    "welcome": CITY,
    "visit_scheduled": CITY,
    "convening_invitation": CITY,
    "phase_started": CITY,
    "commitment_published": CITY,
    "commitment_to_reaffirm": CITY,
    "commitment_to_sign": CITY,
    "leadership_changed": CITY,
    "measurement_due": CITY,
    "session_cancelled": CITY,
    "visit_cancelled": CITY,
    "convening_cancelled": CITY,
    "convening_receipt": CITY,
    "convening_reminder": CITY,
    "convening_thanks": CITY,
    "report_awaited": CITY,
    "timeline_changed": CITY,
    "session_scheduled": CITY,
    "strategy_feedback": CITY,
    "strategy_launched": CITY,
    "strategy_ready": CITY,
    "requirement_missing": CITY,
    "report_judged": CITY,
    "survey_opened": CITY,
    "staff_term_ending": CITY,
    "staff_city_left": CITY,
    "staff_follow_up_due": CITY,
    "sign_in": SIGN_IN,
}


class NotAnAddress(Exception):
    """The recipient's address is none that mail can go to."""


@dataclass(frozen=True)
class Resolved:
    """Name, address, place and texts of one mail, fetched for the moment of sending and not kept."""

    name: str
    email: str
    feedback: str | None = None
    place: str | None = None
    sign_in: Mapping[str, str] = field(default_factory=dict)  # sign_in_code and key


class Letters:
    """All that mails have in common: the program, the templates, where links lead."""

    def __init__(self, program: Program, templates: Templates, portal_url: str) -> None:
        self.program = program
        self.templates = templates
        self._portal_url = portal_url.rstrip("/")
        self._common = {
            "program": clean_line(program.name),
            "reply_to": program.reply_to,
            "program_zone": program.call.time_zone,
            "last_phase": program.phases[-1].id,
            "phase_titles": {phase.id: phase.by_language for phase in program.phases},
            "convening_titles": {kind: convening.by_language for kind, convening in program.convenings.items()},
            "component_titles": {component.id: component.by_language for component in program.strategy_components},
            "survey_titles": {survey.id: survey.by_language for survey in program.surveys},
            "session_titles": {kind.id: kind.by_language for kind in program.session_kinds},
        }

    def message_id(self, mail_id: UUID) -> str:
        """The same for every attempt, so that a mail that arrives twice can be told."""
        return f"<{self._unique(mail_id)}>"

    def subject(self, mail: Mail) -> str:
        """For staff; the template's name where it cannot be made."""
        try:
            return as_subject(self.templates.render_title(mail.template, mail.language, self._values(mail)), mail)
        except CannotRender:
            return mail.template

    def write(self, mail: Mail, resolved: Resolved, now: datetime) -> bytes:
        """The message as the mail server takes it. Raises CannotRender, NotAnAddress."""
        if not is_plain_address(resolved.email):
            raise NotAnAddress
        values = self._personal(mail, resolved)
        letter = self.templates.render(mail.template, mail.language, values)
        entry = self._invitation(mail, letter, values, resolved, now) if letter.calendar else None
        method = "CANCEL" if mail.template in CANCELLATIONS else "REQUEST"
        return compose(self._headers(mail, resolved, letter, now), letter.text, letter.html, entry, method)

    def read(self, mail: Mail, resolved: Resolved) -> Letter:
        """As its recipient would read it. Raises CannotRender."""
        return self.templates.render(mail.template, mail.language, self._personal(mail, resolved))

    def _personal(self, mail: Mail, resolved: Resolved) -> dict[str, Any]:
        """Every value of the template, those of the recipient included."""
        personal: dict[str, Any] = {
            "name": clean_line(resolved.name),
            "link": self._link(mail, resolved),
            "feedback": clean_text(resolved.feedback) if resolved.feedback else None,
            "place": clean_line(resolved.place) if resolved.place else None,
        }
        return self._values(mail) | dict(resolved.sign_in) | personal

    def _headers(self, mail: Mail, resolved: Resolved, letter: Letter, now: datetime) -> Iterator[tuple[str, str]]:
        yield "From", mailbox(str(self._common["program"]), self.program.sender)
        yield "To", mailbox(clean_line(resolved.name), resolved.email)
        yield "Reply-To", self.program.reply_to
        yield "Subject", encoded(as_subject(letter.title, mail), "Subject")
        yield "Message-ID", mail.message_id
        yield "Date", format_datetime(now)
        yield "Auto-Submitted", "auto-generated"
        yield "Content-Language", mail.language
        if mail.code:
            yield "X-Alliance-Code", encoded(clean_line(mail.code), "X-Alliance-Code")

    def _values(self, mail: Mail) -> dict[str, Any]:
        return self._common | clean_values(mail.values) | {"code": clean_line(mail.code or "")}

    def _invitation(
        self, mail: Mail, letter: Letter, values: Mapping[str, Any], resolved: Resolved, now: datetime
    ) -> bytes:
        try:
            meeting = Meeting(
                uid=self._unique(mail.values["meeting_id"]),
                sequence=mail.values["sequence"],
                starts_at=datetime.fromisoformat(mail.values["starts_at"]),
                ends_at=datetime.fromisoformat(mail.values["ends_at"]),
                zone=mail.values["meeting_zone"],
                summary=clean_line(letter.calendar or ""),
                description=letter.action,
                place=values["place"],
                link=values["link"],
                cancelled=mail.template in CANCELLATIONS,
            )
        except KeyError as error:
            raise CannotRender(f"{error} is undefined") from error
        organizer = Party(values["program"], self.program.sender)
        return invitation(meeting, organizer, Party(values["name"], resolved.email), now)

    def _unique(self, identity: UUID | str) -> str:
        """An id that no other sender gives out."""
        return f"{identity}@{self.program.sender.rpartition('@')[2]}"

    def _link(self, mail: Mail, resolved: Resolved) -> str:
        if mail.template not in LINKS:
            raise CannotRender(f"{mail.template} has no link")
        parts = {"code": quote(mail.code or "", safe=""), "key": quote(resolved.sign_in.get("key", ""), safe="")}
        return self._portal_url + LINKS[mail.template].format(**parts)


def as_subject(title: str, mail: Mail) -> str:
    """With the tracking code, so that replies can be told apart."""
    return clean_line(f"{title} ({mail.code})" if mail.code else title)
