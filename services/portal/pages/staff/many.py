"""One verb for many applications: what will happen is shown first, then each has its result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.portal.forms.fields import Field, read_fields
from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Posted, Sent
from services.portal.pages.staff.applications import LISTED, PATH, parts_of
from services.portal.pages.staff.desk import Desk
from services.portal.pages.staff.each import AT_ONCE, Result, do_each
from services.portal.pages.staff.verbs import DECISION, NOTE
from services.portal.web.listing import Listing
from services.portal.web.page import Page, own_path
from services.portal.web.people import people_called
from services.portal.web.roles import StaffHere
from shared.contracts.eligibility import (
    AssignBalanced,
    AssignReview,
    Decide,
    GetStandings,
    ListedReview,
    ListReviews,
    RemindReviewer,
    Shortlist,
    Standing,
)
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.field_codes import request_of

router = APIRouter(include_in_schema=False)

MANY = f"{PATH}/many"
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


@router.post(MANY)
def ask(page: StaffHere, posted: Sent) -> Response:
    """What was ticked in a list, or all that its filters match."""
    listing = LISTED.at(posted.text("list"))
    back, do = own_path(posted.text("list")), posted.text("do")
    codes, left_out = chosen(page, listing, posted)
    if not codes:
        return page.see(back, said="staff_none_chosen")
    return show(page, asked(page, do, back, standings_of(page, codes), left_out, blank(), posted.texts("pair")))


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


def show(page: Page, shown: Asked) -> Response:
    desk = Desk(page, MANY)
    fields = [one.with_options(desk) for one in shown.fields]
    return page.show("staff/many.html", shown.form.status, form=shown.form, shown=shown, asked=fields, place=desk)


# -- done --------------------------------------------------------------------------------------------------------------


@router.post(MANY + "/{do}")
def act(page: StaffHere, do: str, posted: Sent) -> Response:
    back = own_path(posted.text("list"))
    try:
        results = done(page, do, posted)
    except Refusal as refusal:
        if refusal.code != "invalid":
            raise
        form = Filled(posted=posted, refusal=refusal, command_id=posted.command_id)
        return show(page, asked(page, do, back, standings_of(page, posted.texts("code")[:AT_ONCE]), 0, form))
    return page.show("staff/results.html", results=results, back=back, title=page.say(f"pages.staff.many.{do}"))


def done(page: Page, do: str, posted: Posted) -> list[Result]:
    """Raises Refusal("invalid") for what was typed once for all."""
    if do in ("assign", "remind"):
        pairs = pairs_of(posted)
        return assigned(page, posted, pairs) if do == "assign" else reminded(page, posted, pairs)
    if do not in ("decide", "shortlist"):
        raise not_found("page", do)
    typed = typed_for_all(page, posted, DECISION if do == "decide" else ())
    model: Any = Decide if do == "decide" else Shortlist
    request_of(model, code="0" * 10, **typed)  # before anything is done
    known = {one.code: one.city for one in standings_of(page, posted.texts("code")[:AT_ONCE])}
    said = page.say(f"pages.staff.did.{do}")
    return do_each(
        page, posted.command_id, known, lambda code: request_of(model, code=code, **typed),
        lambda code: (known[code], f"{PATH}/{code}"), said,
    )  # fmt: skip


def typed_for_all(page: Page, posted: Posted, fields: Sequence[Field]) -> dict[str, Any]:
    typed, faults = read_fields(fields, posted, page.language, page.program.call.time_zone)
    if faults:
        raise Refusal("invalid", *faults)
    return typed


def pairs_of(posted: Posted) -> list[tuple[str, str]]:
    """Ticked: a code and a reviewer each. Raises Refusal("invalid") where none is."""
    pairs = [(code, person) for code, _, person in (text.partition(" ") for text in posted.texts("pair"))]
    if not pairs:
        raise Refusal("invalid", Detail("pair", "missing"))
    return pairs


def assigned(page: Page, posted: Posted, pairs: Sequence[tuple[str, str]]) -> list[Result]:
    names = called(page, pairs)
    return do_each(
        page, posted.command_id, pairs,
        lambda pair: request_of(AssignReview, code=pair[0], reviewer_id=pair[1]),
        lambda pair: (f"{pair[0]} · {names.get(pair[1], '…')}", f"{PATH}/{pair[0]}"),
        page.say("pages.staff.did.assign"),
    )  # fmt: skip


def reminded(page: Page, posted: Posted, pairs: Sequence[tuple[str, str]]) -> list[Result]:
    """One mail a reviewer, whatever is outstanding of these."""
    typed = typed_for_all(page, posted, (NOTE,))
    names = called(page, pairs)
    codes: dict[str, list[str]] = {}
    for code, person in pairs:
        codes.setdefault(person, []).append(code)
    return do_each(
        page, posted.command_id, codes,
        lambda person: request_of(RemindReviewer, reviewer_id=person, codes=codes[person], **typed),
        lambda person: (names.get(person, "…"), f"/staff/reviews?reviewer_id={person}"),
        page.say("pages.staff.did.remind"),
    )  # fmt: skip


def called(page: Page, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    ids = {known for _, person in pairs if (known := id_of(person))}
    return {str(one): name for one, name in people_called(page, ids).items()}


def id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
