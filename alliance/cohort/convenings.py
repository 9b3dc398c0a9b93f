"""`alliance convening`: in-person gatherings of a cohort."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alliance.asking import ask, ask_page, show_reply
from alliance.cohort.convening_texts import convening_text, with_names
from alliance.cohort.invitations import check_in, invite, letter, logistics, needs, rsvp, undo_check_in, uninvite
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.options import CohortName, ConveningKind, File, Override, Reason
from shared.contracts.cohort import (
    CancelConvening,
    GetConvening,
    ListConvenings,
    ListedConvening,
    ScheduleConvening,
    ThankForConvening,
)

app = Commands(help="In-person convenings of a cohort.")


@app.command("list")
def list_(cohort: Annotated[str | None, typer.Option(help="Only this cohort's.")] = None) -> None:
    """List the convenings, by their start.

    \b
    Example:
      alliance convening list --cohort first-cohort
    """
    headings = ("cohort", "kind", "title", "state", "starts", "place")
    ask_page(ListConvenings, headings, convening_row, cohort=cohort)


def convening_row(one: ListedConvening) -> tuple[object, ...]:
    local = one.starts_at.astimezone(ZoneInfo(one.time_zone))
    return (one.cohort, one.kind, one.title, one.state, f"{local:%Y-%m-%d %H:%M} ({one.time_zone})", one.place)


@app.command("show")
def show_one(cohort: CohortName, kind: ConveningKind) -> None:
    """Show a convening and who is coming.

    \b
    Example:
      alliance convening show first-cohort leaders
    """
    found = with_names(connect().call(make(GetConvening, cohort=cohort, kind=kind)))
    show_reply(found, convening_text)


@app.command()
def schedule(cohort: CohortName, kind: ConveningKind, file: File, override: Override = None) -> None:
    """Schedule or move a convening: {starts_at, ends_at, time_zone, place, capacity, rsvp_by}.

    \b
    Example:
      alliance convening schedule first-cohort leaders convening.json
    """
    fields = read_fields(file, cohort=cohort, kind=kind, override=override)
    ask(ScheduleConvening, convening_text, **fields)


@app.command()
def cancel(cohort: CohortName, kind: ConveningKind, reason: Reason) -> None:
    """Cancel a convening; everybody who was invited is told. It may be scheduled again.

    \b
    Example:
      alliance convening cancel first-cohort leaders --reason "a strike"
    """
    ask(CancelConvening, convening_text, cohort=cohort, kind=kind, reason=reason)


@app.command()
def thank(cohort: CohortName, kind: ConveningKind) -> None:
    """Thank those who came, once it is over.

    \b
    Example:
      alliance convening thank first-cohort leaders
    """
    ask(ThankForConvening, convening_text, cohort=cohort, kind=kind)


app.command()(invite)
app.command()(rsvp)
app.command()(uninvite)
app.command()(needs)
app.command()(logistics)
app.command()(letter)
app.command("check-in")(check_in)
app.command("undo-check-in")(undo_check_in)
