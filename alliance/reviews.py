"""`alliance review`: assignment, declaration, texts, scores, summary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from alliance.asking import ask
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.handing_in import fetch_to
from alliance.naming import city_code, names_of, person_id
from alliance.options import After, CallName, CallOption, Code, Limit, Person, PersonOption
from alliance.output import CommandError, Json, Progress, counted, led, paragraph, show, show_page, table
from alliance.reader import words
from shared.contracts.eligibility import (
    Assessment,
    AssignBalanced,
    AssignReview,
    Candidates,
    DeclareConflict,
    GetReviewFilePart,
    GetReviewHistory,
    GetReviewSummary,
    GetReviewTexts,
    GetRubric,
    ListCandidates,
    ListedReview,
    ListReviews,
    ReleasedReviews,
    RemindedReviewer,
    RemindReviewer,
    Review,
    ReviewHistory,
    ReviewTexts,
    RubricShown,
    SaveReview,
    SubmitReview,
    UnassignReview,
    UnassignReviewer,
)
from shared.contracts.errors import Detail

app = typer.Typer(help="Reviews of an application.", rich_markup_mode=None)


@app.command()
def assign(code: Code, reviewer: Person, json_: Json = False) -> None:
    """Ask a reviewer for a review.

    \b
    Example:
      alliance review assign JK2MPJ4V23 ana@alliance.example
    """
    ask(AssignReview, json_, assessment_text, code=code, reviewer_id=reviewer)


@app.command()
def balance(
    call: CallName,
    highest_load: Annotated[int | None, typer.Option(help="At most this many reviews for each reviewer.")] = None,
    json_: Json = False,
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
    show(value, json_, "\n".join(lines))


@app.command()
def candidates(code: Code, json_: Json = False) -> None:
    """Show who can be asked to review an application: languages, load, conflicts of interest.

    \b
    Example:
      alliance review candidates JK2MPJ4V23
    """
    ask(ListCandidates, json_, candidates_text, code=code)


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


@app.command()
def remind(
    reviewer: Person,
    codes: Annotated[list[str], typer.Argument(metavar="CODE...", parser=city_code, help="Applications.")],
    note: Annotated[str | None, typer.Option(help="Stands in the mail as it is.")] = None,
    json_: Json = False,
) -> None:
    """Remind a reviewer, by one mail, of reviews that they have not submitted.

    \b
    Example:
      alliance review remind ana@alliance.example JK2MPJ4V23
    """
    ask(RemindReviewer, json_, reminded_text, reviewer_id=reviewer, codes=codes, note=note)


def reminded_text(reminded: RemindedReviewer) -> str:
    return "\n".join([words("review.reminded", reviews=counted("reviews", len(reminded.codes))), *reminded.codes])


@app.command()
def unassign(code: Code, reviewer: Person, json_: Json = False) -> None:
    """Take back a review that was not written.

    \b
    Example:
      alliance review unassign JK2MPJ4V23 ana@alliance.example
    """
    ask(UnassignReview, json_, assessment_text, code=code, reviewer_id=reviewer)


@app.command()
def release(reviewer: Person, call: CallOption = None, json_: Json = False) -> None:
    """Take back every review that a reviewer has not written, because they are on leave or no longer review.

    \b
    Example:
      alliance review release ana@alliance.example --call 2027
    """
    ask(UnassignReviewer, json_, released_text, reviewer_id=reviewer, call=call)


def released_text(released: ReleasedReviews) -> str:
    return "\n".join([words("review.taken_back", reviews=counted("reviews", len(released.codes))), *released.codes])


@app.command()
def declare(
    code: Code,
    reviewer: Person,
    conflict: Annotated[Literal["none", "declared"], typer.Argument(help="Is there a conflict of interest?")],
    json_: Json = False,
) -> None:
    """Declare a conflict of interest, or none, before you can read the texts.

    \b
    Example:
      alliance review declare JK2MPJ4V23 ana@alliance.example none
    """
    ask(DeclareConflict, json_, assessment_text, code=code, reviewer_id=reviewer, conflict=conflict)


@app.command()
def texts(code: Code, reviewer: Person, json_: Json = False) -> None:
    """What a reviewer reads, once they have declared no conflict of interest.

    \b
    Example:
      alliance review texts JK2MPJ4V23 ana@alliance.example
    """
    ask(GetReviewTexts, json_, texts_text, code=code, reviewer_id=reviewer)


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
    json_: Json = False,
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
    show({"path": str(target), "sha256": request["sha256"]}, json_, str(target))


@app.command()
def keep(
    code: Code,
    file: Annotated[str, typer.Argument(help="{reviewer, scores: {criterion: 1-5}, comment}, as far as you are.")],
    json_: Json = False,
) -> None:
    """Keep a review half-way; nobody else sees it before it is submitted.

    \b
    Example:
      alliance review keep JK2MPJ4V23 review.json
    """
    fields = read_fields(file, code=code)
    reviewer = fields.pop("reviewer", "me")
    ask(SaveReview, json_, kept_text, **fields | {"reviewer_id": person_id(str(reviewer))})


def kept_text(review: Review) -> str:
    return words("review.kept", scores=scores_text(review.scores))


@app.command()
def submit(
    code: Code,
    file: Annotated[str, typer.Argument(help="{reviewer, conflict, scores: {criterion: 1-5}, comment}")],
    json_: Json = False,
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
    ask(SubmitReview, json_, assessment_text, **fields | {"reviewer_id": person_id(reviewer)})


@app.command()
def summary(code: Code, json_: Json = False) -> None:
    """Show what the reviews say, taken together.

    \b
    Example:
      alliance review summary JK2MPJ4V23
    """
    ask(GetReviewSummary, json_, assessment_text, code=code)


@app.command()
def history(code: Code, json_: Json = False) -> None:
    """Everything declared and written, with scores that were corrected later.

    \b
    Example:
      alliance review history JK2MPJ4V23
    """
    ask(GetReviewHistory, json_, history_text, code=code)


@app.command("list")
def list_reviews(
    call: CallOption = None,
    reviewer: PersonOption = None,
    state: Annotated[str | None, typer.Option(help="assigned, cleared, submitted, or recused.")] = None,
    limit: Limit = 100,
    after: After = None,
    json_: Json = False,
) -> None:
    """List reviews; a reviewer sees their own.

    \b
    Example:
      alliance review list --call 2027 --state assigned
    """
    fields = {"call": call, "reviewer_id": reviewer, "state": state, "limit": limit, "after": after}
    page = connect().call(make(ListReviews, **fields))
    names = {} if json_ else names_of(review.reviewer_id for review in page.items)

    def row(review: ListedReview) -> tuple[object, ...]:
        older = words("review.older") if review.stale else ""
        who = names[review.reviewer_id]
        return (review.code, review.city, review.language, who, review.state, review.due_on or "-", older)

    show_page(page, json_, ("code", "city", "language", "reviewer", "state", "due", "version"), row)


@app.command()
def rubric(json_: Json = False) -> None:
    """Show what reviewers score with: criteria, weights, and what 1, 3, and 5 mean.

    \b
    Example:
      alliance review rubric
    """
    ask(GetRubric, json_, rubric_text)


def assessment_text(assessment: Assessment) -> str:
    lines = [came_in_text(assessment)]
    if assessment.older:
        current = counted("reviews", assessment.current)
        lines.append(words("review.mean_of_current", reviews=current, older=assessment.older))
    lines += [words("review.apart")] if assessment.apart else []
    names = names_of(review.reviewer_id for review in assessment.reviews)
    rows = [
        (
            names[r.reviewer_id],
            r.state,
            "" if r.total is None else r.total,
            words("review.older_version") if r.stale else "",
        )
        for r in assessment.reviews
    ]
    comments = [paragraph(f"{names[r.reviewer_id]}: ", r.comment) for r in assessment.reviews if r.comment]
    return "\n".join([*lines, table(("reviewer", "state", "total", ""), rows), *comments])


def came_in_text(assessment: Assessment) -> str:
    asked = counted("reviews", assessment.assigned - assessment.recused)
    parts = [
        words("review.came_in", submitted=assessment.submitted, reviews=asked, required=assessment.required),
        *([words("review.recused", count=assessment.recused)] if assessment.recused else []),
        words("review.no_mean")
        if assessment.mean is None
        else words("review.mean", mean=assessment.mean, lowest=assessment.lowest, highest=assessment.highest),
    ]
    return ", ".join(parts)


def history_text(found: ReviewHistory) -> str:
    names = names_of(entry.reviewer_id for entry in found.entries)
    rows = [
        (f"{e.at:%Y-%m-%d %H:%M}", names[e.reviewer_id], e.state, e.application_version, scores_text(e.scores))
        for e in found.entries
    ]
    return table(("at_utc", "reviewer", "state", "version", "scores"), rows)


def texts_text(found: ReviewTexts) -> str:
    texts, outcomes = found.texts, ", ".join(found.texts.resident_outcomes)
    place = {"area": found.admin_area, "country": found.country}
    evidence = [
        f"  {e.kind}: {' '.join(filter(None, (e.url, e.text, e.file and words('review.file', hash=e.file[:12]))))}"
        for e in texts.evidence
    ]
    return "\n".join([
        words("review.city", code=found.code, city=found.city, **place, residents=found.residents),
        words("review.about", version=texts.version, language=texts.language, outcomes=outcomes),
        "",
        led("review.ambition", texts.ambition),
        "",
        led("review.foundations", texts.foundations),
        *(["", words("review.evidence"), *evidence] if evidence else []),
        "",
        rubric_text(found.rubric),
    ])  # fmt: skip


def rubric_text(rubric: RubricShown) -> str:
    lines = []
    for criterion in rubric.criteria:
        lines.append(f"{criterion.id} ({criterion.weight} %): {criterion.title}")
        lines += [paragraph(f"  {score}  ", anchor) for score, anchor in sorted(criterion.anchors.items())]
    asked = words("review.asked_for", required=rubric.reviews_required, distance=rubric.flag_distance)
    return "\n".join([*lines, asked])


def scores_text(scores: dict[str, int]) -> str:
    return ", ".join(f"{criterion} {score}" for criterion, score in scores.items())
