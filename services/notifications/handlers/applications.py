"""What becomes of calls and applications: whom mail about them goes to, what they are told first; and the mail of a
sign-in, which is about none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.notifications.domain import Application, as_contacts
from services.notifications.handlers import deciding

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling
    from services.notifications.repository import Repository
    from shared.contracts import identity, intake


def take_in_call(event: intake.CallOpened, repository: Repository) -> None:
    repository.upsert_call(event)


def take_in_closing(event: intake.CallExtended | intake.CallClosed, repository: Repository) -> None:
    repository.update_call_closing(event.call, event.closes_at)


def confirm_submission(event: intake.ApplicationSubmitted, telling: Telling) -> None:
    """The application's contacts are known now, so what waited for them is told as well.

    An import is silent unless asked: its contacts are kept all the same.
    """
    telling.repository.lock_application(event.application_id)
    call = telling.repository.get_call(event.call, event.application_id)
    contacts = as_contacts(event.contacts, event.primary_contact)
    telling.repository.upsert_application(event, contacts)
    occasions = telling.repository.take_pending_occasions(event.application_id) if call.is_awaited else []
    if event.notify:
        shown_closing = call.closes_at.isoformat() if event.submitted_at <= call.closes_at else None
        values = {"version": event.version, "closes_at": shown_closing, "reinstated": event.reinstated}
        occasions.insert(0, telling.occasion_of(event, "application_received", values))
    application = Application(
        event.application_id, event.code, event.city, event.time_zone, call_title=call.title, call_zone=call.time_zone
    )
    for occasion in occasions:
        telling.mail_each(occasion, application, contacts)
    if call.is_held:
        deciding.follow_contacts(application, contacts, telling)


def mail_sign_in(event: identity.SignInRequested, telling: Telling) -> None:
    """About no application; code and link are fetched at the moment of sending."""
    values = {"sign_in_id": str(event.sign_in_id), "expires_at": event.expires_at.isoformat()}
    occasion = telling.occasion_about(event.sign_in_id, "sign_in", values)
    telling.mail_one(occasion, None, event.person.ref, event.person.language)
