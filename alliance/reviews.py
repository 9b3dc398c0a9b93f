"""`alliance review`: assignment, declaration, texts, scores, summary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.handing_in import fetch_to
from alliance.output import CommandError, Json, Progress, paragraph, show, table
from alliance.people import person_id
from shared.contracts.eligibility import (
    Assessment,
    AssignBalanced,
    AssignReview,
    DeclareConflict,
    GetReviewFilePart,
    GetReviewHistory,
    GetReviewSummary,
    GetReviewTexts,
    GetRubric,
    ListReviews,
    ReviewTexts,
    RubricShown,
    SubmitReview,
    UnassignReview,
)

app = typer.Typer(help="Reviews of an application.", rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]
Reviewer = Annotated[str, typer.Argument(help="A reviewer's id or address.")]


@app.command()
def assign(code: Code, reviewer: Reviewer, json_: Json = False) -> None:
    """Ask a reviewer for a review.

    \b
    Example:
      alliance review assign JK2MPJ4V23 ana@alliance.example
    """
    client = connect()
    request = make(AssignReview, code=code, reviewer_id=person_id(client, reviewer))
    show_assessment(client.call(request), json_)


@app.command()
def balance(
    call: Annotated[str, typer.Argument(help="The call's name.")],
    highest_load: Annotated[int | None, typer.Option(help="At most this many reviews a reviewer.")] = None,
    json_: Json = False,
) -> None:
    """Give every application of a call the reviews it lacks.

    Spread evenly over those who read its language and have no conflict of
    interest with the city. What the check failed is assigned by hand alone.

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
        progress.say(f"{len(assigned):,} reviews assigned")
        after = part.next
        if after is None:
            break
    progress.clear()
    value = {"call": call, "items": assigned, "short": short, "next": None, "total": len(assigned)}
    lines = [f"{len(assigned):,} reviews assigned."]
    if short:
        rows = [(one["code"], one["language"], one["missing"]) for one in short]
        lines += ["Not enough reviewers for:", table(("code", "language", "missing"), rows)]
    show(value, json_, "\n".join(lines))


@app.command()
def unassign(code: Code, reviewer: Reviewer, json_: Json = False) -> None:
    """Ask no more for a review that was not written.

    \b
    Example:
      alliance review unassign JK2MPJ4V23 ana@alliance.example
    """
    client = connect()
    request = make(UnassignReview, code=code, reviewer_id=person_id(client, reviewer))
    show_assessment(client.call(request), json_)


@app.command()
def declare(
    code: Code,
    reviewer: Reviewer,
    conflict: Annotated[Literal["none", "declared"], typer.Argument(help="Is there a conflict of interest?")],
    json_: Json = False,
) -> None:
    """Declare a conflict of interest, or none; before the texts are given.

    \b
    Example:
      alliance review declare JK2MPJ4V23 ana@alliance.example none
    """
    client = connect()
    fields = {"code": code, "reviewer_id": person_id(client, reviewer), "conflict": conflict}
    show_assessment(client.call(make(DeclareConflict, **fields)), json_)


@app.command()
def texts(code: Code, reviewer: Reviewer, json_: Json = False) -> None:
    """What a reviewer reads, once they have declared no conflict of interest.

    \b
    Example:
      alliance review texts JK2MPJ4V23 ana@alliance.example
    """
    client = connect()
    request = make(GetReviewTexts, code=code, reviewer_id=person_id(client, reviewer))
    found = client.call(request)
    show(found.model_dump(mode="json"), json_, texts_text(found))


@app.command()
def evidence(
    code: Code,
    reviewer: Reviewer,
    sha256: Annotated[str, typer.Argument(metavar="HASH", help="A file's hash, or how it begins; the texts show it.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to; else HASH, here.")] = None,
    json_: Json = False,
) -> None:
    """Fetch a file of evidence, as a reviewer who has declared no conflict may read it.

    \b
    Example:
      alliance review evidence JK2MPJ4V23 ana@alliance.example 3f7a -o decree.pdf
    """
    client = connect()
    who = {"code": code, "reviewer_id": person_id(client, reviewer)}
    texts = client.call(make(GetReviewTexts, **who)).texts
    found = {entry.file for entry in texts.evidence if entry.file and entry.file.startswith(sha256)}
    if len(found) != 1:
        raise CommandError("not_found", f"{len(found)} files of {code} have a hash that begins with {sha256}.")
    request = who | {"sha256": found.pop()}
    target = fetch_to(
        output,
        str(request["sha256"])[:12],
        lambda number: client.call(GetReviewFilePart.model_validate(request | {"number": number})),
    )
    show({"path": str(target), "sha256": request["sha256"]}, json_, str(target))


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
    request = make(SubmitReview, **fields | {"code": code, "reviewer_id": person_id(client, reviewer)})
    show_assessment(client.call(request), json_)


@app.command()
def summary(code: Code, json_: Json = False) -> None:
    """What the reviews say together.

    \b
    Example:
      alliance review summary JK2MPJ4V23
    """
    show_assessment(connect().call(make(GetReviewSummary, code=code)), json_)


@app.command()
def history(code: Code, json_: Json = False) -> None:
    """Everything declared and written, with scores that were corrected later.

    \b
    Example:
      alliance review history JK2MPJ4V23
    """
    found = connect().call(make(GetReviewHistory, code=code))
    rows = [
        (f"{e.at:%Y-%m-%d %H:%M}", str(e.reviewer_id)[:8], e.state, e.application_version, scores_text(e.scores))
        for e in found.entries
    ]
    show(found.model_dump(mode="json"), json_, table(("at (UTC)", "reviewer", "state", "version", "scores"), rows))


@app.command("list")
def list_reviews(
    call: Annotated[str | None, typer.Option(help="Only this call.")] = None,
    reviewer: Annotated[str | None, typer.Option(help="Only this reviewer's, by id or address.")] = None,
    state: Annotated[str | None, typer.Option(help="assigned, cleared, submitted or recused.")] = None,
    limit: Annotated[int, typer.Option(help="At most this many.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after the `next` of the page before.")] = None,
    json_: Json = False,
) -> None:
    """List reviews; a reviewer sees their own.

    \b
    Example:
      alliance review list --call 2027 --state assigned
    """
    client = connect()
    reviewer_id = person_id(client, reviewer) if reviewer else None
    fields = {"call": call, "reviewer_id": reviewer_id, "state": state, "limit": limit, "after": after}
    page = client.call(make(ListReviews, **fields))
    rows = [
        (r.code, r.city, r.language, str(r.reviewer_id)[:8], r.state, r.due_on or "-", "older" if r.stale else "")
        for r in page.items
    ]
    text = table(("code", "city", "language", "reviewer", "state", "due", "version"), rows)
    more = f"\nMore: --after '{page.next}'" if page.next else ""
    show(page.model_dump(mode="json"), json_, f"{text}\n{len(rows)} of {page.total}{more}")


@app.command()
def rubric(json_: Json = False) -> None:
    """What reviewers score with: criteria, weights, and what 1, 3 and 5 mean.

    \b
    Example:
      alliance review rubric
    """
    found = connect().call(GetRubric())
    show(found.model_dump(mode="json"), json_, rubric_text(found))


REVIEWER_MISSING = {"field": "reviewer", "code": "missing", "message": "is required: a person's id or address"}


def show_assessment(assessment: Assessment, json_: bool) -> None:
    value: dict[str, Any] = assessment.model_dump(mode="json")
    mean = "none yet" if assessment.mean is None else f"{assessment.mean} ({assessment.lowest}-{assessment.highest})"
    recused = f", {assessment.recused} recused" if assessment.recused else ""
    asked = assessment.assigned - assessment.recused
    text = f"{assessment.submitted} of {asked} reviews in ({assessment.required} required){recused}, mean {mean}"
    rows = [
        (r.reviewer_id, r.state, "" if r.total is None else r.total, "older version" if r.stale else "")
        for r in assessment.reviews
    ]
    flag = "\nThe reviewers lie far apart." if assessment.apart else ""
    comments = [paragraph(f"{str(r.reviewer_id)[:8]}: ", r.comment) for r in assessment.reviews if r.comment]
    lines = [f"{text}{flag}", table(("reviewer", "state", "total", ""), rows), *comments]
    show(value, json_, "\n".join(lines))


def texts_text(found: ReviewTexts) -> str:
    texts = found.texts
    evidence = [
        f"  {e.kind}: {' '.join(filter(None, (e.url, e.text, e.file and f'file {e.file[:12]}')))}"
        for e in texts.evidence
    ]
    return "\n".join([
        f"{found.code}  {found.city}, {found.admin_area}, {found.country}: {found.residents:,} residents",
        f"version {texts.version}, in {texts.language}; about {', '.join(texts.resident_outcomes)}",
        "",
        paragraph("Ambition: ", texts.ambition),
        "",
        paragraph("Foundations: ", texts.foundations),
        *(["", "Evidence:", *evidence] if evidence else []),
        "",
        rubric_text(found.rubric),
    ])  # fmt: skip


def rubric_text(rubric: RubricShown) -> str:
    lines = []
    for criterion in rubric.criteria:
        lines.append(f"{criterion.id} ({criterion.weight} %): {criterion.title}")
        lines += [paragraph(f"  {score}  ", anchor) for score, anchor in sorted(criterion.anchors.items())]
    return "\n".join(
        [*lines, f"{rubric.reviews_required} reviews are asked for; totals {rubric.flag_distance} apart are marked."]
    )


def scores_text(scores: dict[str, int]) -> str:
    return ", ".join(f"{criterion} {score}" for criterion, score in scores.items())
