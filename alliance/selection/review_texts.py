"""Reviews as they are read at the terminal: what they say together, their history, what reviewers read, the rubric."""

from __future__ import annotations

from alliance.naming import names_of
from alliance.output import counted, led, paragraph, table
from alliance.reader import words
from shared.contracts.eligibility import Assessment, Review, ReviewHistory, ReviewTexts, RubricShown


def kept_text(review: Review) -> str:
    return words("review.kept", scores=scores_text(review.scores))


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
