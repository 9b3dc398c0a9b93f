"""What is still true of a city at the moment when a mail about it goes, and the texts and names that belong into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID

from services.cohort.domain import commitments, follow_up, mayors, reports, surveys, targets
from services.cohort.domain.participation import LEFT, CohortRecord, ParticipationRecord
from services.cohort.domain.project import state_of
from services.cohort.domain.publishing import STRATEGY
from services.cohort.domain.timeline import PLANNED_DATE
from services.cohort.handlers.commitment_lookup import is_awaited
from services.cohort.handlers.lookup import get_cohort, get_participation, get_plan
from services.cohort.handlers.requirements import requirement_states
from shared.contracts.cohort.participation import HangingKind
from shared.contracts.mail_facts import MailFacts
from shared.contracts.plain import plain

if TYPE_CHECKING:
    from services.cohort.domain.convening import ConveningRecord, InvitationRecord
    from services.cohort.domain.sessions import SessionRecord
    from services.cohort.domain.visit import VisitRecord
    from services.cohort.repository import Repository
    from shared.contracts import cohort as contract

#: What is told of a city that has left, too.
AFTER_LEAVING = frozenset({"city_left", "visit_cancelled", "session_cancelled", "convening_cancelled"})


@dataclass(frozen=True)
class Asked:
    """What a mail says, of which city, and when it is to go."""

    request: contract.GetMailFacts
    city: ParticipationRecord
    repository: Repository
    now: datetime

    @property
    def values(self) -> dict[str, Any]:
        return self.request.values

    @property
    def cohort(self) -> CohortRecord:
        return get_cohort(self.repository, self.city.cohort)


def get_mail_facts(request: contract.GetMailFacts, repository: Repository, now: datetime) -> MailFacts:
    city = get_participation(repository, request.code)
    if city.status in LEFT and request.about not in AFTER_LEAVING:
        return MailFacts(holds=False)
    return ABOUT[request.about](Asked(request, city, repository, now))


# -- the city and its phases -------------------------------------------------------------------------------------------


def of_city(_: Asked) -> MailFacts:
    return MailFacts()


def of_message(asked: Asked) -> MailFacts:
    """What staff's texts may name. The mayor of the application is known by name to intake alone."""
    mayor = mayors.in_office(asked.repository.list_mayors(asked.city.application_id), asked.city.today(asked.now))
    return facts(True, phase=asked.city.phase, coach_id=asked.city.lead_coach_id, mayor=mayor and mayor.name)


def of_leaving(asked: Asked) -> MailFacts:
    """A mail from before events said what ended tells of nothing."""
    ended = dict.fromkeys(get_args(HangingKind), 0) | asked.values.get("ended", {})
    return facts(asked.city.status == asked.values["status"], ended=ended)


def of_phase(asked: Asked) -> MailFacts:
    return facts(asked.city.phase == asked.values["phase"])


def of_timeline(asked: Asked) -> MailFacts:
    """Those of the dates that are this city's now, and why they moved."""
    plan, version = get_plan(asked.repository, asked.cohort), asked.values.get("version")
    dates = plan.dates(asked.city.application_id)
    changes = [
        one
        for one in asked.values["changes"]
        if one["new"] == plain(dates.get(one["phase"]) if one["phase"] else asked.cohort.starts_on)
    ]
    reason = asked.repository.find_timeline_reason(asked.city.cohort, version) if version else None
    return facts(bool(changes), changes=changes, reason=reason)


def of_requirements(asked: Asked) -> MailFacts:
    """What is still open before the phase that was told of, and its date as it is planned now."""
    due_on = get_plan(asked.repository, asked.cohort).planned_on(asked.values["phase"], asked.city.application_id)
    states = requirement_states(asked.repository, asked.city, asked.cohort, asked.now)
    missing = [one.phrase for one in states if not (one.met or one.waived) and one.condition != PLANNED_DATE]
    was_told_of = plain(due_on) == asked.values["due_on"]
    return facts(bool(missing) and was_told_of, conditions=missing, missing=len(missing))


def of_term(asked: Asked) -> MailFacts:
    """The end or the election that the watch is about now; of another one it tells anew."""
    if asked.values["subject"] == mayors.ELECTION:
        on_date = asked.repository.find_election(asked.city.application_id)
    else:
        today = asked.city.today(asked.now)
        on_date = mayors.watched_end(asked.repository.list_mayors(asked.city.application_id), today)
    return facts(on_date is not None and plain(on_date) == asked.values["on_date"])


# -- meetings ----------------------------------------------------------------------------------------------------------


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
    if convening is None or invitation is None:
        return MailFacts(holds=False)
    is_as_told = convening.state == "scheduled" and convening.sequence == asked.values["sequence"]
    holds = is_as_told and invitation.state in ("invited", "yes")
    return facts(holds, place=convening.place, rsvp_by=convening.rsvp_by)


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


def of_action_item(asked: Asked) -> MailFacts:
    items = asked.repository.list_action_items(UUID(asked.values["session_id"]))
    item = next((one for one in items if str(one.item_id) == asked.values["item_id"]), None)
    if item is None:
        return MailFacts(holds=False)
    is_theirs = item.owner_ref in (None, asked.request.recipient)
    return facts(item.state == "open" and is_theirs, due_on=item.due_on, what=item.what)


# -- work --------------------------------------------------------------------------------------------------------------


def of_report(asked: Asked) -> MailFacts:
    """A report that came in is waited for no more."""
    key = (asked.values["part"], asked.values["number"])
    state = state_of(asked.repository.list_project_parts(asked.city.application_id), key)
    due_on = reports.due_dates(asked.cohort).get(key)
    is_due_then = plain(due_on) == asked.values["due_on"]
    return facts(state not in reports.NOT_WAITED_FOR and is_due_then, due_on=due_on)


def of_project_part(asked: Asked) -> MailFacts:
    parts = asked.repository.list_project_parts(asked.city.application_id)
    part = parts.get((asked.values["part"], asked.values["number"]))
    judged = "accepted" if asked.values["accepted"] else "returned"
    return facts(part is not None and part.state == judged, reason=part and part.returned_because)


def of_component(asked: Asked) -> MailFacts:
    """Changes that were asked for, with what reviewers wrote last."""
    component = asked.values["component"]
    strategy = asked.repository.find_strategy(asked.city.application_id)
    state = strategy and strategy.component_states.get(component)
    return facts(state == "changes_requested", feedback=strategy and strategy.feedback.get(component))


def of_component_in_review(asked: Asked) -> MailFacts:
    strategy = asked.repository.find_strategy(asked.city.application_id)
    return facts(
        strategy is not None and strategy.component_states.get(asked.values["component"]) == "in_review"
    )  # fmt: skip


def of_ready_strategy(asked: Asked) -> MailFacts:
    strategy = asked.repository.find_strategy(asked.city.application_id)
    if strategy is None:
        return MailFacts(holds=False)
    approved = all(state == "approved" for state in strategy.component_states.values())
    return facts(strategy.state == "draft" and approved, version=strategy.version)


def of_launch(asked: Asked) -> MailFacts:
    """An embargo that has ended is none."""
    strategy = asked.repository.find_strategy(asked.city.application_id)
    if strategy is None or strategy.state != "launched":
        return MailFacts(holds=False)
    embargo = strategy.embargo_until
    return facts(True, embargo_until=embargo if embargo and embargo > asked.now else None)


def of_lifted_embargo(asked: Asked) -> MailFacts:
    """Of what is launched and was not put under another since; `held`: something else keeps it from the public."""
    strategy = asked.repository.find_strategy(asked.city.application_id)
    if strategy is None or strategy.state != "launched" or strategy.is_under_embargo(asked.now):
        return MailFacts(holds=False)
    return facts(True, held=bool(asked.repository.find_publishing(asked.city).holds(STRATEGY, asked.now)))


def of_signature(asked: Asked) -> MailFacts:
    """The text that is to be signed, in the reader's language if there is one."""
    commitment = find_commitment(asked)
    if commitment is None:
        return MailFacts(holds=False)
    awaited = is_awaited(commitment, asked.city, asked.repository, asked.now)
    text = commitment.texts.get(asked.request.language) or next(iter(commitment.texts.values()), None)
    return facts(commitment.state == "open" and awaited, topic=commitment.title, text=text)


def of_published_commitment(asked: Asked) -> MailFacts:
    commitment = find_commitment(asked)
    return facts(commitment is not None and commitment.state == "published")


def of_reaffirmation(asked: Asked) -> MailFacts:
    commitment = find_commitment(asked)
    if commitment is None:
        return MailFacts(holds=False)
    return facts(commitment.state == "needs_reaffirmation", reaffirm_by=commitment.reaffirm_by)


def find_commitment(asked: Asked) -> commitments.CommitmentRecord | None:
    """A mail from before it named the kind is about the mayor's."""
    shared = asked.values.get("kind") == commitments.SHARED
    commitment_id = (
        commitments.shared_id(asked.city.cohort) if shared else commitments.mayor_id(asked.city.application_id)
    )  # fmt: skip
    return asked.repository.find_commitment(commitment_id)


def of_measurement(asked: Asked) -> MailFacts:
    """One that came in meanwhile moves the day of the next."""
    mine = asked.repository.list_targets(asked.city.application_id)
    target = next((one for one in mine if str(one.target_id) == asked.values.get("target_id")), None)
    if target is None:
        return MailFacts(holds=asked.values.get("target_id") is None, values={"indicator": None})
    due_on = targets.next_due(target, asked.repository.list_measurements(target.target_id))
    holds = target.state == "active" and plain(due_on) == asked.values["due_on"]
    return facts(holds, indicator=target.indicator)


def of_survey(asked: Asked) -> MailFacts:
    found = asked.repository.find_asked(asked.city.cohort, asked.values["survey"])
    is_open = surveys.state_of(found, asked.cohort.today(asked.now)) == surveys.OPEN
    return facts(is_open, closes_on=found and found.closes_on)


def of_follow_up(asked: Asked) -> MailFacts:
    said = asked.repository.list_follow_ups(asked.city.application_id).get(asked.values["months"])
    due_on = follow_up.due_on(asked.cohort.ends_on, asked.values["months"])
    return facts(follow_up.state_of(said, due_on, asked.cohort.today(asked.now)) == follow_up.DUE, due_on=due_on)


# ----------------------------------------------------------------------------------------------------------------------


def facts(holds: bool, **values: Any) -> MailFacts:
    return MailFacts(holds=holds, values=plain(values))


ABOUT: dict[str, Callable[[Asked], MailFacts]] = {
    "city": of_city,
    "city_left": of_leaving,
    "phase": of_phase,
    "timeline": of_timeline,
    "requirements": of_requirements,
    "term": of_term,
    "visit": of_visit,
    "visit_answer": of_visit_answer,
    "visit_cancelled": of_cancelled_visit,
    "session": of_session,
    "session_cancelled": of_cancelled_session,
    "convening": of_invitation,
    "convening_cancelled": of_cancelled_invitation,
    "convening_answer": of_answer,
    "convening_silence": of_silence,
    "report": of_report,
    "project_part": of_project_part,
    "component": of_component,
    "component_review": of_component_in_review,
    "strategy_ready": of_ready_strategy,
    "strategy_launch": of_launch,
    "embargo_lifted": of_lifted_embargo,
    "commitment_to_sign": of_signature,
    "commitment_published": of_published_commitment,
    "commitment_to_reaffirm": of_reaffirmation,
    "measurement": of_measurement,
    "survey": of_survey,
    "follow_up": of_follow_up,
    "action_item": of_action_item,
    "message": of_message,
}
