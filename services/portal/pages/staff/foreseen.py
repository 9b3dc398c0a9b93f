"""Mails as they would be sent, each as its recipient would read it: looked at, nothing is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.portal.pages.results import why
from services.portal.web.page import Page
from shared.contracts.eligibility import DecisionPreview, PreviewDecisions
from shared.contracts.errors import Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import DecisionMail, PreviewDecisionMail

MAILS_SHOWN = 50  # that one page reads out


@dataclass(frozen=True)
class Letter:
    """`why`: there is none, for a reason."""

    mail: DecisionMail | None
    why: str | None = None


@dataclass(frozen=True)
class Foreseen:
    """A decision that would be sent, and its mail; none of one that is sent already."""

    decision: DecisionPreview
    letter: Letter | None


def previews(page: Page, codes: Sequence[str]) -> tuple[DecisionPreview, ...]:
    return page.call(request_of(PreviewDecisions, codes=codes)).items if codes else ()


def foresee(page: Page, codes: Sequence[str]) -> list[Foreseen]:
    return [with_mail(page, one, number) for number, one in enumerate(previews(page, codes))]


def with_mail(page: Page, one: DecisionPreview, number: int) -> Foreseen:
    if one.error is not None:
        return Foreseen(one, Letter(None, why(page, one.error)))
    if one.sent or number >= MAILS_SHOWN:
        return Foreseen(one, None)
    asked = {"outcome": one.outcome, "from_waitlist": one.from_waitlist, "reply_by": one.reply_by}
    return Foreseen(one, letter(page, one.code, **asked))


def letter(page: Page, code: str, **asked: Any) -> Letter:
    """What a verb would write to a city."""
    try:
        return Letter(page.call(request_of(PreviewDecisionMail, code=code, **asked)))
    except Refusal as refusal:
        return Letter(None, refusal.said(page.language))
