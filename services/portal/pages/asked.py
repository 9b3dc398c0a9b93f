"""What an address asks that nobody can answer: what it names is not there; what narrows a list is asked for again."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from services.portal.forms.filled import Filled
from services.portal.forms.posted import Posted
from services.portal.web.listing import AFTER, FROM
from services.portal.web.names import Choices, named, tongue
from services.portal.web.page import Page
from services.portal.web.reader import LANGUAGE
from shared.contracts.errors import Detail, Refusal
from shared.wording import LANGUAGES, has

#: Where the codes that narrow lists have their words: the first that has all of them.
WORDED = (
    "states.application", "states.mail", "states.session", "states.review", "states.proposal", "states.dead_letter",
    "states.call", "states.participation", "states.visit", "states.follow_up", "states.interview", "person_roles",
    "check_outcomes",
)  # fmt: skip

#: Where what narrows a list has its words, the first that has them.
FIELDS = (
    "field", "staff.filter", "staff.column", "staff.by", "staff", "audit",
    "sessions", "mail", "suppressed", "rules", "ops.letter_filter",
)  # fmt: skip

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
    options = {one.field: found for one in refusal.details if (found := options_of(page, one))}
    details = [in_words(one, options.get(one.field)) for one in refusal.details]
    asked = [pair for pair in page.request.query_params.multi_items() if pair[0] not in PLACE]
    form = Filled(posted=Posted(asked), refusal=Refusal(refusal.code, *details, reason=refusal.reason))
    labels = {one.field: called(page, one.field) for one in details if one.field}
    kept = [pair for pair in asked if pair[0] not in labels]
    return page.show_alone("asked.html", form.status, form=form, labels=labels, kept=kept, options=options)


def options_of(page: Page, detail: Detail) -> Choices:
    """What may be chosen in place of it, by its words; by itself where it has none."""
    choices = [str(one) for one in detail.values.get("choices") or ()]
    if choices and set(choices) <= set(LANGUAGES):
        return [(one, tongue(page.language, one)) for one in choices]
    worded = next((group for group in WORDED if all(has(f"{group}.{one}") for one in choices)), None)
    return [(one, named(page.language, worded, one) if worded else one) for one in choices]


def in_words(detail: Detail, options: Choices | None) -> Detail:
    said: dict[str, Any] = {"choices": [words for _, words in options]} if options else {}
    return Detail(without_place(detail.field), detail.code, **{**detail.values, **said})


def without_place(field: str) -> str:
    return "" if field in PLACE else field


def called(page: Page, name: str) -> str:
    """As a field of forms or of a list is; else as the address has it."""
    key = next((key for group in FIELDS if has(key := f"pages.{group}.{name}")), None)
    return name if key is None else page.say(key)
