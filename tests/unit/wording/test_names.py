"""Whatever people read of a choice, a state or a kind has a name in the catalogues: contracts and tables are walked."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

import services
import shared.contracts
import shared.wording
from shared.wording import has

#: What a choice is called -> the group of its names. An inline Literal goes by `Model.field`.
GROUPS = {
    "Every": "report_times",
    "ReportForm": "report_forms",
    "AlertCause": "alerts.says",
    "AlertState": "states.alert",
    "WebhookState": "states.webhook",
    "DeliveryState": "states.webhook_delivery",
    "DeliveryFailure": "webhook_failures",
    "ActionState": "states.action",
    "AiUseState": "states.ai_use",
    "ApplicationState": "states.application",
    "Attendance": "attendances",
    "By": "reports.name",
    "AuditKind": "audit_kinds",
    "BookedKind": "occasions",
    "CalendarNoun": "document_subjects",
    "Cadence": "cadences",
    "CityPart": "city_parts",
    "CommitmentKind": "commitment_kinds",
    "CommitmentState": "states.commitment",
    "ComponentState": "states.component",
    "Conflict": "conflicts",
    "ContactRole": "roles",
    "ConveningState": "states.convening",
    "CriterionResult.note": "criterion_notes",
    "CriterionOutcome": "criterion_outcomes",
    "DeadLetterState": "states.dead_letter",
    "Decision.state": "states.decision",
    "DecisionEntry.state": "states.decision",
    "DecisionOutcome": "decisions",
    "Direction": "directions",
    "DocumentAbout": "document_subjects",
    "DocumentKind": "document_kinds",
    "DocumentState": "states.document",
    "DocumentVisibility": "readers",
    "EvidenceKind": "evidence_kinds",
    "ExchangeDirection": "exchange_directions",
    "ExchangeKind": "exchange_kinds",
    "FactorKind": "factors",
    "FollowUpState": "states.follow_up",
    "HangingKind": "occasions",
    "HoldRule": "holds",
    "Instrument": "instruments",
    "InterviewState": "states.interview",
    "InvitationState": "states.invitation",
    "ItemState": "states.action_item",
    "LeavingReason": "leaving_reasons",
    "LinkedPage": "pages.city.page",
    "LinkedTo": "engagement_links",
    "MailState": "states.mail",
    "MaturityMoment": "maturity_moments",
    "MaturityView": "maturity_views",
    "Method": "engagement_methods",
    "Outcome": "check_outcomes",
    "PolicyArea": "policy_areas",
    "PolicyState": "states.policy",
    "ProcessFunction": "process_functions",
    "ProcessState": "states.process",
    "ProjectPart": "project_parts",
    "ProjectPartState.state": "states.project_part",
    "Proof": "proofs",
    "ProposalState": "states.proposal",
    "Recommendation": "recommendations",
    "ActionItemDue.told": "told",
    "ReportAwaited.told": "told",
    "ResidentOutcome": "resident_outcomes",
    "ReviewState": "states.review",
    "Risk": "risks",
    "Role": "person_roles",
    "SessionState": "states.session",
    "ShownAttendance": "attendances",
    "Because": "session_ends",
    "SignatureMethod": "signature_methods",
    "SilencedThing": "silenced_things",
    "Standing": "states.mayor",
    "Status": "states.participation",
    "StrategyState": "states.strategy",
    "SurveyState": "states.survey",
    "TargetState": "states.target",
    "TermSubject": "term_subjects",
    "Visibility": "readers",
    "Taken.kind": "terminal.mail.taken",
    "Topic": "mail_topics",
    "Visit.state": "states.visit",
}

#: Choices that nobody reads, with the reason.
FOR_MACHINES = {
    "PreviewDecisionMail.outcome": "which mail a page asks for; its reader sees the mail",
    "WorkOfKind.waits_for": "who asks sees what is theirs; people read the kinds, work.kinds.<kind>",
    "NeededFor": "each has a sentence of its own, details.<code>",
    "ReviewEnd": "each has a sentence of its own in the mail that tells it",
    "CitySubject": "what a held mail is looked at again for",
    "SelectionSubject": "the same",
    "GetMailFacts.about": "the same",
    "Envelope.datacontenttype": "the wire",
    "Envelope.specversion": "the wire",
    "NotDelivered.action": "what a mail server says",
    "ApplicationOrder": "headings of a list",
    "FoundCityPerson.part": "a member's role is shown; what else they are has its name among the roles",
    "Language": "shown by Babel's names of languages",
    "KnownReport.of": "what a program names with a report",
    "ReportColumn.at": "reports.at, beside a name",
    "ReportFigure.at": "the same",
    "CellKind": "how a form writes a cell of a report",
    "ReportTable.drawn": "how a page draws a table of a report",
    "Unwritten": "the same, and two answers with words of their page",
}

#: Tables of transitions -> the group of their states, where it is not that of a choice above.
TABLES = {
    "services.cohort.domain.attendance.ITEM_TRANSITIONS": "states.action_item",
    "services.cohort.domain.codified.AI_USE_TRANSITIONS": "states.ai_use",
    "services.cohort.domain.codified.POLICY_TRANSITIONS": "states.policy",
    "services.cohort.domain.codified.PROCESS_TRANSITIONS": "states.process",
    "services.cohort.domain.commitments.TRANSITIONS": "states.commitment",
    "services.cohort.domain.convening.CONVENING_TRANSITIONS": "states.convening",
    "services.cohort.domain.convening.TRANSITIONS": "states.invitation",
    "services.cohort.domain.documents.DOCUMENT_TRANSITIONS": "states.document",
    "services.cohort.domain.participation.STATUS_TRANSITIONS": "states.participation",
    "services.cohort.domain.project.TRANSITIONS": "states.project_part",
    "services.cohort.domain.sessions.TRANSITIONS": "states.session",
    "services.cohort.domain.strategy.ACTION_TRANSITIONS": "states.action",
    "services.cohort.domain.strategy.LAUNCH_TRANSITIONS": "states.strategy",
    "services.cohort.domain.strategy.TRANSITIONS": "states.component",
    "services.cohort.domain.targets.TRANSITIONS": "states.target",
    "services.cohort.domain.visit.TRANSITIONS": "states.visit",
    "services.eligibility.domain.interviews.TRANSITIONS": "states.interview",
    "services.eligibility.domain.reviews.TRANSITIONS": "states.review",
    "services.eligibility.domain.selection.CORRECTION_TRANSITIONS": "states.application",
    "services.eligibility.domain.selection.REINSTATEMENT_TRANSITIONS": "states.application",
    "services.eligibility.domain.selection.TRANSITIONS": "states.application",
    "services.intake.domain.applications.REINSTATEMENT_TRANSITIONS": "states.application",
    "services.intake.domain.applications.TRANSITIONS": "states.application",
    "services.intake.domain.calls.CALL_TRANSITIONS": "states.call",
    "services.notifications.domain.TRANSITIONS": "states.mail",
    "services.operations.domain.dead_letters.TRANSITIONS": "states.dead_letter",
}


def modules(package: Any) -> Iterator[Any]:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if package is shared.contracts or ".domain" in module.name:
            yield importlib.import_module(module.name)


def literals(annotation: Any) -> Iterator[tuple[str, ...]]:
    if get_origin(annotation) is Literal:
        yield tuple(map(str, get_args(annotation)))
    for part in get_args(annotation):
        if not isinstance(part, str):
            yield from literals(part)


def choices() -> dict[str, tuple[str, ...]]:
    """Every StrEnum and Literal of the contracts, by its name; a part of one that has a name belongs to that."""
    named: dict[str, tuple[str, ...]] = {}
    inline: dict[str, tuple[str, ...]] = {}
    for module in modules(shared.contracts):
        for name, value in vars(module).items():
            if get_origin(value) is Literal:
                named[name] = tuple(map(str, get_args(value)))
            elif isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum:
                named[name] = tuple(value)
            elif isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == module.__name__:
                for field, info in value.model_fields.items():
                    inline |= {f"{name}.{field}": found for found in literals(info.annotation)}
    known = [set(values) for values in named.values()]
    return named | {name: values for name, values in inline.items() if not any(set(values) <= one for one in known)}


def tables() -> dict[str, set[str]]:
    """Every state that a table of transitions names."""
    found: dict[str, set[str]] = {}
    for module in modules(services):
        if hasattr(module, "__path__"):
            continue  # a package shows again what its modules hold
        for name, table in vars(module).items():
            if name.endswith("TRANSITIONS") and isinstance(table, dict):
                states = {one for one in table if one is not None}
                for steps in table.values():
                    states |= set(steps.values() if isinstance(steps, dict) else steps) - {None}
                found[f"{module.__name__}.{name}"] = {str(state) for state in states}
    return found


CHOICES, STATES = choices(), tables()


@pytest.mark.parametrize("choice", sorted(CHOICES))
def test_every_choice_has_names_for_people(choice: str) -> None:
    if choice in FOR_MACHINES:
        return
    assert choice in GROUPS, "its names need a group here, or a reason why nobody reads them"
    assert [value for value in CHOICES[choice] if not has(f"{GROUPS[choice]}.{value}")] == []


@pytest.mark.parametrize("table", sorted(STATES))
def test_every_state_of_a_table_has_a_name(table: str) -> None:
    group = TABLES.get(table)
    assert group is not None, "its states need a group here"
    assert [state for state in sorted(STATES[table]) if not has(f"{group}.{state}")] == []


def test_no_group_is_for_a_choice_that_is_gone() -> None:
    assert sorted((GROUPS.keys() | FOR_MACHINES.keys()) - CHOICES.keys()) == []
    assert sorted(TABLES.keys() - STATES.keys()) == []


def test_every_alert_says_what_is_to_be_done() -> None:
    """On its page, in its mail and in docs/operations.md."""
    assert [cause for cause in CHOICES["AlertCause"] if not has(f"alerts.mend.{cause}")] == []


def test_every_mail_has_a_name() -> None:
    """By which a city's history tells of it."""
    folder = Path(shared.wording.__file__ or "").parent / "en" / "mails"
    mails = sorted(file.stem for file in folder.glob("*.txt"))

    assert mails
    assert [mail for mail in mails if not has(f"mail_templates.{mail}")] == []
