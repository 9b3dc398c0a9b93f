"""`alliance review`: assignment, declaration, texts, scores, summary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.handing_in import fetch_to
from alliance.naming import names_of, person_id
from alliance.options import After, CallOption, Code, Limit, Person, PersonOption
from alliance.output import CommandError, in_json, show, show_page
from alliance.reader import words
from alliance.selection.assignments import assign, balance, candidates, release, remind, unassign
from alliance.selection.review_texts import assessment_text, history_text, kept_text, rubric_text, texts_text
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

app = Commands(help="Reviews of an application.")


app.command()(assign)
app.command()(balance)
app.command()(candidates)
app.command()(remind)
app.command()(unassign)
app.command()(release)


@app.command()
def declare(
    code: Code,
    reviewer: Person,
    conflict: Annotated[Literal["none", "declared"], typer.Argument(help="Is there a conflict of interest?")],
) -> None:
    """Declare a conflict of interest, or none, before you can read the texts.

    \b
    Example:
      alliance review declare JK2MPJ4V23 ana@alliance.example none
    """
    ask(DeclareConflict, assessment_text, code=code, reviewer_id=reviewer, conflict=conflict)


@app.command()
def texts(code: Code, reviewer: Person) -> None:
    """What a reviewer reads, once they have declared no conflict of interest.

    \b
    Example:
      alliance review texts JK2MPJ4V23 ana@alliance.example
    """
    ask(GetReviewTexts, texts_text, code=code, reviewer_id=reviewer)


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


@app.command()
def summary(code: Code) -> None:
    """Show what the reviews say, taken together.

    \b
    Example:
      alliance review summary JK2MPJ4V23
    """
    ask(GetReviewSummary, assessment_text, code=code)


@app.command()
def history(code: Code) -> None:
    """Everything declared and written, with scores that were corrected later.

    \b
    Example:
      alliance review history JK2MPJ4V23
    """
    ask(GetReviewHistory, history_text, code=code)


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


@app.command()
def rubric() -> None:
    """Show what reviewers score with: criteria, weights, and what 1, 3, and 5 mean.

    \b
    Example:
      alliance review rubric
    """
    ask(GetRubric, rubric_text)
