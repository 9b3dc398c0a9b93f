"""The program in force, the criteria that applications were judged by, and what others would change."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fastapi import APIRouter, Response

from services.portal.forms.fields import Field, read_fields
from services.portal.forms.filled import Filled, blank
from services.portal.forms.form import ELSEWHERE
from services.portal.forms.posted import Sent
from services.portal.web.names import named
from services.portal.web.page import Missing, Page
from services.portal.web.roles import StaffHere
from shared.contracts.eligibility import JudgeAgain, ListCriteria, Move, WhatIf
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.intake import ListCalls

router = APIRouter(include_in_schema=False)

PATH = "/staff/program"
MOST_PARTS = 40  # of a whole call, 500 applications each
FIELDS = (
    Field("call", "choice"),
    *(Field(name, "number", optional=True)
      for name in ("population_threshold", "near_claim_percent", "stale_years", "mayor_term_years")),
    Field("caribbean", "radio", optional=True),
)  # fmt: skip


@router.get(PATH)
def show_program(page: StaffHere) -> Response:
    return show(page, blank())


@router.get(f"{PATH}/what-if")
def show_what_if(page: StaffHere) -> Response:
    """The form alone: what a reload finds."""
    return page.see(f"{PATH}#what-if")


@router.post(f"{PATH}/what-if")
def ask_what_if(page: StaffHere, posted: Sent) -> Response:
    """Nothing is stored: who would be judged otherwise."""
    try:
        changes, faults = read_fields(FIELDS, posted, page.language, page.zone)
        if faults:
            raise Refusal("invalid", *faults)  # noqa: TRY301 - judged below like the contract's own
        found = judged_otherwise(page, changes.pop("call", ""), changes)
    except Refusal as refusal:
        if refusal.code in ELSEWHERE:
            raise
        return show(page, Filled(posted=posted, refusal=refusal))
    return page.show("staff/what_if.html", **found, outcome=lambda one: named(page.language, "check_outcomes", one))


@router.post(f"{PATH}/judge-again")
def judge_again(page: StaffHere, posted: Sent) -> Response:
    """In parts; what is left after as many as a page may wait for is said, and goes on with the same button."""
    call, judged = posted.text("call"), 0
    for _ in range(MOST_PARTS):
        part = page.call(request_of(JudgeAgain, call=call))
        judged += part.judged
        if not part.left:
            return page.see(PATH, said="judged_again", count=judged)
    return page.see(PATH, said="judged_again_in_part", count=judged, left=part.left)


def judged_otherwise(page: Page, call: str, changes: dict[str, Any]) -> dict[str, Any]:
    before, after, moves = Counter[str](), Counter[str](), list[Move]()
    following: str | None = None
    for _ in range(MOST_PARTS):
        part = page.call(request_of(WhatIf, call=call, changes=changes, after=following))
        before, after = before + Counter(part.before), after + Counter(part.after)
        moves += part.moves
        following = part.next
        if following is None:
            break
    rows = [(one, before[one], after[one]) for one in part.before]
    return {
        "call": call,
        "changes": changes,
        "rows": rows,
        "moves": moves,
        "judged": before.total(),
        "total": part.total,
    }


def show(page: Page, form: Filled) -> Response:
    criteria, calls = page.ask(ListCriteria(), ListCalls())
    return page.show(
        "staff/program.html",
        form.status,
        form=form,
        program=page.program,
        criteria=None if isinstance(criteria, Missing) else criteria.items,
        calls=[] if isinstance(calls, Missing) else [(one.id, one.title) for one in calls.items],
        numbers=[field.name for field in FIELDS if field.kind == "number"],
        zone=page.zone,
    )
