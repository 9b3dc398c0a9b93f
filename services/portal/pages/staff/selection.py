"""The whole pool of a call: weighed by region, size, language and outcome; decisions seen before they are sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Response

from services.portal.forms.filled import blank
from services.portal.forms.posted import Sent
from services.portal.pages.staff.applications import OUTCOMES
from services.portal.pages.staff.each import AT_ONCE, Result, do_each
from services.portal.web.calls import call_named, calls_of
from services.portal.web.listing import Filter, Listed, chosen_among
from services.portal.web.names import alone, named, tongue, tongues
from services.portal.web.page import Missing, Page, there
from services.portal.web.roles import StaffHere
from shared.contracts.application import ResidentOutcome
from shared.contracts.eligibility import (
    DecisionPreview,
    GetPool,
    ListPendingDecisions,
    ListProposals,
    ListWaitlist,
    Pool,
    PoolCity,
    PreviewDecisions,
    RescindDecision,
    SendDecisions,
)
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.notifications import DecisionMail, PreviewDecisionMail
from shared.contracts.requests import Outcome, Problem
from shared.wording.sizes import size_band

router = APIRouter(include_in_schema=False)

PATH = "/staff/selection"
LISTED = Listed(("region", "size", "language", "outcome", "eligibility", "state", "shortlisted"))
#: What the page groups by -> the kind of group in the pool.
BY = {"region": "region", "size": "size", "language": "language", "outcome": "resident_outcome"}
SHOWN = 200
MAILS_SHOWN = 50  # that one page reads out


@dataclass(frozen=True)
class Places:
    """Of a call: how many there are, and who has them."""

    capacity: int
    confirmed: int
    offered: int
    pending: int

    @property
    def taken(self) -> int:
        return self.confirmed + self.offered + self.pending

    @property
    def left(self) -> int:
        return max(0, self.capacity - self.taken)

    def share(self, number: int) -> str:
        """Of the bar, in per cent."""
        return f"{100 * number / max(self.capacity, self.taken, 1):.2f}%"


@dataclass(frozen=True)
class Foreseen:
    """A decision that would be sent, and its mail; `why`: there is none, for a reason."""

    decision: DecisionPreview
    mail: DecisionMail | None
    why: str | None


@router.get(PATH)
def choose_call(page: StaffHere) -> Response:
    """Of the call that was opened last."""
    calls = calls_of(page)
    if not calls:
        return page.show("staff/no_selection.html")
    return page.see(f"{PATH}/{calls[0].id}")


@router.get(PATH + "/{call}")
def show_selection(page: StaffHere, call: str, by: str = "region", least: str = "") -> Response:
    listing = LISTED.of(page)
    pool, waiting, proposed, pending = page.ask(
        request_of(GetPool, call=call, **listing.wanted, limit=SHOWN),
        request_of(ListWaitlist, call=call),
        request_of(ListProposals, call=call),
        request_of(ListPendingDecisions, call=call),
    )
    calls = calls_of(page)
    shown, kind = there(pool), by if by in BY else "region"
    decisions = foreseen(page, () if isinstance(pending, Missing) else pending.codes[:AT_ONCE])
    return page.show(
        "staff/selection.html",
        call=call_named(call, calls),
        calls=calls,
        listing=listing,
        filters=chosen_among(filters_of(page, shown)),
        by=kind,
        pool=shown,
        grouped=grouped(page, shown.items, kind),
        shares=shares(page, shown.groups.get(BY[kind], {}), kind),
        places=places_of(page, call, decisions),
        least=least,
        ticked=ticked(shown.items, least),
        decisions=decisions,
        waitlist=() if isinstance(waiting, Missing) else waiting.items,
        proposals=() if isinstance(proposed, Missing) else proposed.items,
        missing=any(isinstance(part, Missing) for part in (waiting, proposed, pending)),
        form=blank(),
    )


def foreseen(page: Page, codes: Sequence[str]) -> tuple[DecisionPreview, ...]:
    return page.call(request_of(PreviewDecisions, codes=codes)).items if codes else ()


def places_of(page: Page, call: str, decisions: Sequence[DecisionPreview]) -> Places:
    """Of the whole call, whatever the page is narrowed to."""
    states = page.call(request_of(GetPool, call=call, limit=1)).groups.get("state", {})
    admitted = sum(one.outcome == "admitted" for one in decisions)
    return Places(
        call_named(call, calls_of(page)).capacity,
        states.get(State.CONFIRMED, 0),
        states.get(State.OFFERED, 0),
        admitted,
    )


def group_of(city: PoolCity, by: str) -> str:
    if by == "outcome":
        return city.resident_outcomes[0] if city.resident_outcomes else ""
    return str(getattr(city, by))


def group_words(page: Page, by: str, name: str) -> str:
    if by == "size":
        return alone(size_band(page.language, name))
    if by == "language":
        return tongue(page.language, name)
    return named(page.language, "regions" if by == "region" else "resident_outcomes", name)


def grouped(page: Page, cities: Sequence[PoolCity], by: str) -> list[tuple[str, list[PoolCity]]]:
    """In each group those with the highest mean first, as the pool has them."""
    ordered = sorted(cities, key=lambda one: group_of(one, by))
    return [
        (group_words(page, by, name), list(some)) for name, some in groupby(ordered, key=lambda one: group_of(one, by))
    ]


def shares(page: Page, counts: dict[str, int], by: str) -> list[tuple[str, int, int]]:
    """Words, how many, in per cent; a city of several outcomes counts in each."""
    total = sum(counts.values())
    return [(group_words(page, by, name), number, round(100 * number / total)) for name, number in counts.items()]


def ticked(cities: Sequence[PoolCity], least: str) -> frozenset[str]:
    """By score: those with a mean of at least that."""
    try:
        mean = float(least.replace(",", "."))
    except ValueError:
        return frozenset()
    return frozenset(one.code for one in cities if one.mean is not None and one.mean >= mean)


def filters_of(page: Page, pool: Pool) -> list[Filter]:
    language = page.language
    return [
        Filter("region", page.say("pages.staff.filter.region"), [
            (one, named(language, "regions", one)) for one in pool.groups.get("region", {})
        ]),
        Filter("size", page.say("pages.staff.by.size"), [
            (one, group_words(page, "size", one)) for one in pool.groups.get("size", {})
        ]),
        Filter("language", page.say("pages.staff.column.language"), tongues(language)),
        Filter("outcome", page.say("pages.staff.filter.outcome"), [
            (one.value, named(language, "resident_outcomes", one.value)) for one in ResidentOutcome
        ]),
        Filter("eligibility", page.say("pages.staff.column.eligibility"), [
            (one, named(language, "check_outcomes", one)) for one in OUTCOMES
        ]),
        Filter("state", page.say("pages.staff.column.state"), [
            (one, named(language, "states.application", one)) for one in pool.groups.get("state", {})
        ]),
        Filter("shortlisted", page.say("pages.staff.shortlist"), [
            ("true", page.say("pages.staff.shortlisted")), ("false", page.say("pages.staff.not_shortlisted"))
        ]),
    ]  # fmt: skip


# -- decisions sent ----------------------------------------------------------------------------------------------------


@router.post(PATH + "/{call}/decisions")
def look(page: StaffHere, call: str, posted: Sent) -> Response:
    """The dry run: each mail once more, before anything is sent. Or those ticked are taken back."""
    codes = list(dict.fromkeys(posted.texts("code")))[:AT_ONCE]
    back = f"{PATH}/{call}"
    if not codes:
        return page.see(back, said="staff_none_chosen")
    if posted.text("do") == "rescind":
        return rescind(page, posted, codes, back)
    decisions = foreseen(page, codes)
    return page.show(
        "staff/sending.html",
        call=call,
        back=back,
        foreseen=[with_mail(page, one, number) for number, one in enumerate(decisions)],
        form=blank(),
    )


def with_mail(page: Page, one: DecisionPreview, number: int) -> Foreseen:
    if one.error is not None:
        return Foreseen(one, None, refusal_of(one.error).said(page.language))
    if one.sent or number >= MAILS_SHOWN:
        return Foreseen(one, None, None)
    asked = {"code": one.code, "outcome": one.outcome, "from_waitlist": one.from_waitlist, "reply_by": one.reply_by}
    try:
        return Foreseen(one, page.call(request_of(PreviewDecisionMail, **asked)), None)
    except Refusal as refusal:
        return Foreseen(one, None, refusal.said(page.language))


def rescind(page: Page, posted: Sent, codes: Sequence[str], back: str) -> Response:
    results = do_each(
        page, posted.command_id, codes, lambda code: request_of(RescindDecision, code=code),
        lambda code: (code, f"/staff/applications/{code}"), page.say("pages.staff.decision.rescinded"),
    )  # fmt: skip
    return page.show("staff/results.html", results=results, back=back, title=page.say("pages.verb.rescind"))


@router.post(PATH + "/{call}/send")
def send(page: StaffHere, call: str, posted: Sent) -> Response:
    """What was sent stays sent when another is refused; sent again, only the rest is."""
    codes = posted.texts("code")[:AT_ONCE]
    back = f"{PATH}/{call}"
    if not codes:
        return page.see(back, said="staff_none_chosen")
    outcomes = page.call(request_of(SendDecisions, codes=codes), command_id=posted.command_id).items
    results = [result_of(page, one) for one in outcomes]
    return page.show("staff/results.html", results=results, back=back, title=page.say("pages.staff.send_decisions"))


def result_of(page: Page, one: Outcome[Any]) -> Result:
    path = f"/staff/applications/{one.code}"
    if one.error is None:
        return Result(one.code, path, page.say("pages.staff.decision.sent"), good=True)
    return Result(one.code, path, refusal_of(one.error).said(page.language), good=False)


def refusal_of(problem: Problem) -> Refusal:
    return Refusal(problem.code, reason=problem.reason, **problem.values)
