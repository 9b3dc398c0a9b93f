"""What staff choose among in a verb's form: reviewers with their languages, load and conflicts; outcomes; a panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

from services.portal.forms.fields import Field
from services.portal.pages.staff.desk import Desk
from services.portal.pages.staff.record import Record
from services.portal.web.names import named, tongue
from services.portal.web.page import Missing, Page
from services.portal.web.people import people_called
from shared.contracts.eligibility import Candidate, DecisionOutcome, ListCandidates, Recommendation
from shared.contracts.identity import ListPeople
from shared.contracts.people import Role
from shared.wording.order import order_of

Options = Sequence[tuple[str, str]]
PANEL = (Role.REVIEWER, Role.STAFF, Role.PROGRAM_LEAD)
MOST = 1000
UNWRITTEN = ("assigned", "cleared")


def named_options(group: str, values: Sequence[str]) -> Callable[[Desk], Options]:
    return lambda desk: [(one, named(desk.page.language, group, one)) for one in values]


def candidates(record: Record) -> Options:
    """Those who may be asked; whoever has a conflict of interest is told of below and cannot be chosen."""
    page = record.page
    found = page.part(ListCandidates(code=record.application.code))
    if isinstance(found, Missing):
        return ()
    free = [one for one in found.items if one.state is None and not one.conflict]
    names = people_called(page, (one.reviewer_id for one in free))
    return [
        (str(one.reviewer_id), described(page, one, names.get(one.reviewer_id, "?"), found.language)) for one in free
    ]


def described(page: Page, one: Candidate, name: str, language: str) -> str:
    spoken = [tongue(page.language, each) for each in one.languages]
    key = "candidate" if language in one.languages else "candidate_of_other_language"
    return page.say(f"pages.staff.{key}", name=name, languages=spoken, count=one.load)


def asked(record: Record) -> Options:
    reviews = record.selection.assessment.reviews if record.selection else ()
    names = people_called(record.page, (one.reviewer_id for one in reviews if one.state in UNWRITTEN))
    return [(str(one), name) for one, name in names.items()]


def panelists(record: Record) -> Options:
    page = record.page
    found: dict[str, str] = {}
    for role in PANEL:
        people = page.part(ListPeople(role=role, limit=MOST))
        if not isinstance(people, Missing):
            found |= {str(one.id): one.name or one.email for one in people.items}
    return sorted(found.items(), key=lambda pair: order_of(pair[1], page.language))


DECISIONS: tuple[str, ...] = get_args(DecisionOutcome)
OUTCOME = Field("outcome", "radio", options=named_options("decisions", DECISIONS), label="decision")
RIGHT_OUTCOME = Field(
    "outcome", "radio", label="right_outcome",
    options=named_options("decisions", tuple(one for one in DECISIONS if one != "more_info")),
)  # fmt: skip
RECOMMENDATION = Field("recommendation", "radio", options=named_options("recommendations", get_args(Recommendation)))
CANDIDATE = Field("reviewer_id", "choice", options=candidates)
ASKED = Field("reviewer_id", "choice", options=asked)
PANELISTS = Field("panel", "boxes", options=panelists)
