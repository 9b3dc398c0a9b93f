"""What a verb for many would do, before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.portal.forms.fields import Field
from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Posted
from services.portal.pages.results import AT_ONCE, Shown
from services.portal.pages.staff.applications import PATH, parts_of
from services.portal.pages.staff.verbs import DECISION, NOTE
from services.portal.web.listing import Listing
from services.portal.web.page import Page
from services.portal.web.people import people_called
from shared.contracts.eligibility import (
    AssignBalanced,
    GetStandings,
    ListedReview,
    ListReviews,
    Standing,
)
from shared.contracts.errors import not_found
from shared.contracts.field_codes import request_of

MOST_REVIEWS = 1000


@dataclass(frozen=True)
class Pair:
    """A review to be asked for, or that was: of which city, whose."""

    code: str
    reviewer_id: UUID
    city: str
    reviewer: str
    more: str = ""


@dataclass(frozen=True)
class Asked:
    """What the page shows before it is done. `short`: applications for which there are not enough reviewers."""

    do: str
    back: str  # the list that it came from
    standings: Sequence[Standing] = ()
    pairs: Sequence[Pair] = ()
    short: Sequence[str] = ()
    fields: Sequence[Field] = ()
    left_out: int = 0  # that match, and are too many for one page
    form: Filled = field(default_factory=blank)


def chosen(page: Page, listing: Listing, posted: Posted) -> tuple[list[str], int]:
    """Up to as many as one page acts on, and how many more match."""
    if not posted.text("all"):
        codes = list(dict.fromkeys([*posted.texts("code"), *(text.partition(" ")[0] for text in posted.texts("pair"))]))
        return codes[:AT_ONCE], max(0, len(codes) - AT_ONCE)
    found = [one.code for one in next(parts_of(page, listing), ())]
    return found[:AT_ONCE], max(0, len(found) - AT_ONCE)


def standings_of(page: Page, codes: Sequence[str]) -> Sequence[Standing]:
    """Of those that the check has judged; in the order of the list."""
    known = {one.code: one for one in page.call(request_of(GetStandings, codes=codes)).items}
    return [known[code] for code in codes if code in known]


def shown_of(standings: Sequence[Standing]) -> Callable[[str], Shown]:
    """What a result calls each of them."""
    names = {one.code: f"{one.city} · {one.code}" for one in standings}
    return lambda code: (names.get(code, code), f"{PATH}/{code}")


def asked(
    page: Page,
    do: str,
    back: str,
    standings: Sequence[Standing],
    left_out: int,
    form: Filled,
    ticked: Sequence[str] = (),
) -> Asked:
    """`ticked`: reviews one by one. Raises Refusal("not_found") for a verb that there is not."""
    if do == "assign":
        pairs, short = balanced(page, standings)
        return Asked(do, back, standings, pairs, short, (), left_out, form)
    if do == "remind":
        return Asked(do, back, standings, outstanding(page, standings, ticked), (), (NOTE,), left_out, form)
    if do == "unassign":
        return Asked(do, back, standings, outstanding(page, standings, ticked), (), (), left_out, form)
    if do == "decide":
        return Asked(do, back, standings, (), (), DECISION, left_out, form)
    if do == "shortlist":
        return Asked(do, back, standings, (), (), (), left_out, form)
    raise not_found("page", do)


def balanced(page: Page, standings: Sequence[Standing]) -> tuple[list[Pair], list[str]]:
    """What a balanced assignment would give them: languages read, nobody with a conflict, the least loaded first."""
    cities = {one.code: one.city for one in standings}
    found: list[tuple[str, UUID]] = []
    short: list[str] = []
    for call in dict.fromkeys(one.call for one in standings):
        codes = [one.code for one in standings if one.call == call]
        part = page.call(request_of(AssignBalanced, call=call, codes=codes, limit=AT_ONCE, dry_run=True))
        found += [(one.code, one.reviewer_id) for one in part.assigned]
        short += [page.say("pages.staff.short", city=cities[one.code], count=one.missing) for one in part.short]
    names = people_called(page, {person for _, person in found})
    return [Pair(code, person, cities[code], names.get(person, "…")) for code, person in found], short


def outstanding(page: Page, standings: Sequence[Standing], ticked: Sequence[str]) -> list[Pair]:
    codes = [one.code for one in standings]
    listed = page.call(request_of(ListReviews, codes=codes, outstanding=True, limit=MOST_REVIEWS)).items
    found = [one for one in listed if not ticked or f"{one.code} {one.reviewer_id}" in ticked]
    names = people_called(page, {one.reviewer_id for one in found})
    return [Pair(one.code, one.reviewer_id, one.city, names.get(one.reviewer_id, "…"), due(page, one)) for one in found]


def due(page: Page, one: ListedReview) -> str:
    return page.say("pages.staff.due", due_on=one.due_on.isoformat()) if one.due_on else ""
