"""`alliance review`: assignment, declaration, texts, scores, summary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from alliance.asking import ask
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.handing_in import fetch_to
from alliance.naming import names_of, person_id
from alliance.options import After, CallOption, Code, Limit, Person, PersonOption
from alliance.output import CommandError, in_json, show, show_page
from alliance.reader import words
from alliance.selection import assignments
from alliance.selection.review_texts import assessment_text, history_text, kept_text, rubric_text, texts_text
from alliance.verbs import Verbs
from shared.contracts.eligibility import (
    DeclareConflict,
    GetReviewFilePart,
    GetReviewHistory,
    GetReviewSummary,
    GetReviewTexts,
    GetRubric,
    ListedReview,
    ListReviews,
    ReviewState,
    SaveReview,
    SubmitReview,
)
from shared.contracts.errors import Detail

app = Verbs(help="Reviews of an application.", group="review")


app.include(assignments.app)


app.asks(
    "declare JK2MPJ4V23 ana@alliance.example none",
    DeclareConflict,
    assessment_text,
    "Declare a conflict of interest, or none, before you can read the texts.",
    conflict=typer.Argument(help="Is there a conflict of interest?"),
)
app.asks(
    "texts JK2MPJ4V23 ana@alliance.example",
    GetReviewTexts,
    texts_text,
    "What a reviewer reads, once they have declared no conflict of interest.",
)


@app.command()
def evidence(
    code: Code,
    reviewer: Person,
    sha256: Annotated[
        str, typer.Argument(metavar="HASH", help="A file's hash, or the start of it, as the texts show it.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to save it; by default here, as HASH.")
    ] = None,
) -> None:
    """Fetch a file of evidence, as a reviewer who has declared no conflict may read it.

    \b
    Example:
      alliance review evidence JK2MPJ4V23 ana@alliance.example 3f7a -o decree.pdf
    """
    client = connect()
    who = {"code": code, "reviewer_id": reviewer}
    texts = client.call(make(GetReviewTexts, **who)).texts
    found = {entry.file for entry in texts.evidence if entry.file and entry.file.startswith(sha256)}
    if len(found) != 1:
        raise CommandError("not_found", reason="no_such_file", hash=sha256, count=len(found))
    request = who | {"sha256": found.pop()}
    target = fetch_to(
        output,
        str(request["sha256"])[:12],
        lambda number: client.call(GetReviewFilePart.model_validate(request | {"number": number})),
    )
    show({"path": str(target), "sha256": request["sha256"]}, str(target))


@app.command()
def keep(
    code: Code,
    file: Annotated[str, typer.Argument(help="{reviewer, scores: {criterion: 1-5}, comment}, as far as you are.")],
) -> None:
    """Keep a review half-way; nobody else sees it before it is submitted.

    \b
    Example:
      alliance review keep JK2MPJ4V23 review.json
    """
    fields = read_fields(file, code=code)
    reviewer = fields.pop("reviewer", "me")
    ask(SaveReview, kept_text, **fields | {"reviewer_id": person_id(str(reviewer))})


@app.command()
def submit(
    code: Code, file: Annotated[str, typer.Argument(help="{reviewer, conflict, scores: {criterion: 1-5}, comment}")]
) -> None:
    """Record a review; declaring a conflict of interest recuses the reviewer.

    \b
    Example:
      alliance review submit JK2MPJ4V23 review.json
    """
    fields = read_fields(file, code=code)
    reviewer = fields.pop("reviewer", None)
    if not isinstance(reviewer, str):
        raise CommandError("invalid", Detail("reviewer", "missing"))
    ask(SubmitReview, assessment_text, **fields | {"reviewer_id": person_id(reviewer)})


app.asks("summary JK2MPJ4V23", GetReviewSummary, assessment_text, "Show what the reviews say, taken together.")
app.asks(
    "history JK2MPJ4V23",
    GetReviewHistory,
    history_text,
    "Everything declared and written, with scores that were corrected later.",
)


@app.command("list")
def list_reviews(
    call: CallOption = None,
    reviewer: PersonOption = None,
    state: Annotated[ReviewState | None, typer.Option(help="In this state.")] = None,
    limit: Limit = 100,
    after: After = None,
) -> None:
    """List reviews; a reviewer sees their own.

    \b
    Example:
      alliance review list --call 2027 --state assigned
    """
    fields = {"call": call, "reviewer_id": reviewer, "state": state, "limit": limit, "after": after}
    page = connect().call(make(ListReviews, **fields))
    names = {} if in_json() else names_of(review.reviewer_id for review in page.items)

    def row(review: ListedReview) -> tuple[object, ...]:
        older = words("review.older") if review.stale else ""
        who = names[review.reviewer_id]
        return (review.code, review.city, review.language, who, review.state, review.due_on or "-", older)

    show_page(page, ("code", "city", "language", "reviewer", "state", "due", "version"), row)


app.asks(
    "rubric", GetRubric, rubric_text, "Show what reviewers score with: criteria, weights, and what 1, 3, and 5 mean."
)
