"""How the city page tells an event: by which words of `history.*` (shared/wording), with the event's own plain values.

An event about an application, or of the audit trail, is told by `history.<its type>`; VARIANTS says where one of
several does, CLAUSES what follows. What people named is said as the program file names it. A test says which event has
no words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from shared.contracts import cohort, eligibility, identity, intake, kernel, notifications
from shared.contracts.events import Event, owner_of
from shared.contracts.registry import KERNEL
from shared.contracts.reporting import Clause
from shared.program.model import Program
from shared.wording import named_in

IDENTITY = owner_of(identity.__name__)

Values = dict[str, Any]
Titles = Mapping[str, Mapping[str, dict[str, str]]]  # of phases, sessions, …: by id, in each language


def clauses_of(event: Event, titles: Titles) -> tuple[Clause, ...]:
    """A sentence and what follows it; none of an event that nobody reads."""
    if not is_told(type(event)):
        return ()
    values = values_of(event, titles)
    variant = VARIANTS.get(type(event), no_variant)(event)
    told = [(f"{event.type}.{variant}" if variant else event.type, values)]
    told += [(f"clauses.{name}", values | more) for name, more in following(event, titles)]
    return tuple(Clause(key=key, values=only_named(key, given)) for key, given in told)


def is_told(event: type[Event]) -> bool:
    """In a city's history, or in the audit trail."""
    return "application_id" in event.model_fields or event.producer in (IDENTITY, KERNEL)


def only_named(key: str, values: Values) -> Values:
    return {name: values[name] for name in sorted(named_in(f"history.{key}")) if name in values}


def no_variant(_: Event) -> str:
    return ""


# -- values ------------------------------------------------------------------------------------------------------------

#: What chooses between the forms of a sentence.
COUNTED: dict[type[Event], Callable[[Any], int]] = {
    intake.DraftReminderDue: lambda e: e.days,
    intake.ApplicationPeopleChanged: lambda e: len(e.person_ids),
    eligibility.DecisionMade: lambda e: e.reviews,
    eligibility.InterviewScheduled: lambda e: len(e.panel),
    eligibility.ReviewReminderDue: lambda e: e.days,
    eligibility.ReviewReminded: lambda e: e.outstanding,
    eligibility.OfferReminderDue: lambda e: e.days,
    cohort.ResidentsEngaged: lambda e: e.residents,
    cohort.RequirementsMissing: lambda e: e.missing,
    cohort.PerformanceReviewed: lambda e: e.decisions,
    cohort.FollowUpDue: lambda e: e.months,
    cohort.FollowUpRecorded: lambda e: e.months,
    cohort.FollowUpWaived: lambda e: e.months,
    cohort.TermEnding: lambda e: e.days,
    notifications.MailFailed: lambda e: e.attempts,
    notifications.MessageWritten: lambda e: e.mails,
}

#: Fields that hold an id of the program file.
NAMED_BY_PROGRAM = {
    "phase": "phases", "from_phase": "phases", "to_phase": "phases", "next_phase": "phases",
    "component": "components", "survey": "surveys",
}  # fmt: skip
#: Contracts whose `kind` is one: the value that sentences name, and its titles.
KINDS = {
    "session": ("session", "sessions"),
    "convening": ("convening", "convenings"),
    "invitation": ("convening", "convenings"),
}


def values_of(event: Event, titles: Titles) -> Values:
    """The event's fields; ids of the program file by their titles; the role of the person that it is about."""
    values = event.model_dump(mode="json")
    for field in NAMED_BY_PROGRAM.keys() & values.keys():
        values[field] = title(titles, NAMED_BY_PROGRAM[field], values[field])
    if (kind := KINDS.get(type(event).__module__.rpartition(".")[2])) is not None:
        name, group = kind
        values[name] = title(titles, group, values["kind"])
    if person := values.get("person"):
        values["role"] = person["role"]
    if isinstance(event, cohort.StrategySaved):
        values["component"] = title(titles, "components", event.part)
    if (count := COUNTED.get(type(event))) is not None:
        values["count"] = count(event)
    return values


def title(titles: Titles, group: str, name: str | None) -> dict[str, str]:
    """A cohort may run by another version of the program file, which has things that this one lacks."""
    return titles[group].get(name or "") or {"en": (name or "").replace("_", " ")}


def titles_of(program: Program) -> Titles:
    def named(entries: Sequence[Any]) -> dict[str, dict[str, str]]:
        return {entry.id: entry.by_language for entry in entries}

    return {
        "phases": named(program.phases),
        "components": named(program.strategy_components),
        "surveys": named(program.surveys),
        "sessions": named(program.session_kinds),
        "convenings": {kind: convening.by_language for kind, convening in program.convenings.items()},
    }


# -- which sentence ----------------------------------------------------------------------------------------------------


def numbered(event: Any) -> str:
    return "numbered" if event.part == "progress_report" and event.number > 1 else ""


VARIANTS: dict[type[Event], Callable[[Any], str]] = {
    kernel.AccessRecorded: lambda e: f"{e.kind}_at" if e.place else e.kind,
    identity.PersonAdded: lambda e: "" if e.roles else "none",
    identity.RolesChanged: lambda e: "" if e.roles else "none",
    identity.SignedOut: lambda e: "" if e.because == "signed_out" else e.because,
    identity.AccessTokenRevoked: lambda e: "" if e.because == "ended_by_owner" else e.because,
    intake.ApplicationSubmitted: lambda e: "answer" if e.answer else "again" if e.version > 1 else "",
    intake.ApplicationWithdrawn: lambda e: "merged" if e.merged_into else "",
    intake.DraftSaved: lambda e: "again" if e.revision > 1 else "",
    cohort.VisitAnswered: lambda e: "" if e.suits else "does_not_suit",
    eligibility.ReviewDeclared: lambda e: "conflict" if e.conflict == "declared" else "",
    eligibility.ReviewSubmitted: lambda e: "conflict" if e.conflict == "declared" else "",
    eligibility.Shortlisted: lambda e: "" if e.shortlisted else "taken_off",
    eligibility.InterviewScheduled: lambda e: "moved" if e.moved else "",
    eligibility.DecisionMade: lambda e: "" if e.reviews else "unreviewed",
    cohort.MediaConsentRecorded: lambda e: "" if e.given else "refused",
    cohort.TeamLeadNamed: lambda e: "interim" if e.interim else "",
    cohort.TeamMemberLeft: lambda e: "lead" if e.led else "",
    cohort.CoachAssigned: lambda e: "another" if e.previous_coach_id else "",
    cohort.VisitScheduled: lambda e: "moved" if e.sequence else "",
    cohort.ProjectPartSubmitted: numbered,
    cohort.ProjectPartAccepted: numbered,
    cohort.ProjectPartReturned: numbered,
    cohort.ReportAwaited: lambda e: "" if e.told == "city_before" else "late",
    cohort.DataSourceTested: lambda e: "" if e.usable else "unusable",
    cohort.ConveningInvited: lambda e: "moved" if e.sequence else "",
    cohort.ConveningUninvited: lambda e: "cancelled" if e.cancelled else "",
    cohort.SessionScheduled: lambda e: "moved" if e.sequence else "",
    cohort.StrategySaved: lambda e: e.part if e.part in ("vision", "actions") else "",
    cohort.StrategyLaunchPlanned: lambda e: "" if e.launch_on else "called_off",
    cohort.TargetTurned: lambda e: "dropped" if e.state == "dropped" else "",
    cohort.CommitmentOpened: lambda e: e.kind,
    cohort.CommitmentRevised: lambda e: e.kind,
    cohort.CommitmentSigned: lambda e: f"{e.kind}{'_again' if e.reaffirmed else ''}",
    cohort.CommitmentPublished: lambda e: e.kind,
    cohort.CommitmentToReaffirm: lambda e: e.kind,
    cohort.MayorRecorded: lambda e: "interim" if e.interim else "",
    cohort.LeadershipChanged: lambda e: "interim" if e.interim else "",
    cohort.TermEnding: lambda e: e.subject,
}


# -- what follows ------------------------------------------------------------------------------------------------------

#: Clauses whose values are the event's own, where they hold.
CLAUSES: dict[type[Event], dict[str, Callable[[Any], object]]] = {
    eligibility.DecisionSent: {"reply_by": lambda e: e.reply_by, "with_feedback": lambda e: e.has_feedback},
    eligibility.DecisionCorrected: {"reply_by": lambda e: e.reply_by},
    cohort.TeamMemberLeft: {"handed_over": lambda e: e.successor_id},
    cohort.ConveningAnswered: {"by_delegate": lambda e: e.delegated},
    cohort.SessionHeld: {"attendance": lambda e: e.attendance},
    cohort.StrategyComponentApproved: {"last_component": lambda e: e.ready},
    cohort.StrategyLaunched: {"under_embargo": lambda e: e.embargo_until},
    cohort.TargetMeasured: {"correction": lambda e: e.corrects},
    cohort.FollowUpRecorded: {
        "strategy_in_force": lambda e: e.strategy_in_force,
        "strategy_not_in_force": lambda e: not e.strategy_in_force,
        "leader_in_post": lambda e: e.senior_leader_in_post,
        "leader_not_in_post": lambda e: not e.senior_leader_in_post,
    },
}


def following(event: Any, titles: Titles) -> Iterator[tuple[str, Values]]:
    """Names of clauses, with what they say beyond the event's own values."""
    for name, holds in CLAUSES.get(type(event), {}).items():
        if holds(event):
            yield name, {}
    if isinstance(event, kernel.AccessRecorded):  # whose sentences say all
        return
    match event:
        case eligibility.EligibilityChecked():
            if remarked := [one for one, outcome in event.criteria.items() if outcome in ("needs_review", "fail")]:
                yield "remarked", {"criteria": remarked}
        case cohort.PhaseAdvanced() if event.waived:
            yield "waived", {"count": len(event.waived)}
        case cohort.SessionAttended() if event.modules_completed:
            yield "modules", {"count": event.modules_completed}
        case cohort.TimelineChanged():
            for change in event.changes:
                moved = change.model_dump(mode="json")
                name = "start_moved" if change.phase is None else "phase_moved"
                yield name, moved | {"phase": title(titles, "phases", change.phase)}
    if getattr(event, "override", False):
        yield "by_override", {}
    if overridden := getattr(event, "overridden", ()):  # the reason stands with the application, where staff see it
        yield "overriding", {"rules": list(overridden)}
