"""What came of a command for many: a line for each, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from services.portal.web.page import Page
from shared.contracts.errors import Detail, Refusal
from shared.contracts.requests import Outcome, Problem


@dataclass(frozen=True)
class Result:
    """`said`: why not, or what was done of it."""

    code: str
    name: str
    good: bool
    said: str | None


def results_of(
    page: Page, outcomes: Iterable[Outcome[Any]], names: Mapping[str, str], done: Callable[[Any], str | None]
) -> list[Result]:
    return [
        Result(one.code, names.get(one.code, one.code), good=False, said=why(page, one.error))
        if one.error
        else Result(one.code, names.get(one.code, one.code), good=True, said=done(one.reply))
        for one in outcomes
    ]


def why(page: Page, problem: Problem) -> str:
    """With what is missing."""
    details = [Detail(one.field, one.code, **one.values) for one in problem.details]
    refusal = Refusal(problem.code, *details, reason=problem.reason, **problem.values)
    return " ".join([refusal.said(page.language), *(one.said(page.language) for one in details)])


def show_results(page: Page, results: list[Result], title: str, back: str, back_words: str) -> Response:
    done = sum(one.good for one in results)
    summary = page.say("pages.board.moved", moved=done, count=len(results))
    return page.show(
        "cohort/results.html", results=results, done=done, summary=summary, title=title, back=back,
        back_words=back_words,
    )  # fmt: skip
