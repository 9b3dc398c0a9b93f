"""`alliance review assign`, `balance`, `candidates`, `remind`, `unassign`, `release`: who reviews what."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.naming import city_code, names_of
from alliance.options import CallName
from alliance.output import Progress, counted, show, table
from alliance.reader import words
from alliance.selection.review_texts import assessment_text
from alliance.verbs import Verbs
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

app = Verbs(group="review")


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


def reminded_text(reminded: RemindedReviewer) -> str:
    return "\n".join([words("review.reminded", reviews=counted("reviews", len(reminded.codes))), *reminded.codes])


def released_text(released: ReleasedReviews) -> str:
    return "\n".join([words("review.taken_back", reviews=counted("reviews", len(released.codes))), *released.codes])


app.asks("assign JK2MPJ4V23 ana@alliance.example", AssignReview, assessment_text, "Ask a reviewer for a review.")


@app.command("balance")
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


app.asks(
    "candidates JK2MPJ4V23",
    ListCandidates,
    candidates_text,
    "Show who can be asked to review an application: languages, load, conflicts of interest.",
)
app.asks(
    "remind ana@alliance.example JK2MPJ4V23",
    RemindReviewer,
    reminded_text,
    "Remind a reviewer, by one mail, of reviews that they have not submitted.",
    codes=typer.Argument(metavar="CODE...", parser=city_code, help="Applications."),
    note=typer.Option(help="Stands in the mail as it is."),
)
app.asks(
    "unassign JK2MPJ4V23 ana@alliance.example",
    UnassignReview,
    assessment_text,
    "Unassign a review that was not written.",
)
app.asks(
    "release ana@alliance.example --call 2027",
    UnassignReviewer,
    released_text,
    "Unassign every review that a reviewer has not written, because they are on leave or no longer review.",
)
