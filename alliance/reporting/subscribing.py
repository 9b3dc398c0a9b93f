"""`alliance report subscribe`, `subscriptions`, `unsubscribe`: reports by mail, to whoever has signed in."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from alliance.asking import ask, ask_page
from alliance.options import After, CallOption, Limit
from alliance.output import usage
from alliance.reader import language, words
from shared.contracts.notifications import (
    Every,
    ListReportSubscriptions,
    ReportForm,
    ReportSubscription,
    SubscribeToReport,
    UnsubscribeFromReport,
)
from shared.contracts.people import Language
from shared.contracts.reporting import By
from shared.wording import say
from shared.wording.catalogue import catalogue_of
from shared.wording.language import FALLBACK

TITLE = "reports.title."


def report_of(text: str) -> str:
    """Judged before what else is said. Raises what is wrong with it, with the names there are."""
    names = sorted(key.removeprefix(TITLE) for key in catalogue_of(FALLBACK) if key.startswith(TITLE))
    if (name := text.replace("-", "_")) not in names:
        raise usage("no_such_report", name=text, reports=[one.replace("_", "-") for one in names])
    return name


def subscribe(
    report: Annotated[
        str,
        typer.Argument(metavar="REPORT", parser=report_of, help="As its command is called: board, time-in-state."),
    ],
    zone: Annotated[str, typer.Option("--zone", help="By whose clock, such as America/Bogota.")],
    call: CallOption = None,
    cohort: Annotated[str | None, typer.Option("--cohort", metavar="COHORT", help="Of which cohort.")] = None,
    by: Annotated[By, typer.Option("--by", help="Of the funnel: country, region, language …")] = "country",
    form: Annotated[ReportForm, typer.Option("--form", help="A link, or attached: pdf, xlsx.")] = "link",
    every: Annotated[Every, typer.Option("--every", help="week or month.")] = "week",
    day: Annotated[int, typer.Option("--day", help="Of the week, from 1 for Monday; of the month.")] = 1,
    hour: Annotated[int, typer.Option("--hour", help="From 0 to 23.")] = 8,
    in_language: Annotated[Language | None, typer.Option("--language", help="Else yours.")] = None,
) -> None:
    """Have a report sent to you by mail, weekly or monthly.

    \b
    Example:
      alliance report subscribe funnel --form pdf --zone America/Lima
    """
    ask(
        SubscribeToReport,
        lambda one: words("report.subscribed", report=title(one), at=at(one)),
        report=report, call=call, cohort=cohort, by=by, form=form, every=every, day=day, hour=hour,
        time_zone=zone, language=in_language or language(),
    )  # fmt: skip


def subscriptions(limit: Limit = 100, after: After = None) -> None:
    """List the reports that are sent to you by mail.

    \b
    Example:
      alliance report subscriptions
    """

    def row(one: ReportSubscription) -> tuple[str, ...]:
        return str(one.id), title(one), one.cohort or one.call or "", one.form, one.every, at(one)

    head = ("id", "report", "of", "form", "every", "next")
    ask_page(ListReportSubscriptions, head, row, limit=limit, after=after)


def unsubscribe(
    subscription: Annotated[UUID, typer.Argument(metavar="ID", help="As `subscriptions` lists it.")],
) -> None:
    """End a report by mail.

    \b
    Example:
      alliance report unsubscribe 6f1c1f4e-6d0b-4c39-9a44-8a4f4c6d4a11
    """
    ask(
        UnsubscribeFromReport,
        lambda one: words("report.unsubscribed", report=title(one)),
        subscription_id=subscription,
    )


def title(one: ReportSubscription) -> str:
    return say(language(), f"{TITLE}{one.report}")


def at(one: ReportSubscription) -> str:
    return f"{one.next_at:%Y-%m-%d %H:%M} UTC"
