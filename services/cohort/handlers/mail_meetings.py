"""Of mails about meetings: whether they still take place, then and there, with who is told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from services.cohort.domain.participation import LEFT
from services.cohort.handlers.mail_asked import Asked, facts
from shared.contracts.mail_facts import MailFacts
from shared.contracts.plain import plain

if TYPE_CHECKING:
    from services.cohort.domain.convening import ConveningRecord, InvitationRecord
    from services.cohort.domain.sessions import SessionRecord
    from services.cohort.domain.visit import VisitRecord


def of_visit(asked: Asked) -> MailFacts:
    """A visit that was moved again is told of by another mail."""
    visit = asked.repository.find_visit(asked.city.application_id)
    if visit is None:
        return MailFacts(holds=False)
    holds = visit.state == "scheduled" and visit.sequence == asked.values["sequence"] and comes_to_visit(asked)
    return facts(holds, place=visit.place)


def of_visit_answer(asked: Asked) -> MailFacts:
    """The last answer, to the time that is still proposed."""
    visit = asked.repository.find_visit(asked.city.application_id)
    if visit is None:
        return MailFacts(holds=False)
    same = visit.state == "proposed" and plain(visit.starts_at) == asked.values["starts_at"]
    return facts(same and visit.suits == asked.values["suits"], note=visit.answer_note)


def of_cancelled_visit(asked: Asked) -> MailFacts:
    visit = asked.repository.find_visit(asked.city.application_id)
    left, comes = asked.city.status in LEFT, comes_to_visit(asked)
    over = visit is not None and visit.state != "cancelled" and comes and visit.ends_at <= asked.now
    ended = visit is None or visit.state != "scheduled" or not comes
    return facts(ended or left or over, city_left=left, over=over, without_you=not comes and not is_cancelled(visit))


def is_cancelled(visit: VisitRecord | None) -> bool:
    return visit is None or visit.state == "cancelled"


def comes_to_visit(asked: Asked) -> bool:
    """Everybody of the city, until they are gone, and its coach, who is named by identity."""
    recipient = asked.request.recipient
    if recipient.startswith("identity:"):
        return recipient == f"identity:{asked.city.lead_coach_id}"
    everybody = asked.repository.list_whole_roster(asked.city.application_id)
    there = asked.repository.list_roster([asked.city.application_id])
    is_gone = recipient in {one.ref for one in everybody} - {one.ref for one in there}
    return not is_gone


def of_session(asked: Asked) -> MailFacts:
    session = find_session(asked)
    if session is None:
        return MailFacts(holds=False)
    is_as_told = session.state == "scheduled" and session.sequence == asked.values["sequence"]
    return facts(
        is_as_told and takes_part(asked, session),
        topic=session.title,
        place=session.place,
        speaker=session.speaker,
        bring=session.bring,
        coach_id=session.coach_id,
        modules=list(session.modules),
    )


def of_cancelled_session(asked: Asked) -> MailFacts:
    """How it ended for this person: it is cancelled, their city has left, it takes place without them, or it was moved
    into the past."""
    session, left = find_session(asked), asked.city.status in LEFT
    if session is None:
        return MailFacts(holds=False)
    cancelled, there = session.state == "cancelled", takes_part(asked, session)
    over = there and session.ends_at <= asked.now
    how = "city_left" if left else "cancelled" if cancelled else "over" if over else "without_you"
    return facts(cancelled or left or over or not there, how=how, topic=session.title)


def find_session(asked: Asked) -> SessionRecord | None:
    return asked.repository.find_session(UUID(asked.values["meeting_id"]))


def takes_part(asked: Asked, session: SessionRecord) -> bool:
    people = asked.repository.list_session_people(session.session_id)
    mine = {person.ref for person in people if person.application_id == asked.city.application_id}
    return asked.request.recipient in mine | {f"identity:{session.coach_id}"}


def of_invitation(asked: Asked) -> MailFacts:
    """For whoever did not decline, as long as the gathering is where and when it was told."""
    convening, invitation = find_invitation(asked)
    if convening is not None and asked.values.get("pending"):
        return of_pending_invitation(convening)
    if convening is None or invitation is None:
        return MailFacts(holds=False)
    is_as_told = convening.state == "scheduled" and convening.sequence == asked.values["sequence"]
    holds = is_as_told and invitation.state in ("invited", "yes")
    return facts(holds, place=convening.place, rsvp_by=convening.rsvp_by)


def of_pending_invitation(convening: ConveningRecord) -> MailFacts:
    """Of a mail that is only looked at, whoever will be invited."""
    return facts(
        convening.state == "scheduled",
        starts_at=convening.starts_at,
        ends_at=convening.ends_at,
        meeting_zone=convening.time_zone,
        place=convening.place,
        rsvp_by=convening.rsvp_by,
    )


def of_cancelled_invitation(asked: Asked) -> MailFacts:
    convening, invitation = find_invitation(asked)
    cancelled, left = convening is None or convening.state == "cancelled", asked.city.status in LEFT
    gone = invitation is None or invitation.state == "removed"
    over = not gone and convening is not None and convening.ends_at <= asked.now
    return facts(cancelled or left or gone or over, cancelled=cancelled, city_left=left, over=over)


def of_answer(asked: Asked) -> MailFacts:
    convening, invitation = find_invitation(asked)
    if convening is None or invitation is None:
        return MailFacts(holds=False)
    return facts(convening.state == "scheduled" and invitation.state == asked.values["answer"], place=convening.place)


def of_silence(asked: Asked) -> MailFacts:
    convening, invitation = find_invitation(asked)
    if convening is None or invitation is None:
        return MailFacts(holds=False)
    is_then = convening.starts_at == datetime.fromisoformat(asked.values["starts_at"])
    holds = convening.state == "scheduled" and invitation.state == "invited" and is_then
    return facts(holds, rsvp_by=convening.rsvp_by)


def find_invitation(asked: Asked) -> tuple[ConveningRecord | None, InvitationRecord | None]:
    convening = asked.repository.find_convening(asked.city.cohort, asked.values["kind"])
    if convening is None:
        return None, None
    invitations = asked.repository.list_invitations(convening.convening_id)
    mine = [one for one in invitations if one.application_id == asked.city.application_id]
    return convening, next((one for one in mine if one.ref == asked.request.recipient), None)


def of_logistics(asked: Asked) -> MailFacts:
    """For whoever comes, then and there."""
    convening, invitation = find_invitation(asked)
    if convening is None or invitation is None:
        return MailFacts(holds=False)
    is_then = convening.starts_at == datetime.fromisoformat(asked.values["starts_at"])
    holds = convening.state == "scheduled" and invitation.state == "yes" and is_then
    times = {"starts_at": convening.starts_at, "ends_at": convening.ends_at, "meeting_zone": convening.time_zone}
    return facts(holds, place=convening.place, needs_given=invitation.needs, **times)


def of_action_item(asked: Asked) -> MailFacts:
    """For its owner; the program's own people hear of one that is late."""
    items = asked.repository.list_action_items(UUID(asked.values["session_id"]))
    item = next((one for one in items if str(one.item_id) == asked.values["item_id"]), None)
    if item is None:
        return MailFacts(holds=False)
    own = asked.request.recipient.startswith("identity:")
    same_day = asked.values.get("late") is None or plain(item.due_on) == asked.values["due_on"]
    holds = item.state == "open" and (own or item.owner_ref in (None, asked.request.recipient)) and same_day
    return facts(holds, due_on=item.due_on, what=item.what)
