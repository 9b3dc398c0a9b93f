"""Writes the mails: from a row of the ledger and what was resolved for it to the message's bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from services.notifications.domain import Mail
from services.notifications.mails import FIRST, MAILS, OWN, SAMPLE
from services.notifications.samples import shown_by, told_by
from services.notifications.sending.addresses import Addresses
from services.notifications.sending.calendar import Meeting, Party, invitation
from services.notifications.sending.headers import (
    clean_line,
    clean_text,
    clean_texts,
    clean_values,
    is_plain_address,
)
from services.notifications.sending.message import Attached, compose, encoded, mailbox
from services.notifications.sending.signing import Sign
from services.notifications.templates import CannotRender, Letter, Templates
from shared.documents.calendar_entries import uid_of
from shared.program.model import Program
from shared.wording import say


class NotAnAddress(Exception):
    """The recipient's address is none that mail can go to."""


@dataclass(frozen=True)
class Resolved:
    """What one mail is written with, fetched for the moment of sending and not kept. `values` stand in place of those
    that it was made with; `holds`: whether what it tells is still so; `to_stranger`: it says what nobody wrote."""

    name: str
    email: str
    values: Mapping[str, Any] = field(default_factory=dict)
    holds: bool = True
    to_stranger: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict)  # sign_in_code and key
    attached: tuple[Attached, ...] = ()


#: What a template may name though nobody said it: of a mail from before it was told, or where there is none.
UNSAID: dict[str, Any] = dict.fromkeys(
    (
        "feedback", "place", "topic", "text", "speaker", "bring", "coach", "reason", "modules", "indicator", "what",
        "note_of_staff", "choices", "contact", "needs_given",
    )
) | {
    "again": False, "reinstated": None, "because": "our_error", "city_left": False, "over": False,
    "without_you": False, "held": False, "changed": False, "conditions": (), "for_coach": False, "sample": False,
}  # fmt: skip

#: What a title says of what its owner knows, in a list, for which nobody is asked.
UNASKED: dict[str, Any] = {"how": "cancelled"}


class Letters:
    """All that mails have in common: the program, the templates, where links lead."""

    def __init__(
        self, program: Program, templates: Templates, portal_url: str, addresses: Addresses | None = None
    ) -> None:
        self.program = program
        self.addresses = addresses  # of our own, once their secret is read
        self.sign: Sign | None = None  # under the sender's domain
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
        """For staff, from what the ledger holds; the template's name where it cannot be made."""
        try:
            if mail.template == SAMPLE:
                return said_of_sample(self.subject(shown_by(mail)), mail.language)
            if mail.edited_subject:
                return as_subject(mail.edited_subject, mail)
            values = UNASKED | self._values(mail)
            return as_subject(self.templates.render_title(mail.template, mail.language, values), mail)
        except CannotRender:
            return mail.template

    def write(self, mail: Mail, resolved: Resolved, now: datetime) -> bytes:
        """The message as the mail server takes it. Raises CannotRender, NotAnAddress."""
        return self.assemble(mail, resolved, self.read(mail, resolved), now)

    def assemble(self, mail: Mail, resolved: Resolved, letter: Letter, now: datetime) -> bytes:
        """Of a letter that is written. Raises CannotRender, NotAnAddress."""
        mail, resolved = shown_by(mail), told_by(mail, resolved)
        if not is_plain_address(resolved.email):
            raise NotAnAddress
        entry = self._invitation(mail, letter, resolved, now) if letter.calendar else None
        method = "CANCEL" if MAILS[mail.template].cancels else "REQUEST"
        written = compose(
            self._headers(mail, resolved, letter, now), letter.text, letter.html, entry, method, resolved.attached
        )
        return self.sign(written) if self.sign else written

    def read(self, row: Mail, resolved: Resolved) -> Letter:
        """As its recipient would read it. Raises CannotRender."""
        mail, resolved = shown_by(row), told_by(row, resolved)
        values = self.personal(mail, resolved) | {"sample": row.template == SAMPLE}
        if resolved.to_stranger:
            return self.templates.render(FIRST, mail.language, values)
        values["choices"] = self._choices(mail)
        note = clean_text(mail.note) if mail.note else None
        values["note_of_staff"] = note
        letter = self.templates.render(mail.template, mail.language, values, mail.edited_subject)
        return as_sample(letter, mail.language) if row.template == SAMPLE else letter

    def titled(self, letter: Letter, row: Mail) -> str:
        """Its subject, as it goes out."""
        return as_subject(letter.title, shown_by(row))

    def reply_to(self, mail: Mail) -> str:
        """Of the program's own people the answers go to people."""
        if self.addresses is None or mail.recipient.startswith(OWN):
            return self.program.reply_to
        return self.addresses.reply_to(mail.application_id, self.program.reply_to)

    def return_path(self, mail: Mail) -> str:
        return self.addresses.return_path(mail.id, self.program.sender) if self.addresses else self.program.sender

    def _choices(self, mail: Mail) -> str | None:
        """Where its reader says that they do without such mails; None of a mail that everybody gets."""
        if self.addresses is None or mail.template not in MAILS or MAILS[mail.template].topic is None:
            return None
        return f"{self._portal_url}/unsubscribe/{self.addresses.key('u', mail.id)}?lang={mail.language}"

    def personal(self, mail: Mail, resolved: Resolved) -> dict[str, Any]:
        """Every value of the template, those of the recipient included."""
        personal = {"name": clean_line(resolved.name), "link": self.link(mail, resolved)}
        return {**self._values(mail), **clean_texts(resolved.values), **resolved.secrets, **personal}

    def _headers(self, mail: Mail, resolved: Resolved, letter: Letter, now: datetime) -> Iterator[tuple[str, str]]:
        yield "From", mailbox(str(self._common["program"]), self.program.sender)
        yield "To", mailbox(clean_line(resolved.name), resolved.email)
        yield "Reply-To", self.reply_to(mail)
        yield "Subject", encoded(as_subject(letter.title, mail), "Subject")
        yield "Message-ID", mail.message_id
        yield "Date", format_datetime(now)
        yield "Auto-Submitted", "auto-generated"
        yield "Content-Language", mail.language
        if choices := self._choices(mail):
            yield "List-Unsubscribe", f"<{choices}>"
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
        if mail.code:
            yield "X-Alliance-Code", encoded(clean_line(mail.code), "X-Alliance-Code")
        if mail.application_id:
            yield "X-Alliance-Correlation-Id", str(mail.application_id)
        if mail.traceparent:
            yield "X-Alliance-Trace-Id", mail.traceparent[3:35]

    def _values(self, mail: Mail) -> dict[str, Any]:
        """Of what staff wrote the lines stay."""
        written = {"text": clean_text(mail.values["text"])} if "text" in mail.values else {}
        own = clean_values(mail.values) | written | {"code": clean_line(mail.code or "")}
        return UNSAID | self._common | own

    def _invitation(self, mail: Mail, letter: Letter, resolved: Resolved, now: datetime) -> bytes:
        values = self.personal(mail, resolved)
        try:
            meeting = Meeting(
                uid=self._unique(values["meeting_id"]),
                sequence=values["sequence"],
                starts_at=datetime.fromisoformat(values["starts_at"]),
                ends_at=datetime.fromisoformat(values["ends_at"]) if values["ends_at"] else None,
                zone=values["meeting_zone"],
                summary=clean_line(letter.calendar or ""),
                description=letter.details,
                place=clean_line(values["place"]) if values["place"] else None,
                link=values["link"],
                cancelled=MAILS[mail.template].cancels,
            )
        except KeyError as error:
            raise CannotRender("no_value", str(error.args[0])) from error
        organizer = Party(values["program"], self.program.sender)
        return invitation(meeting, organizer, Party(values["name"], resolved.email), now)

    def _unique(self, identity: UUID | str) -> str:
        return uid_of(identity, self.program.sender)

    def link(self, mail: Mail, resolved: Resolved) -> str:
        if mail.template not in MAILS:
            raise CannotRender("no_link", mail.template)
        return self._portal_url + address_of(mail, resolved.secrets.get("key", ""))


def address_of(mail: Mail, key: str) -> str:
    """The page of the mail's one action, in the language of the mail; of a message the one below it that was chosen."""
    kind = MAILS[mail.template]
    link = kind.coach_link if kind.coach_link and mail.values.get("for_coach") else kind.link
    path = link.format(code=quote(mail.code or "", safe=""), key=quote(key, safe=""))
    path += f"/{quote(mail.values['page'], safe='')}" if mail.values.get("page") else ""
    path += f"?{urlencode(mail.values['asked'])}" if mail.values.get("asked") else ""
    return f"{path}{'&' if '?' in path else '?'}lang={mail.language}"


def as_subject(title: str, mail: Mail) -> str:
    """With the tracking code, so that replies can be told apart."""
    return clean_line(f"{title} ({mail.code})" if mail.code else title)


def as_sample(letter: Letter, language: str) -> Letter:
    """It says so in the list of mails and in the calendar, too."""
    calendar = said_of_sample(letter.calendar, language) if letter.calendar else None
    return replace(letter, title=said_of_sample(letter.title, language), calendar=calendar)


def said_of_sample(title: str, language: str) -> str:
    return say(language, "mail_blocks.sample_of", title=title)
