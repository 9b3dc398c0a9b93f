"""`alliance review`: assignment, scores, summary."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import CommandError, Json, show, table
from alliance.people import person_id
from shared.contracts.eligibility import Assessment, AssignReview, GetReviewSummary, SubmitReview

app = typer.Typer(help="Reviews of an application.", rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]


@app.command()
def assign(
    code: Code,
    reviewer: Annotated[str, typer.Argument(help="A reviewer's id or address.")],
    json_: Json = False,
) -> None:
    """Ask a reviewer for a review.

    \b
    Example:
      alliance review assign JK2MPJ4V23 ana@alliance.example
    """
    client = connect()
    request = AssignReview(code=code, reviewer_id=person_id(client, reviewer))
    show_assessment(client.call(request), json_)


@app.command()
def submit(
    code: Code,
    file: Annotated[str, typer.Argument(help="{reviewer, conflict, scores: {criterion: 1-5}, comment}")],
    json_: Json = False,
) -> None:
    """Record a review; a declared conflict of interest recuses.

    \b
    Example:
      alliance review submit JK2MPJ4V23 review.json
    """
    client, fields = connect(), read_fields(file)
    reviewer = fields.pop("reviewer", None)
    if not isinstance(reviewer, str):
        raise CommandError("invalid", "The review must name its reviewer by id or address.", (REVIEWER_MISSING,))
    request = make(SubmitReview, "review", **fields | {"code": code, "reviewer_id": person_id(client, reviewer)})
    show_assessment(client.call(request), json_)


@app.command()
def summary(code: Code, json_: Json = False) -> None:
    """What the reviews say together.

    \b
    Example:
      alliance review summary JK2MPJ4V23
    """
    show_assessment(connect().call(make(GetReviewSummary, "summary", code=code)), json_)


REVIEWER_MISSING = {"field": "reviewer", "code": "missing", "message": "is required: a person's id or address"}


def show_assessment(assessment: Assessment, json_: bool) -> None:
    value: dict[str, Any] = assessment.model_dump(mode="json")
    mean = "none yet" if assessment.mean is None else f"{assessment.mean} ({assessment.lowest}-{assessment.highest})"
    text = f"{assessment.submitted} of {assessment.assigned} reviews in ({assessment.required} required), mean {mean}"
    rows = [(r.reviewer_id, r.state, "" if r.total is None else r.total) for r in assessment.reviews]
    flag = "\nThe reviewers lie far apart." if assessment.apart else ""
    show(value, json_, f"{text}{flag}\n{table(('reviewer', 'state', 'total'), rows)}")
