"""What cities made: policies, processes, uses of AI, commitments, engagement of residents, parts of their projects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.reporting.cells import (
    BY_CITY,
    CITY,
    Figure,
    Line,
    Number,
    Table,
    column,
    counted,
    figure,
    made_of,
    row,
    table,
)
from services.reporting.facts import Fact
from services.reporting.report import Made, Projection, Reading, Report, says
from shared.contracts import cohort
from shared.contracts.events import Event
from shared.contracts.reporting import ReportColumn

POLICY, PROCESS, AI_USE, COMMITMENT = "policy", "process", "ai_use", "commitment"
ENGAGEMENT, PART, VISIT = "engagement", "project_part", "visit"
SIGNED = ("signed", "published")

HEARS: Mapping[type[Event], Projection] = {
    cohort.PolicySaved: says(POLICY, "policy_id", fields=("area", "instrument", "state", "adopted_on")),
    cohort.ProcessSaved: says(PROCESS, "process_id", fields=("function", "state")),
    cohort.AiUseSaved: says(AI_USE, "ai_use_id", fields=("risk", "state")),
    cohort.CommitmentOpened: says(COMMITMENT, "kind", state="open"),
    cohort.CommitmentRevised: says(COMMITMENT, "kind", state="draft"),
    cohort.CommitmentSigned: says(COMMITMENT, "kind", state="signed", fields=("signed_on", "policies")),
    cohort.CommitmentPublished: says(COMMITMENT, "kind", state="published"),
    cohort.CommitmentToReaffirm: says(COMMITMENT, "kind", state="needs_reaffirmation"),
    cohort.ResidentsEngaged: says(
        ENGAGEMENT, "engagement_id", fields=("engaged_by", "residents", "held_on", "linked_to")
    ),
    cohort.ProjectPartSubmitted: says(PART, "part", "number", state="submitted"),
    cohort.ProjectPartReturned: says(PART, "part", "number", state="returned"),
    cohort.ProjectPartAccepted: says(PART, "part", "number", state="accepted"),
    cohort.VisitScheduled: says(VISIT, "visit_id", state="scheduled"),
    cohort.VisitHeld: says(VISIT, "visit_id", state="held", fields=("held_on",)),
    cohort.VisitWrittenUp: says(VISIT, "visit_id", state="written_up"),
    cohort.VisitCancelled: says(VISIT, "visit_id", state="cancelled"),
}

#: Of each kind its columns, by the facts' names.
COLUMNS: dict[str, tuple[ReportColumn, ...]] = {
    POLICY: (column("area", "word", "policy_areas"), column("instrument", "word", "instruments"),
             column("state", "word", "states.policy"), column("adopted_on", "day")),
    PROCESS: (column("function", "word", "process_functions"), column("state", "word", "states.process")),
    AI_USE: (column("risk", "word", "risks"), column("state", "word", "states.ai_use")),
    COMMITMENT: (column("kind", "word", "commitment_kinds"), column("state", "word", "states.commitment"),
                 column("signed_on", "day"), column("policies")),
    ENGAGEMENT: (column("engaged_by", "word", "engagement_methods"), column("residents"), column("held_on", "day"),
                 column("linked_to", "word", "engagement_links")),
    PART: (column("part", "word", "project_parts"), column("number"), column("state", "word", "states.project_part")),
}  # fmt: skip
NAMES = {
    POLICY: "policies", PROCESS: "processes", AI_USE: "ai_uses", COMMITMENT: "commitments",
    ENGAGEMENT: "engagements", PART: "project_parts",
}  # fmt: skip


def make(reading: Reading) -> Made:
    facts = reading.facts(*COLUMNS)
    return Made(figures_of(facts), tuple(table_of(kind, facts) for kind in COLUMNS))


def figures_of(facts: Sequence[Fact]) -> tuple[Figure, ...]:
    engaged = [one for one in facts if one.kind == ENGAGEMENT]
    residents = sum(one.says["residents"] for one in engaged)
    return (
        figure("adopted_policies", count(facts, POLICY, "adopted")),
        figure("processes_in_use", count(facts, PROCESS, "in_use")),
        figure("ai_in_use", count(facts, AI_USE, "in_use")),
        figure("signed_commitments", count(facts, COMMITMENT, *SIGNED)),
        figure("residents_engaged", made_of(residents, of_kind(ENGAGEMENT), list(map(line_of, engaged)))),
    )


def count(facts: Sequence[Fact], kind: str, *states: str) -> Number:
    found = [line_of(one) for one in facts if one.kind == kind and one.says.get("state") in states]
    return counted(of_kind(kind), found)


def of_kind(kind: str) -> tuple[ReportColumn, ...]:
    return (*CITY, *COLUMNS[kind])


def table_of(kind: str, facts: Sequence[Fact]) -> Table:
    return table(NAMES[kind], of_kind(kind), [line_of(one) for one in facts if one.kind == kind], order=BY_CITY)


def line_of(one: Fact) -> Line:
    return row(one.city, one.country, *(told(one, column.name) for column in COLUMNS[one.kind]), of=one)


def told(fact: Fact, name: str) -> str | int | None:
    """A part of the project is named by its key."""
    if fact.kind == PART and name in ("part", "number"):
        part, _, number = fact.key.partition(":")
        return part if name == "part" else int(number)
    if fact.kind == COMMITMENT and name == "kind":
        return fact.key
    return fact.says.get(name)


REPORT = Report("results", "cohort", make, HEARS)
