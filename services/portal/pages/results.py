"""One verb for many: a result for each. Sent again, what was done is done once, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID, uuid5

from fastapi import Response

from services.portal.forms.posted import Posted
from services.portal.web.page import Page
from shared.contracts.errors import Detail, Refusal
from shared.contracts.requests import Outcome, Outcomes, Problem, Request

AT_ONCE = 200  # that one page acts on
LONGEST = 6_000  # characters of an address; what stands between may take no more than 8,000 bytes

One = TypeVar("One")

#: The name and the page of one of them.
Shown = tuple[str, str | None]

#: What concerns all of them alike: there is no use in going on.
FOR_ALL = frozenset({"unauthenticated", "reauthenticate", "unavailable", "internal_error"})


@dataclass(frozen=True)
class Result:
    """One line of the answer. `said`: why not, or what was done."""

    name: str
    path: str | None
    good: bool
    said: str | None


def look_first(
    page: Page, path: str, posted: Posted, names: Iterable[str], look: Callable[[Page, Posted], Response]
) -> Response:
    """What will happen, before it is done. It has an address that holds what was chosen, so that one comes back to it
    without sending anything again; what is too much for one is shown at once."""
    known = frozenset(names)
    address = f"{path}?{urlencode([pair for pair in posted.pairs() if pair[0] in known])}"
    return page.see(address) if len(address) <= LONGEST else look(page, posted)


def do_each(
    page: Page,
    command_id: UUID,
    ones: Iterable[One],
    request: Callable[[One], Request[Any]],
    shown: Callable[[One], Shown],
    done: str,
) -> list[Result]:
    """A command each. `done`: what is said where it went well. Raises Refusal: what concerns all of them."""
    results = []
    for one in ones:
        try:
            page.call(request(one), command_id=uuid5(command_id, repr(one)))
        except Refusal as refusal:
            if refusal.code in FOR_ALL:
                raise
            results.append(Result(*shown(one), good=False, said=whole(refusal, page.language)))
        else:
            results.append(Result(*shown(one), good=True, said=done))
    return results


def ask_in_parts(
    page: Page, command_id: UUID, ones: Sequence[One], request: Callable[[Sequence[One]], Request[Outcomes[Any]]]
) -> list[Outcome[Any]]:
    """One command for many, AT_ONCE of them in each; sent again, each part is done once. Raises Refusal where a part is
    refused as a whole: what was done before stays done."""
    outcomes: list[Outcome[Any]] = []
    for start in range(0, len(ones), AT_ONCE):
        part = uuid5(command_id, str(start)) if start else command_id
        outcomes += page.call(request(ones[start : start + AT_ONCE]), command_id=part).items
    return outcomes


def results_of(
    page: Page, outcomes: Iterable[Outcome[Any]], shown: Callable[[str], Shown], done: Callable[[Any], str | None]
) -> list[Result]:
    """Of one command for many."""
    return [
        Result(*shown(one.code), good=False, said=why(page, one.error))
        if one.error
        else Result(*shown(one.code), good=True, said=done(one.reply))
        for one in outcomes
    ]


def why(page: Page, problem: Problem) -> str:
    details = [Detail(one.field, one.code, **one.values) for one in problem.details]
    return whole(Refusal(problem.code, *details, reason=problem.reason, **problem.values), page.language)


def whole(refusal: Refusal, language: str) -> str:
    """With what is said of its fields."""
    return " ".join([refusal.said(language), *(detail.said(language) for detail in refusal.details)])


def show_results(page: Page, results: Sequence[Result], title: str, back: str, back_words: str) -> Response:
    done = sum(one.good for one in results)
    return page.show("results.html", results=results, done=done, title=title, back=back, back_words=back_words)
