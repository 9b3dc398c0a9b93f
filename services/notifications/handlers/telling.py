"""How people are told of an event: an occasion, a mail for each of its recipients, or a wait until those are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from services.notifications.domain import (
    DECISION_PENDING,
    PENDING,
    REPLAYED,
    TO_BE_READ,
    Application,
    Audience,
    Contact,
    Mail,
    Occasion,
    State,
    recipients,
)
from services.notifications.mails import MAILS, read_by
from services.notifications.reminders import GATHERED, TEMPLATES
from shared.contracts import cohort, eligibility, intake

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts.notifications import MailNote
    from shared.contracts.people import PersonRef
    from shared.messaging.cause import Cause

#: What concerns one application, and names it.
AboutOne = intake.ApplicationEvent | eligibility.SelectionEvent | cohort.ParticipationEvent

#: What has a place in calendars.
Meeting = (
    cohort.VisitScheduled
    | cohort.VisitCancelled
    | cohort.VisitGuestChanged
    | cohort.ConveningInvited
    | cohort.ConveningUninvited
    | cohort.SessionScheduled
    | cohort.SessionCancelled
)


@dataclass(frozen=True)
class Telling:
    """What handlers of events tell by. A mail is told once for its event, template and recipient, however often.

    `changes` are fields of Occasion: whom it names, whether it is held, needless, silent.
    """

    repository: Repository
    letters: Letters
    cause: Cause
    now: datetime

    @property
    def event_id(self) -> UUID:
        """Which the consumer binds as the cause of what the event leads to."""
        assert self.cause.causation_id is not None, "events are handled under their envelope's id"
        return self.cause.causation_id

    def tell(
        self, event: AboutOne, template: str, values: dict[str, Any], to: PersonRef | None = None, **changes: Any
    ) -> None:
        """Those whom the mail is for, or one person, whomever else it is for."""
        occasion = self.occasion_of(event, template, values)
        self.mail(replace(occasion if to is None else for_person(occasion, to), **changes))

    def tell_about(self, application_id: UUID, template: str, values: dict[str, Any]) -> None:
        """The same of an event that concerns several applications."""
        self.mail(self.occasion_about(application_id, template, values))

    def occasion_of(self, event: AboutOne, template: str, values: dict[str, Any]) -> Occasion:
        return self.occasion_about(event.application_id, template, values)

    def occasion_about(self, application_id: UUID, template: str, values: dict[str, Any]) -> Occasion:
        audience, traceparent = MAILS[template].audience, self.cause.traceparent
        silent = self.cause.replayed
        return Occasion(self.event_id, application_id, template, audience, values, traceparent, silent=silent)

    def mail(self, occasion: Occasion) -> None:
        """A mail for each recipient; of an application that is not known yet, once it is."""
        self.repository.lock_application(occasion.application_id)
        application = self.repository.find_application(occasion.application_id)
        if application is None:
            self.repository.insert_pending_occasion(occasion, self.now)
        else:
            self.mail_each(occasion, application, self.repository.list_contacts(application.id))

    def mail_each(self, occasion: Occasion, application: Application, contacts: Iterable[Contact]) -> None:
        staff = self.repository.list_staff() if occasion.audience is Audience.STAFF else []
        for number, (recipient, language) in enumerate(recipients(occasion, contacts, staff)):
            self.mail_one(occasion, application, recipient, language, is_first=number == 0 and occasion.leads)

    def mail_one(
        self,
        occasion: Occasion,
        application: Application | None,
        recipient: str,
        language: str,
        *,
        is_first: bool = True,
    ) -> None:
        made = new_mail(occasion, application, recipient, language, self.letters, self.now)
        one = replace(made, is_first=is_first)
        self.repository.insert_mail(one, self.letters.subject(one), self.now)

    def take_out(self, occasion: Occasion, refs: Collection[str] | None = None) -> None:
        """Of the calendars in which a meeting that was moved into the past still stands as one to come.

        `refs`: of whom it is told, or of everybody. An entry that is over itself stays: it may have been so.
        """
        meeting_id = UUID(occasion.values["meeting_id"])
        for recipient, language in self.repository.list_told_ahead(meeting_id, self.now).items():
            if refs is None or recipient in refs:
                self.mail(replace(occasion, recipient=recipient, language=language))


def for_person(occasion: Occasion, person: PersonRef) -> Occasion:
    """The same for one person, whomever else it is for."""
    return replace(occasion, audience=Audience.PERSON, recipient=person.ref, language=person.language)


def new_mail(
    occasion: Occasion, application: Application | None, recipient: str, language: str, letters: Letters, now: datetime
) -> Mail:
    mail_id, template = uuid4(), read_by(recipient, occasion.template)
    written_in = letters.templates.language_for(template, language)
    return Mail(
        id=mail_id,
        occasion_id=occasion.id,
        template=template,
        template_version=letters.templates.version_of(template, written_in),
        language=written_in,
        recipient=recipient,
        application_id=application.id if application else None,
        code=application.code if application else None,
        values=occasion.values | (facts_of(application) if application else {}),
        state=first_state(occasion),
        attempts=0,
        notes=first_notes(occasion),
        message_id=letters.message_id(mail_id),
        traceparent=occasion.traceparent,
        created_at=now,
        next_at=now + GATHERED if template in TEMPLATES else now,
        claimed_at=None,
        sent_at=None,
        resent_from=None,
    )


def first_state(occasion: Occasion) -> State:
    if occasion.silent or occasion.needless:
        return State.SUPPRESSED
    return State.HELD if occasion.held else State.QUEUED


def first_notes(occasion: Occasion) -> tuple[MailNote, ...]:
    """Why a mail does not go at once."""
    if occasion.silent:
        return (REPLAYED,)
    if occasion.needless:
        return (occasion.needless,)
    if PENDING in occasion.values:
        return (DECISION_PENDING,)
    return (TO_BE_READ,) if occasion.held else ()


def facts_of(application: Application) -> dict[str, Any]:
    """What every mail about an application may say of it."""
    return {
        "city": application.city,
        "city_zone": application.city_zone,
        "call_title": application.call_title,
        "call_zone": application.call_zone,
    }


def facts_of_meeting(event: Meeting, meeting_id: UUID) -> dict[str, Any]:
    """What a calendar entry is made of; the place is asked for at the moment of sending."""
    return {
        "meeting_id": str(meeting_id),
        "sequence": event.sequence,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "meeting_zone": event.time_zone,
    }
