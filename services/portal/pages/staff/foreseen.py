"""Decisions as they would be sent, each with its mail as the city would read it: looked at, nothing is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.portal.pages.results import why
from services.portal.web.page import Page
from shared.contracts.eligibility import DecisionPreview, PreviewDecisions
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import DecisionMail, PreviewDecisionMail

MAILS_SHOWN = 50  # that one page reads out


@dataclass(frozen=True)
class Foreseen:
    """A decision that would be sent, and its mail; `why`: there is none, for a reason."""

    decision: DecisionPreview
    mail: DecisionMail | None
    why: str | None


def previews(page: Page, codes: Sequence[str]) -> tuple[DecisionPreview, ...]:
    return page.call(request_of(PreviewDecisions, codes=codes)).items if codes else ()


def foresee(page: Page, codes: Sequence[str]) -> list[Foreseen]:
    return [with_mail(page, one, number) for number, one in enumerate(previews(page, codes))]


def with_mail(page: Page, one: DecisionPreview, number: int) -> Foreseen:
    if one.error is not None:
        return Foreseen(one, None, why(page, one.error))
    if one.sent or number >= MAILS_SHOWN:
        return Foreseen(one, None, None)
    asked = {"code": one.code, "outcome": one.outcome, "from_waitlist": one.from_waitlist, "reply_by": one.reply_by}
    try:
        return Foreseen(one, page.call(request_of(PreviewDecisionMail, **asked)), None)
    except Refusal as refusal:
        return Foreseen(one, None, refusal.said(page.language))
