"""`alliance check`, `mine`, `apply`, `resubmit`, `answer`, `withdraw`, `reinstate`, `merge`, `matches`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from alliance.asking import show_reply
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import city_code
from alliance.options import Code, File, Key, Override
from alliance.output import in_json, paragraph, show, table
from alliance.reader import language, words
from alliance.verbs import WHOLE, Verbs
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
from shared.contracts.people import Language
from shared.messaging.keys import command_id_of
from shared.views.own import own_view
from shared.wording import say
from shared.wording.language import FALLBACK

app = Verbs()


def until_text(until: str | None) -> str:
    """A day of the call's own zone, or a moment."""
    if until is None or "T" not in until:
        return until or ""
    return f"{datetime.fromisoformat(until).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def match_row(match: LikelyMatch) -> tuple[object, ...]:
    return (*match.codes, match.city, match.country, " / ".join(match.admin_areas), match.call)


def receipt_text(receipt: Receipt) -> str:
    return words("state_version", code=receipt.code, state=receipt.state, version=receipt.version)


def verdict(result: EligibilityResult, language: str) -> str:
    head = paragraph("", say(language, f"verdicts.{result.outcome}", as_of=result.as_of.isoformat()))
    return "\n".join([head, *criteria_lines(result.in_language(language), language)])


def criteria_lines(result: dict[str, Any], language: str) -> list[str]:
    """What each criterion says, beside its outcome and its name."""
    rows = [
        (say(language, f"criterion_outcomes.{c['outcome']}"), say(language, f"criteria.{c['id']}"), c["reason"])
        for c in result["criteria"]
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return [paragraph(f"  {o:<{widths[0]}}  {name:<{widths[1]}}  ", reason) for o, name, reason in rows]


@app.command()
def check(
    file: File,
    lang: Annotated[
        Language | None, typer.Option(help="Language of the reasons: en, es, pt, or fr; yours unless given.")
    ] = None,
) -> None:
    """Judge a city by the stated minimums; nothing is stored.

    \b
    Example:
      alliance check round/manizales.json --lang es
    """
    result = connect().call(make(CheckEligibility, document=read_fields(file)))
    show(result.in_language(lang or FALLBACK), verdict(result, lang or language()))


@app.command()
def mine() -> None:
    """Show your own applications and drafts, and what is to be done by when.

    \b
    Example:
      alliance mine
    """
    items = own_view(connect(), language=FALLBACK if in_json() else language())
    headings = ("code", "city", "call", "state", "next", "until")
    shown = ("code", "city", "call", "public_state", "next")
    rows = [[*(one[name] or "" for name in shown), until_text(one["until"])] for one in items]
    show({"items": items}, table(headings, rows) if rows else words("applications.none_of_your_own"))


@app.command()
def apply(file: File, key: Key = None, override: Override = None) -> None:
    """Submit an application.

    \b
    Example:
      alliance apply round/manizales.json --key manizales-1
    """
    request = make(SubmitApplication, document=read_fields(file), override=override)
    show_reply(connect().call(request, command_id=command_id_of(key)), receipt_text)


app.asks(
    "resubmit JK2MPJ4V23 application.json",
    ResubmitApplication,
    receipt_text,
    "Replace an application with a new version while its call is open.",
    document=WHOLE,
)


@app.command()
def answer(code: Code, file: File, key: Key = None) -> None:
    """Answer a request for information with the application as it is now, even after the call has closed.

    \b
    Example:
      alliance answer JK2MPJ4V23 application.json
    """
    request = make(AnswerQuestion, code=code, document=read_fields(file))
    show_reply(connect().call(request, command_id=command_id_of(key)), receipt_text)


app.asks(
    "withdraw JK2MPJ4V23",
    WithdrawApplication,
    receipt_text,
    "Withdraw an application, or give up a draft, whose contents go.",
)
app.asks(
    'reinstate JK2MPJ4V23 --reason "the new mayor wants to go on"',
    ReinstateApplication,
    receipt_text,
    "Reinstate an application that was withdrawn or merged.",
)
app.asks(
    "merge JK2MPJ4V23 P0QK7T2ZXA",
    MergeApplications,
    receipt_text,
    "Merge an application into another of the same city, which takes over its contacts.",
    into=typer.Argument(metavar="INTO", parser=city_code, help="The application that continues."),
)
app.lists(
    "matches --call 2027",
    ListLikelyMatches,
    ("code", "code", "city", "country", "areas", "call"),
    match_row,
    "List pairs of applications that may be from one city: the same name, with the area spelled differently.",
)
