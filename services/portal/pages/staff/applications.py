"""Every application: found, sorted, taken out as a table; with what its reviews say so far."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from services.portal.web.calls import known_calls
from services.portal.web.habits import Shown
from services.portal.web.kept import HOW_MANY, WHICH_VIEWS
from services.portal.web.listing import Filter, Listed, Listing, chosen_among
from services.portal.web.names import named, tongues
from services.portal.web.page import PRIVATE, Missing, Page, there
from services.portal.web.places import country_choices
from services.portal.web.roles import StaffHere
from shared.contracts.application import ResidentOutcome
from shared.contracts.eligibility import GetStandings, Standing, Standings
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.identity import ListPeople, Person
from shared.contracts.intake import Call, ListCalls
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Role
from shared.contracts.reporting import ApplicationCounts, ListApplications, ListedApplication, SavedView
from shared.contracts.requests import Page as Some
from shared.contracts.requests import Query
from shared.program.regions import region_names
from shared.spreadsheets.writing import Write, csv_writer
from shared.wording.order import order_of

router = APIRouter(include_in_schema=False)

PATH = "/staff/applications"
SAVED = f"{PATH}/views"
LISTED = Listed(
    ("text", "call", "state", "eligibility", "country", "region", "language", "resident_outcome", "reviewer"),
    sorts=("code", "city", "country", "language", "state", "submitted_at"),
    path=PATH,
)
SHOWN = 50
A_PART = 1000
REVIEWERS = ListPeople(role=Role.REVIEWER, limit=A_PART)
#: Filter -> what knows its options. They are chosen on a page of their own, so that most lists need not ask for them.
NAMED: dict[str, Query[Any]] = {"reviewer": REVIEWERS, "call": ListCalls()}
OUTCOMES = ("eligible", "needs_review", "ineligible")

#: Of a view: words, address, whether it is the one shown, how many it holds where that is known.
View = tuple[str, str, bool, int | None]

#: View -> the filters that make it.
VIEWS: dict[str, dict[str, str]] = {
    "all": {},
    "look": {"eligibility": "needs_review"},
    "unassigned": {"state": State.CHECKED},
    "in_review": {"state": State.IN_REVIEW},
    "more_info": {"state": State.MORE_INFO},
    "decided": {"state": State.DECIDED},
}
COLUMNS = ("code", "city", "admin_area", "country", "language", "state", "eligibility", "version", "submitted_at")


@dataclass(frozen=True)
class Row:
    """`standing`: None where nothing was checked yet, or the service does not answer."""

    one: ListedApplication
    standing: Standing | None


@router.get(PATH)
def show_applications(page: StaffHere) -> Response:
    listing = LISTED.of(page)
    asked = request_of(ListApplications, **listing.wanted, limit=SHOWN)
    narrowed = [name for name in NAMED if name in listing.given]
    shown: Shown = page.request.app.state.shown
    expected = shown.at(page.path)
    beside = [GetStandings(codes=expected)] if expected else []
    answer, counts, saved, *others = page.ask(
        asked, HOW_MANY, WHICH_VIEWS, *beside, *(NAMED[name] for name in narrowed)
    )
    found = there(answer)
    codes = tuple(one.code for one in found.items)
    shown.note(page.path, codes)
    known = standings_of(page, others[: len(beside)], [code for code in codes if code not in expected])
    return page.show(
        "staff/applications.html",
        listing=listing,
        filters=filters_of(page, dict(zip(narrowed, others[len(beside) :], strict=True))),
        views=[*fixed_views(page, listing, counts), *saved_views(listing, saved)],
        saving=saving(listing, saved),
        rows=[Row(one, (known or {}).get(one.code)) for one in found.items],
        found=found,
        missing=known is None,
    )


def standings_of(
    page: Page, expected: Sequence[Standings | Missing], others: Sequence[str]
) -> dict[str, Standing] | None:
    """By code: of those that were expected, and of others, asked for now. None where that is not known."""
    parts = [*expected, *([page.part(GetStandings(codes=tuple(others)))] if others else [])]
    if any(isinstance(part, Missing) for part in parts):
        return None
    return {one.code: one for part in parts if not isinstance(part, Missing) for one in part.items}


@router.get(f"{PATH}/choose/{{name}}")
def choose(page: StaffHere, name: str) -> Response:
    """By whom or by what the list is narrowed."""
    if name not in NAMED:
        raise Refusal("not_found", reason="address")
    listing = LISTED.of(page)
    (filter_,) = (one for one in filters_of(page, {name: page.call(NAMED[name])}) if one.name == name)
    return page.show("staff/choose.html", listing=listing, filter=filter_)


@router.get(f"{PATH}.csv")
def export_applications(page: StaffHere) -> Response:
    """The same as the list, whole. The first part is asked for before anything is sent: a refusal has its page."""
    listing = LISTED.of(page)
    parts = parts_of(page, listing)
    first = next(parts, ())
    page.takes_out()
    headers = PRIVATE | {"Content-Disposition": 'attachment; filename="applications.csv"'}
    return StreamingResponse(csv_of(page, first, parts), media_type="text/csv; charset=utf-8", headers=headers)


def fixed_views(page: Page, listing: Listing, counts: ApplicationCounts | Missing) -> Iterator[View]:
    for name, given in VIEWS.items():
        words, address = page.say(f"pages.staff.view.{name}"), LISTED.at(PATH).to(**given)
        yield words, address, listing.narrowed_to(**given), held(counts, given)


def saved_views(listing: Listing, saved: Some[SavedView] | Missing) -> Iterator[View]:
    """Beside the fixed ones, as their owners call them."""
    for one in () if isinstance(saved, Missing) else saved.items:
        yield one.name, leading_to(one), listing.narrowed_to(**one.filters.narrowing), one.number


def leading_to(view: SavedView) -> str:
    return replace(LISTED.at(PATH), given=view.filters.narrowing, sort=view.filters.sort).to()


def saving(listing: Listing, saved: Some[SavedView] | Missing) -> tuple[str, str] | None:
    """The words of a link below `pages.views`, and where it leads: to keeping what narrows the list, unless a view does
    already; else to those that are kept."""
    known = () if isinstance(saved, Missing) else saved.items
    if listing.given and not any(listing.narrowed_to(**one.filters.narrowing) for one in known):
        return "save", listing.leading(SAVED)
    return ("title", SAVED) if known else None


def held(counts: ApplicationCounts | Missing, given: Mapping[str, str]) -> int | None:
    """How many a view holds; None where that is not known now."""
    if isinstance(counts, Missing):
        return None
    return sum(one.number for one in counts.items if all(getattr(one, name) == value for name, value in given.items()))


def parts_of(page: Page, listing: Listing) -> Iterator[tuple[ListedApplication, ...]]:
    """All that match, from the first on."""
    after: str | None = None
    while True:
        found = page.call(request_of(ListApplications, **listing.wanted | {"after": after}, limit=A_PART))
        yield found.items
        if found.next is None:
            return
        after = found.next


def csv_of(
    page: Page, first: tuple[ListedApplication, ...], rest: Iterator[tuple[ListedApplication, ...]]
) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    write = csv_writer(text)
    write([page.say(f"pages.staff.column.{name}") for name in COLUMNS])
    yield from cells_of(page, text, write, first)
    for part in rest:
        yield from cells_of(page, text, write, part)


def cells_of(page: Page, text: io.StringIO, write: Write, part: tuple[ListedApplication, ...]) -> Iterator[bytes]:
    for one in part:
        shown = one.model_dump(mode="json") | {"city": one.named(page.language)}
        write([shown[name] for name in COLUMNS])
    yield text.getvalue().encode()
    text.seek(0)
    text.truncate()


def filters_of(page: Page, known: Mapping[str, Any]) -> list[Filter]:
    """In the order of the page. `known`: answers to NAMED, as far as they were asked for."""
    language = page.language
    countries = country_choices(language, page.program.eligibility)
    chosen = [
        Filter("state", page.say("pages.staff.column.state"), [
            (state.value, named(language, "states.application", state.value)) for state in State
        ]),
        Filter("eligibility", page.say("pages.staff.column.eligibility"), [
            (one, named(language, "check_outcomes", one)) for one in OUTCOMES
        ]),
        Filter("country", page.say("pages.staff.column.country"), countries),
        Filter("region", page.say("pages.staff.filter.region"), [
            (one, named(language, "regions", one)) for one in region_names(page.program.eligibility.countries)
        ]),
        Filter("language", page.say("pages.staff.column.language"), tongues(language)),
        Filter("resident_outcome", page.say("pages.staff.filter.outcome"), [
            (one.value, named(language, "resident_outcomes", one.value)) for one in ResidentOutcome
        ]),
        Filter("reviewer", page.say("pages.staff.filter.reviewer"), reviewer_choices(page, known.get("reviewer")),
               f"{PATH}/choose/reviewer"),
        Filter("call", page.say("pages.staff.filter.call"), call_choices(known.get("call")), f"{PATH}/choose/call"),
    ]  # fmt: skip
    return [Filter("text", page.say("pages.staff.filter.text")), *chosen_among(chosen)]


def call_choices(calls: Some[Call] | Missing | None) -> list[tuple[str, str]]:
    return [] if calls is None else [(call.id, call.title) for call in known_calls(calls)]


def reviewer_choices(page: Page, people: Some[Person] | Missing | None) -> list[tuple[str, str]]:
    known = () if people is None or isinstance(people, Missing) else people.items
    names = [(str(one.id), one.name or one.email) for one in known]
    return sorted(names, key=lambda pair: order_of(pair[1], page.language))
