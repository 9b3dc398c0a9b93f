"""Of mails about what a city works on: whether it still waits for that, and the texts that belong into them."""

from __future__ import annotations

from services.cohort.domain import commitments, follow_up, reports, surveys, targets
from services.cohort.domain.project import state_of
from services.cohort.domain.publishing import STRATEGY
from services.cohort.handlers.commitment_lookup import is_awaited
from services.cohort.handlers.mail_asked import Asked, facts
from shared.contracts.mail_facts import MailFacts
from shared.contracts.plain import plain


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
