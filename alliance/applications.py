"""`alliance check`, `apply`, `applications`, `application`, `resubmit`, `answer`, `withdraw`, `merge`, `matches`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from alliance.asking import ask, ask_page, show_reply
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import city_code
from alliance.options import After, CallOption, Code, File, Key, Limit, Override, Reason
from alliance.output import Json, paragraph, show, table
from shared.contracts.eligibility import CheckEligibility, EligibilityResult
from shared.contracts.intake import (
    AnswerQuestion,
    LikelyMatch,
    ListLikelyMatches,
    MergeApplications,
    Receipt,
    ReinstateApplication,
    ResubmitApplication,
    SubmitApplication,
    WithdrawApplication,
)
from shared.contracts.reporting import ListApplications
from shared.messaging.client import command_id_of
from shared.views.application import application_view

app = typer.Typer(rich_markup_mode=None)


@app.command()
def check(file: File, json_: Json = False) -> None:
    """Judge a city by the stated minimums; nothing is stored.

    \b
    Example:
      alliance check examples/applications/barranquilla.json
    """
    ask(CheckEligibility, json_, verdict, document=read_fields(file))


@app.command()
def apply(
    file: File,
    key: Key = None,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Submit an application.

    \b
    Example:
      alliance apply examples/applications/barranquilla.json --key barranquilla-1
    """
    request = make(SubmitApplication, document=read_fields(file), override=override)
    show_reply(connect().call(request, command_id=command_id_of(key)), json_, receipt_text)


@app.command()
def resubmit(code: Code, file: File, override: Override = None, json_: Json = False) -> None:
    """Replace an application by a new version while its call is open.

    \b
    Example:
      alliance resubmit JK2MPJ4V23 application.json
    """
    document = read_fields(file)
    ask(ResubmitApplication, json_, receipt_text, code=code, document=document, override=override)


@app.command()
def answer(
    code: Code,
    file: File,
    key: Key = None,
    json_: Json = False,
) -> None:
    """Answer a request for information: the document as it is now, also after the call has closed.

    \b
    Example:
      alliance answer JK2MPJ4V23 application.json
    """
    request = make(AnswerQuestion, code=code, document=read_fields(file))
    show_reply(connect().call(request, command_id=command_id_of(key)), json_, receipt_text)


@app.command()
def withdraw(code: Code, json_: Json = False) -> None:
    """Withdraw an application, or give up a draft, whose contents go.

    \b
    Example:
      alliance withdraw JK2MPJ4V23
    """
    ask(WithdrawApplication, json_, receipt_text, code=code)


@app.command()
def reinstate(
    code: Code,
    reason: Reason,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Let an application stand again that was withdrawn or merged.

    \b
    Example:
      alliance reinstate JK2MPJ4V23 --reason "the new mayor wants to go on"
    """
    fields = {"code": code, "reason": reason, "override": override}
    ask(ReinstateApplication, json_, receipt_text, **fields)


@app.command()
def merge(
    code: Code,
    into: Annotated[str, typer.Argument(metavar="INTO", parser=city_code, help="The application that goes on.")],
    json_: Json = False,
) -> None:
    """Merge an application into another of the same city, which takes over its contacts.

    \b
    Example:
      alliance merge JK2MPJ4V23 P0QK7T2ZXA
    """
    ask(MergeApplications, json_, receipt_text, code=code, into=into)


@app.command()
def matches(
    call: CallOption = None,
    limit: Limit = 100,
    after: After = None,
    json_: Json = False,
) -> None:
    """List pairs of applications that may be one city's: one name, two spellings of its area.

    \b
    Example:
      alliance matches --call 2027
    """
    headings = ("code", "code", "city", "country", "areas", "call")
    ask_page(ListLikelyMatches, json_, headings, match_row, call=call, limit=limit, after=after)


def match_row(match: LikelyMatch) -> tuple[object, ...]:
    return (*match.codes, match.city, match.country, " / ".join(match.admin_areas), match.call)


@app.command()
def applications(
    call: CallOption = None,
    state: Annotated[str | None, typer.Option(help="Only this state, such as checked or offered.")] = None,
    limit: Limit = 100,
    after: After = None,
    json_: Json = False,
) -> None:
    """List applications.

    \b
    Example:
      alliance applications --call 2027 --state checked
    """
    request = make(ListApplications, call=call, state=state, limit=limit, after=after)
    page = connect().call(request)
    rows = [(a.code, a.city, a.country, a.state, a.eligibility or "", a.version) for a in page.items]
    text = table(("code", "city", "", "state", "eligibility", "ver."), rows)
    more = f"\nMore: --after {page.next}" if page.next else ""
    show(page.model_dump(mode="json"), json_, f"{text}\n{len(rows)} of {page.total}{more}")


@app.command()
def application(code: Code, json_: Json = False) -> None:
    """Show one application: check, reviews, decision, offer, participation, history.

    \b
    Example:
      alliance application JK2MPJ4V23
    """
    show(application_view(connect(), code), json_, print_application)


def receipt_text(receipt: Receipt) -> str:
    return f"{receipt.code}: {receipt.state}, version {receipt.version}"


def verdict(result: EligibilityResult) -> str:
    said = {
        "eligible": "meets the stated minimums",
        "needs_review": "may meet the stated minimums",
        "ineligible": "does not meet the stated minimums",
    }[result.outcome]
    lines = [paragraph("", f"The city {said} (as of {result.as_of}); two qualifications are judged by people.")]
    return "\n".join([*lines, *criteria_lines(result.model_dump(mode="json"))])


def criteria_lines(result: dict[str, Any]) -> list[str]:
    return [paragraph(f"  {c['outcome']:<13}  {c['id']:<11}  ", c["reason"]) for c in result["criteria"]]


def print_application(view: dict[str, Any]) -> None:
    place = ", ".join(view[name] for name in ("city", "admin_area", "country") if view[name])
    print(f"{view['code']}  {place or 'no city yet'}: {view['public_state']}")
    print(f"state {view['state']}, version {view['version']}, call {view['call']}")
    if view["eligibility"]:
        print(f"eligibility: {view['eligibility']['outcome']} (criteria {view['eligibility']['criteria_version']})")
        print("\n".join(criteria_lines(view["eligibility"])))
    if (assessment := view["assessment"]) and assessment["assigned"]:
        mean = "no score yet" if assessment["mean"] is None else f"mean {assessment['mean']}"
        recused = f", {assessment['recused']} recused" if assessment["recused"] else ""
        asked = assessment["assigned"] - assessment["recused"]
        print(f"reviews: {assessment['submitted']} of {asked} in{recused}, {mean}")
    if decision := view["decision"]:
        print(f"decision: {decision['outcome']} ({decision['state']}), after {decision['reviews']} reviews")
    if offer := view["offer"]:
        print(f"offer: {offer['state']}, reply by {offer['reply_by']}")
    if participation := view["participation"]:
        print(f"participation: {participation['cohort']}, {participation['phase']}, {participation['status']}")
        for r in participation["requirements"]:
            print(f"  {'met' if r['met'] else 'waived' if r['waived'] else 'open':<7} {r['condition']}")
    if view["merged_into"]:
        print(f"merged into: {view['merged_into']}")
    if view["likely_matches"]:
        print(f"may be the same city: {', '.join(view['likely_matches'])}")
    for override in view["overrides"]:
        print(paragraph("override: ", f"{override['rule']}, by {override['actor']}: {override['reason']}"))
    print("history:")
    for entry in view["history"]:
        print(f"  {entry['at'][:19]}  {entry['summary']}")
