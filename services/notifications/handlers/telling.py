"""What events become: mails to the contacts of an application, or an occasion that waits until those are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from services.notifications.domain import (
    REPLAYED,
    TO_BE_READ,
    Application,
    Audience,
    Contact,
    Mail,
    Occasion,
    State,
    as_contacts,
    recipients,
)
from services.notifications.mails import MAILS, read_by
from shared.contracts import cohort, eligibility, identity, intake

if TYPE_CHECKING:
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from shared.contracts.notifications import MailNote
    from shared.contracts.people import PersonRef
    from shared.messaging.cause import Cause

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

DECISIONS = {
    "admitted": "decision_admitted",
    "waitlisted": "decision_waitlisted",
    "declined": "decision_declined",
    "more_info": "decision_more_info",
}


def take_in_call(event: intake.CallOpened, repository: Repository) -> None:
    repository.upsert_call(event)


def take_in_closing(event: intake.CallExtended | intake.CallClosed, repository: Repository) -> None:
    repository.update_call_closing(event.call, event.closes_at)


def confirm_submission(
    event: intake.ApplicationSubmitted, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """The application's contacts are known now, so what waited for them is told as well.

    An import is silent unless asked: its contacts are kept all the same.
    """
    repository.lock_application(event.application_id)
    call = repository.get_call(event.call, event.application_id)
    contacts = as_contacts(event.contacts, event.primary_contact)
    repository.upsert_application(event, contacts)
    occasions = repository.take_pending_occasions(event.application_id) if call.is_awaited else []
    if event.notify:
        shown_closing = call.closes_at.isoformat() if event.submitted_at <= call.closes_at else None
        values = {"version": event.version, "closes_at": shown_closing, "reinstated": event.reinstated}
        occasions.insert(0, occasion_of(event, cause, "application_received", values))
    application = Application(
        event.application_id, event.code, event.city, event.time_zone, call_title=call.title, call_zone=call.time_zone
    )
    for occasion in occasions:
        mail(occasion, application, contacts, repository, letters, now)


def tell_decision(
    event: eligibility.DecisionSent, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    reply_by = event.reply_by.isoformat() if event.reply_by else None
    decision_id = str(event.decision_id) if event.decision_id else None
    values = {"reply_by": reply_by, "has_feedback": event.has_feedback, "decision_id": decision_id}
    template = "offered_from_waitlist" if event.from_waitlist else DECISIONS[event.outcome]
    occasion = occasion_of(event, cause, template, values)
    tell(occasion, repository, letters, now)


def welcome_city(
    event: cohort.ParticipationStarted, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"phase": event.phase, "starts_on": event.starts_on.isoformat()}
    tell(occasion_of(event, cause, "welcome", values), repository, letters, now)


def tell_visit(
    event: cohort.VisitScheduled, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """What lies in the past was entered late: nobody is invited to it. The city's lead coach comes, too."""
    values = facts_of_meeting(event, event.visit_id)
    if event.ends_at <= now:
        take_out(occasion_of(event, cause, "visit_cancelled", values), None, repository, letters, now)
        return
    moved = {"moved": bool(repository.list_told_of_meeting(event.visit_id))}
    tell(occasion_of(event, cause, "visit_scheduled", values | moved), repository, letters, now)
    if event.coach is not None:
        moved = {"moved": event.coach.ref in repository.list_told_of_meeting(event.visit_id)}
        occasion = replace(occasion_of(event, cause, "visit_scheduled", values | moved), leads=False)
        tell_person(occasion, event.coach, repository, letters, now)


def tell_convening(
    event: cohort.ConveningInvited, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """Whoever is invited only after a move reads an invitation, not a change; to what is over nobody is invited."""
    facts = facts_of_meeting(event, event.convening_id) | {"kind": event.kind}
    if event.ends_at <= now:
        ended = occasion_of(event, cause, "convening_cancelled", facts | {"cancelled": False})
        take_out(ended, [event.person.ref], repository, letters, now)
        return
    known = event.person.ref in repository.list_told_of_meeting(event.convening_id)
    values = facts | {"rsvp_by": event.rsvp_by.isoformat(), "moved": known}
    occasion = occasion_of(event, cause, "convening_invitation", values)
    tell_person(occasion, event.person, repository, letters, now)


def take_out(
    occasion: Occasion, refs: Collection[str] | None, repository: Repository, letters: Letters, now: datetime
) -> None:
    """Of the calendars in which a meeting that was moved into the past still stands as one to come.

    `refs`: of whom it is told, or of everybody. An entry that is over itself stays: it may have been so.
    """
    for recipient, language in repository.list_told_ahead(UUID(occasion.values["meeting_id"]), now).items():
        if refs is None or recipient in refs:
            tell(replace(occasion, recipient=recipient, language=language), repository, letters, now)


def tell_phase(
    event: cohort.PhaseAdvanced, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """A phase that the city was told of before, and stepped back from, has begun again."""
    again = repository.was_told(event.code, "phase_started", "phase", event.to_phase, id_of(cause))
    values = {"phase": event.to_phase, "advanced_on": event.advanced_on.isoformat(), "again": again}
    tell(occasion_of(event, cause, "phase_started", values), repository, letters, now)


def tell_step_back(
    event: cohort.SteppedBack, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    values = {"phase": event.to_phase, "left_phase": event.from_phase, "stepped_on": event.stepped_on.isoformat()}
    tell(occasion_of(event, cause, "phase_stepped_back", values), repository, letters, now)


def mail_sign_in(
    event: identity.SignInRequested, repository: Repository, letters: Letters, cause: Cause, now: datetime
) -> None:
    """About no application; code and link are fetched at the moment of sending."""
    values = {"sign_in_id": str(event.sign_in_id), "expires_at": event.expires_at.isoformat()}
    occasion = occasion_about(event.sign_in_id, cause, "sign_in", values)
    one = new_mail(occasion, None, event.person.ref, event.person.language, letters, now)
    repository.insert_mail(one, letters.subject(one), now)


# -- from an occasion to mails -----------------------------------------------------------------------------------------


def occasion_of(
    event: intake.ApplicationEvent | eligibility.SelectionEvent | cohort.ParticipationEvent,
    cause: Cause,
    template: str,
    values: dict[str, Any],
) -> Occasion:
    return occasion_about(event.application_id, cause, template, values)


def occasion_about(application_id: UUID, cause: Cause, template: str, values: dict[str, Any]) -> Occasion:
    audience = MAILS[template].audience
    return Occasion(id_of(cause), application_id, template, audience, values, cause.traceparent, silent=cause.replayed)


def for_person(occasion: Occasion, person: PersonRef) -> Occasion:
    """The same for one person, whomever else it is for."""
    return replace(occasion, audience=Audience.PERSON, recipient=person.ref, language=person.language)


def id_of(cause: Cause) -> UUID:
    """The event's id, which the consumer binds as the cause of what it leads to."""
    assert cause.causation_id is not None, "events are handled under their envelope's id"
    return cause.causation_id


def tell(occasion: Occasion, repository: Repository, letters: Letters, now: datetime) -> None:
    """A mail for each recipient; once, however often the occasion comes."""
    repository.lock_application(occasion.application_id)
    application = repository.find_application(occasion.application_id)
    if application is None:
        repository.insert_pending_occasion(occasion, now)
        return
    mail(occasion, application, repository.list_contacts(application.id), repository, letters, now)


def tell_person(occasion: Occasion, person: PersonRef, repository: Repository, letters: Letters, now: datetime) -> None:
    tell(for_person(occasion, person), repository, letters, now)


def mail(
    occasion: Occasion,
    application: Application,
    contacts: Iterable[Contact],
    repository: Repository,
    letters: Letters,
    now: datetime,
) -> None:
    staff = repository.list_staff() if occasion.audience is Audience.STAFF else []
    for number, (recipient, language) in enumerate(recipients(occasion, contacts, staff)):
        one = new_mail(occasion, application, recipient, language, letters, now)
        one = replace(one, is_first=number == 0 and occasion.leads)
        repository.insert_mail(one, letters.subject(one), now)


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
        next_at=now,
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
