"""`alliance applications`, `application`: cities found, and everything that is known of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.naming import names_of_actors, person_id
from alliance.options import Code
from alliance.output import counted, fitted, led, paragraph, show
from alliance.reader import language, words
from alliance.selection.applications import criteria_lines
from alliance.selection.reading import changes_text, version_text
from alliance.verbs import Verbs
from shared.contracts.cohort import RequirementState
from shared.contracts.eligibility import EligibilityResult
from shared.contracts.intake import (
    ApplicationVersion,
    CompareApplicationVersions,
    ComparedVersions,
    GetApplicationVersion,
)
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.remarks import Remark
from shared.contracts.reporting import HistoryEntry, ListApplications, ListedApplication
from shared.views.application import application_view, has_left, public_state
from shared.wording import say

app = Verbs()

HEADINGS = ("code", "city", "", "state", "check", "version_short")


def row_of(one: ListedApplication) -> tuple[object, ...]:
    return (one.code, one.named(language()), one.country, one.state, one.eligibility or "", one.version)


def print_application(view: dict[str, Any]) -> None:
    print(fitted("\n".join(record_lines(view))))


def record_lines(view: dict[str, Any]) -> Iterator[str]:
    place = ", ".join(view[name] for name in ("city", "admin_area", "country") if view[name])
    yield words(
        "record.head", code=view["code"], place=place or say(language(), "reports.no_city"), state=public_state_of(view)
    )
    yield words("record.state", state=view["state"], version=view["version"], call=view["call"])
    yield from selection_lines(view)
    if participation := view["participation"]:
        where = {name: participation[name] for name in ("cohort", "phase", "status")}
        yield words("record.participation", **where)
        yield from (requirement_line(requirement) for requirement in participation["requirements"])
    if view["merged_into"]:
        yield words("record.merged", code=view["merged_into"])
    if not view["holds_city"] and view["state"] not in ("draft", "withdrawn"):
        yield words("record.does_not_hold_city")
    if view["likely_matches"]:
        yield words("record.likely_matches", codes=", ".join(view["likely_matches"]))
    names = names_of_actors(override["actor"] for override in view["overrides"])
    for override in view["overrides"]:
        said = {"rule": override["rule"], "who": names[override["actor"]], "reason": override["reason"]}
        yield led("record.override", words("record.overridden", **said))
    if "written" in view:
        yield from ["", *version_text(ApplicationVersion.model_validate(view["written"])).splitlines()]
    if "changes" in view:
        yield from ["", *changes_text(ComparedVersions.model_validate(view["changes"])).splitlines()]
    yield from [""] if "written" in view or "changes" in view else []
    yield words("record.history")
    yield from (
        f"  {entry['at'][:19]}  {HistoryEntry.model_validate(entry).said(language())}" for entry in view["history"]
    )


def selection_lines(view: dict[str, Any]) -> Iterator[str]:
    if view["eligibility"]:
        result = EligibilityResult.model_validate(view["eligibility"])
        yield words("record.eligibility", outcome=result.outcome, version=result.criteria_version)
        yield from criteria_lines(result.in_language(language()), language())
    if (assessment := view["assessment"]) and assessment["assigned"]:
        yield assessment_line(assessment)
    if decision := view["decision"]:
        reviews = counted("reviews", decision["reviews"])
        yield words("record.decision", outcome=decision["outcome"], state=decision["state"], reviews=reviews)
    yield from (led("record.note", Remark.model_validate(one).said(language())) for one in view["warnings"])
    if offer := view["offer"]:
        yield words("record.offer", state=offer["state"], on=offer["reply_by"])


def assessment_line(assessment: dict[str, Any]) -> str:
    came = {"submitted": assessment["submitted"], "asked": assessment["assigned"] - assessment["recused"]}
    older, recused, mean = assessment["older"], assessment["recused"], assessment["mean"]
    parts = [words("record.reviews_older", **came, older=older) if older else words("record.reviews", **came)]
    parts += [words("review.recused", count=recused)] if recused else []
    parts += [words("record.no_score") if mean is None else words("record.mean", mean=mean)]
    return ", ".join(parts)


def public_state_of(view: dict[str, Any]) -> str:
    """As `public_state` says it in English."""
    reply_by = view["offer"] and view["offer"]["reply_by"]
    merged, left = view["merged_into"] is not None, has_left(view["participation"] and view["participation"]["status"])
    return public_state(ApplicationState(view["state"]), reply_by, language(), merged=merged, left=left)


def requirement_line(requirement: dict[str, Any]) -> str:
    """In its sentence, with the name that a waiver takes."""
    found = RequirementState.model_validate(requirement)
    states = {"met": words("record.met"), "waived": words("record.waived"), "open": words("record.open")}
    state = "met" if found.met else "waived" if found.waived else "open"
    wide = max(map(len, states.values()))
    return paragraph(f"  {states[state]:<{wide}}  ", f"{found.said(language())} ({found.condition})")


#: Options of what narrows a list of applications, by its fields.
NARROWING: dict[str, Any] = {
    "state": typer.Option(metavar="STATE", help="Such as checked or offered."),
    "country": typer.Option(metavar="CO", help="Two letters, such as CO."),
    "region": typer.Option(help="Such as south_america, as the program file names them."),
    "language": typer.Option(help="The language the city writes in."),
    "eligibility": typer.Option(
        "--outcome", metavar="OUTCOME", help="Of the check: eligible, needs_review, or ineligible."
    ),
    "resident_outcome": Annotated[str | None, typer.Option(metavar="OUTCOME", help="Such as mobility.")],
    "reviewer": typer.Option(metavar="PERSON", parser=person_id, help="A person who was asked for a review."),
    "text": typer.Option(help="Part of a city, area, or code."),
}

app.lists(
    "applications --call 2027 --state checked\n"
    "applications --text cordoba --country AR\n"
    "applications --outcome needs_review --reviewer renata\n"
    'applications --view "French and Caribbean"',
    ListApplications,
    HEADINGS,
    row_of,
    "List applications; each option narrows the list.",
    **NARROWING,
    view=typer.Option(metavar="VIEW", help="A saved view, as `views list` names it."),
)


@app.command()
def application(
    code: Code,
    whole: Annotated[bool, typer.Option("--whole", help="Also what the city wrote, and its versions.")] = False,
    version: Annotated[int | None, typer.Option("--version", min=1, help="What it wrote in this version.")] = None,
    changes: Annotated[bool, typer.Option("--changes", help="Also what the last version changed.")] = False,
) -> None:
    """Show one application: check, reviews, decision, offer, participation with what is still required, and history.

    \b
    Example:
      alliance application JK2MPJ4V23
      alliance application "San José" --whole --changes
    """
    client = connect()
    view = application_view(client, code)
    if whole or version is not None:
        written = client.call(make(GetApplicationVersion, code=view["code"], version=version))
        view["written"] = written.model_dump(mode="json")
    if changes:
        compared = client.call(make(CompareApplicationVersions, code=view["code"], after=version))
        view["changes"] = compared.model_dump(mode="json")
    show(view, print_application)
