"""What an address asks that nobody can answer: what it names is not there; what narrows a list is asked for again."""

from __future__ import annotations

from fastapi import Response

from services.portal.forms.filled import Filled
from services.portal.forms.posted import Posted
from services.portal.web.listing import AFTER, FROM
from services.portal.web.page import Page
from services.portal.web.reader import LANGUAGE
from shared.contracts.errors import Detail, Refusal
from shared.wording import has

#: Where one was in a list is no use in one that is narrowed otherwise.
PLACE = frozenset({AFTER, FROM, LANGUAGE})


def names_nothing(page: Page, refusal: Refusal) -> bool:
    """Whether it is the path that no contract takes: it has names, and what is refused is not what it was asked."""
    named, asked = page.request.path_params, page.request.query_params
    fields = {one.field for one in refusal.details}
    return bool(named) and bool(fields) and (bool(fields & set(named)) or not fields & set(asked))


def asks_otherwise(page: Page, refusal: Refusal) -> bool:
    return any(one.field in page.request.query_params for one in refusal.details)


def ask_otherwise(page: Page, refusal: Refusal) -> Response:
    """What is wrong stands in its field as it was typed; what else narrows the list is kept. And the whole list."""
    details = [Detail(without_place(one.field), one.code, **one.values) for one in refusal.details]
    asked = [pair for pair in page.request.query_params.multi_items() if pair[0] not in PLACE]
    form = Filled(posted=Posted(asked), refusal=Refusal(refusal.code, *details, reason=refusal.reason))
    labels = {one.field: called(page, one.field) for one in details if one.field}
    kept = [pair for pair in asked if pair[0] not in labels]
    return page.show_alone("asked.html", form.status, form=form, labels=labels, kept=kept)


def without_place(field: str) -> str:
    return "" if field in PLACE else field


def called(page: Page, name: str) -> str:
    """As a field of forms is; else as the address has it."""
    return page.say(f"pages.field.{name}") if has(f"pages.field.{name}") else name
