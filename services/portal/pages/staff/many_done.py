"""A verb done for many, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.portal.forms.fields import Field, read_fields
from services.portal.forms.posted import Posted
from services.portal.pages.results import AT_ONCE, Result, do_each
from services.portal.pages.staff.applications import PATH
from services.portal.pages.staff.many_asked import shown_of, standings_of
from services.portal.pages.staff.verbs import DECISION, NOTE
from services.portal.web.page import Page
from services.portal.web.people import id_of, people_called
from shared.contracts.eligibility import (
    AssignReview,
    Decide,
    RemindReviewer,
    Shortlist,
    UnassignReview,
)
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.field_codes import request_of
from shared.contracts.requests import Request


def done(page: Page, do: str, posted: Posted) -> list[Result]:
    """Raises Refusal("invalid") for what was typed once for all."""
    if do in ("assign", "unassign"):
        return each_pair(page, posted, do, AssignReview if do == "assign" else UnassignReview)
    if do == "remind":
        return reminded(page, posted, pairs_of(posted))
    if do not in ("decide", "shortlist"):
        raise not_found("page", do)
    typed = typed_for_all(page, posted, DECISION if do == "decide" else ())
    model: Any = Decide if do == "decide" else Shortlist
    request_of(model, code="0" * 10, **typed)  # before anything is done
    standings = standings_of(page, posted.texts("code")[:AT_ONCE])
    codes = [one.code for one in standings]
    said = page.say(f"pages.staff.did.{do}")
    return do_each(
        page, posted.command_id, codes, lambda code: request_of(model, code=code, **typed),
        shown_of(standings), said,
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


def each_pair(page: Page, posted: Posted, do: str, model: type[Request[Any]]) -> list[Result]:
    pairs = pairs_of(posted)
    names = called(page, pairs)
    shown = shown_of(standings_of(page, [code for code, _ in pairs]))
    return do_each(
        page, posted.command_id, pairs,
        lambda pair: request_of(model, code=pair[0], reviewer_id=pair[1]),
        lambda pair: (f"{shown(pair[0])[0]} · {names.get(pair[1], '…')}", f"{PATH}/{pair[0]}"),
        page.say(f"pages.staff.did.{do}"),
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
