"""What staff choose among in a verb's form: reviewers with their languages, load and conflicts; outcomes; a panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from services.portal.forms.fields import Field
from services.portal.web.names import named, tongue
from services.portal.web.page import Missing, Page
from shared.contracts.eligibility import Candidate, DecisionOutcome, ListCandidates, Recommendation
from shared.contracts.identity import GetNames, ListPeople
from shared.contracts.people import Role
from shared.wording.order import order_of

if TYPE_CHECKING:
    from services.portal.pages.staff.record import Record
    from services.portal.pages.staff.verbs import Verb

Options = Sequence[tuple[str, str]]
PANEL = (Role.REVIEWER, Role.STAFF, Role.PROGRAM_LEAD)
MOST = 1000


#: Verb -> what it may decide.
OUTCOMES_OF = {
    "decide": get_args(DecisionOutcome),
    "correct": tuple(one for one in get_args(DecisionOutcome) if one != "more_info"),
}


def named_options(page: Page, group: str, values: Sequence[str]) -> Options:
    return [(one, named(page.language, group, one)) for one in values]


def options_of(page: Page, record: Record, verb: Verb, field: Field) -> Options:
    if field.name == "outcome":
        return named_options(page, "decisions", OUTCOMES_OF[verb.name])
    if field.name == "recommendation":
        return named_options(page, "recommendations", get_args(Recommendation))
    if field.name == "reviewer_id":
        return candidates(page, record) if verb.name == "assign" else asked(page, record)
    return panelists(page) if field.name == "panel" else ()


def candidates(page: Page, record: Record) -> Options:
    """Those who may be asked; whoever has a conflict of interest is told of below and cannot be chosen."""
    found = page.part(ListCandidates(code=record.application.code))
    if isinstance(found, Missing):
        return ()
    free = [one for one in found.items if one.state is None and not one.conflict]
    names = page.part(GetNames(ids=tuple(one.reviewer_id for one in free)))
    called = {} if isinstance(names, Missing) else {one.id: one.name for one in names.items}
    return [
        (str(one.reviewer_id), described(page, one, called.get(one.reviewer_id, "?"), found.language)) for one in free
    ]


def described(page: Page, one: Candidate, name: str, language: str) -> str:
    spoken = [tongue(page.language, each) for each in one.languages]
    key = "candidate" if language in one.languages else "candidate_of_other_language"
    return page.say(f"pages.staff.{key}", name=name, languages=spoken, count=one.load)


def asked(page: Page, record: Record) -> Options:
    reviews = record.selection.assessment.reviews if record.selection else ()
    waiting = tuple(one.reviewer_id for one in reviews if one.state in ("assigned", "cleared"))
    names = page.part(GetNames(ids=waiting))
    return [] if isinstance(names, Missing) else [(str(one.id), one.name) for one in names.items]


def panelists(page: Page) -> Options:
    found: dict[str, str] = {}
    for role in PANEL:
        people = page.part(ListPeople(role=role, limit=MOST))
        if not isinstance(people, Missing):
            found |= {str(one.id): one.name or one.email for one in people.items}
    return sorted(found.items(), key=lambda pair: order_of(pair[1], page.language))
