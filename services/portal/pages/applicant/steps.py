"""The steps of an application: which fields each holds, and how far a draft is in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.portal.forms.form import groups_of
from services.portal.pages.applicant.rows import ROWS
from shared.contracts.errors import Detail
from shared.contracts.intake import Draft
from shared.contracts.requests import FieldProblem

FOUNDATIONS = "foundations"  # with files
CONTACT = ("name", "email", "role", "primary")
EVIDENCE = ("kind", "url", "text", "file")


@dataclass(frozen=True)
class Step:
    """`names`: the paths of its fields. No two steps share the first part of a path."""

    id: str
    names: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The parts of the document that it holds, in order."""
        return tuple(dict.fromkeys(name.partition(".")[0] for name in self.names))

    @property
    def fields(self) -> list[str]:
        """What two people are compared by."""
        return groups_of(self.names)


def rows_of(name: str, fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{name}.{number}.{field}" for number in range(ROWS) for field in fields)


STEPS = (
    Step("city", ("country", "city", "admin_area", "time_zone")),
    Step("mayor", ("mayor.name", "mayor.term_starts_on", "mayor.term_ends_on")),
    Step("population", ("residents", "population_source", "population_year")),
    Step("ambition", ("ambition",)),
    Step(FOUNDATIONS, ("foundations", *rows_of("evidence", EVIDENCE))),
    Step("outcomes", ("resident_outcomes", "other_outcome")),
    Step("contacts", ("preferred_language", *rows_of("contacts", CONTACT))),
)
REVIEW = "review"
PROMISES = Step(REVIEW, ("endorsed_by_mayor", "privacy_notice_accepted"))
BY_ID = {step.id: step for step in STEPS}


@dataclass(frozen=True)
class Progress:
    """How far a step is; `missing`: how much it lacks."""

    id: str
    state: str  # done, begun, to_do
    missing: int


def progress_of(draft: Draft) -> list[Progress]:
    return [one_of(step, draft) for step in STEPS]


def one_of(step: Step, draft: Draft) -> Progress:
    missing = missing_in(step, draft.missing)
    begun = any(draft.document.get(key) for key in step.keys)
    state = "done" if not missing else "begun" if begun else "to_do"
    return Progress(step.id, state, len(missing))


def missing_in(step: Step, problems: Sequence[FieldProblem]) -> list[Detail]:
    return [
        Detail.from_dict(one.model_dump()) for one in problems if one.field.partition(".")[0] in step.keys
    ]  # fmt: skip


def step_after(step: Step) -> str:
    ids = [*(one.id for one in STEPS), REVIEW]
    return ids[ids.index(step.id) + 1]


def with_step(document: Mapping[str, Any], step: Step, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The document with what was typed in one step; what was emptied there is gone."""
    rest = {key: value for key, value in document.items() if key not in step.keys}
    return rest | given_in(typed)


def given_in(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed; a part whose fields are all empty is not given."""
    return {key: value for key, value in typed.items() if value not in ({}, [], None)}
