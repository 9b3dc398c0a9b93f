"""`alliance review assign`, `balance`, `candidates`, `remind`, `unassign`, `release`: who reviews what."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from alliance.asking import ask
from alliance.connection import connect
from alliance.files import make
from alliance.naming import city_code, names_of
from alliance.options import CallName, CallOption, Code, Person
from alliance.output import Progress, counted, show, table
from alliance.reader import words
from alliance.selection.review_texts import assessment_text
from shared.contracts.eligibility import (
    AssignBalanced,
    AssignReview,
    Candidates,
    ListCandidates,
    ReleasedReviews,
    RemindedReviewer,
    RemindReviewer,
    UnassignReview,
    UnassignReviewer,
)


def assign(code: Code, reviewer: Person) -> None:
    """Ask a reviewer for a review.

    \b
    Example:
      alliance review assign JK2MPJ4V23 ana@alliance.example
    """
    ask(AssignReview, assessment_text, code=code, reviewer_id=reviewer)


def balance(
    call: CallName,
    highest_load: Annotated[int | None, typer.Option(help="At most this many reviews for each reviewer.")] = None,
) -> None:
    """Give every application to a call the reviews it still needs.

    Spread evenly over those who read its language and have no conflict of
    interest with the city. Applications that failed the check are assigned only by hand.

    \b
    Example:
      alliance review balance 2027
    """
    client, progress = connect(), Progress()
    assigned, short, after = list[dict[str, Any]](), list[dict[str, Any]](), None
    while True:
        request = make(AssignBalanced, call=call, highest_load=highest_load, after=after)
        part = client.call(request)
        assigned += [one.model_dump(mode="json") for one in part.assigned]
        short += [one.model_dump(mode="json") for one in part.short]
        progress.say(words("review.assigned", reviews=counted("reviews", len(assigned))))
        after = part.next
        if after is None:
            break
    progress.clear()
    value = {"call": call, "items": assigned, "short": short, "next": None, "total": len(assigned)}
    lines = [words("review.assigned_in_all", reviews=counted("reviews", len(assigned)))]
    if short:
        rows = [(one["code"], one["language"], one["missing"]) for one in short]
        lines += [words("review.too_few_reviewers"), table(("code", "language", "missing"), rows)]
    show(value, "\n".join(lines))


def candidates(code: Code) -> None:
    """Show who can be asked to review an application: languages, load, conflicts of interest.

    \b
    Example:
      alliance review candidates JK2MPJ4V23
    """
    ask(ListCandidates, candidates_text, code=code)


def candidates_text(found: Candidates) -> str:
    names = names_of(one.reviewer_id for one in found.items)
    rows = [
        (
            names[one.reviewer_id],
            ", ".join(one.languages),
            one.load,
            one.state or "",
            words("review.conflict") if one.conflict else "",
        )
        for one in found.items
    ]
    return table(("reviewer", "languages", "load", "review", ""), rows)


def remind(
    reviewer: Person,
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", parser=city_code, help="Applications.")],
    note: Annotated[str | None, typer.Option(help="Stands in the mail as it is.")] = None,
) -> None:
    """Remind a reviewer, by one mail, of reviews that they have not submitted.

    \b
    Example:
      alliance review remind ana@alliance.example JK2MPJ4V23
    """
    ask(RemindReviewer, reminded_text, reviewer_id=reviewer, codes=codes, note=note)


def reminded_text(reminded: RemindedReviewer) -> str:
    return "\n".join([words("review.reminded", reviews=counted("reviews", len(reminded.codes))), *reminded.codes])


def unassign(code: Code, reviewer: Person) -> None:
    """Take back a review that was not written.

    \b
    Example:
      alliance review unassign JK2MPJ4V23 ana@alliance.example
    """
    ask(UnassignReview, assessment_text, code=code, reviewer_id=reviewer)


def release(reviewer: Person, call: CallOption = None) -> None:
    """Take back every review that a reviewer has not written, because they are on leave or no longer review.

    \b
    Example:
      alliance review release ana@alliance.example --call 2027
    """
    ask(UnassignReviewer, released_text, reviewer_id=reviewer, call=call)


def released_text(released: ReleasedReviews) -> str:
    return "\n".join([words("review.taken_back", reviews=counted("reviews", len(released.codes))), *released.codes])
