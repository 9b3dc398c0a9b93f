"""`alliance convening`: in-person gatherings of a cohort."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import typer

from alliance.asking import show_reply
from alliance.cohort import invitations
from alliance.cohort.convening_texts import convening_text, with_names
from alliance.connection import connect
from alliance.files import make
from alliance.options import CohortName, ConveningKind, File
from alliance.verbs import Verbs
from shared.contracts.cohort import (
    CancelConvening,
    GetConvening,
    ListConvenings,
    ListedConvening,
    ScheduleConvening,
    ThankForConvening,
)

app = Verbs(help="In-person convenings of a cohort.", group="convening", kind=ConveningKind)


def convening_row(one: ListedConvening) -> tuple[object, ...]:
    local = one.starts_at.astimezone(ZoneInfo(one.time_zone))
    return (one.cohort, one.kind, one.title, one.state, f"{local:%Y-%m-%d %H:%M} ({one.time_zone})", one.place)


app.lists(
    "list --cohort first-cohort",
    ListConvenings,
    ("cohort", "kind", "title", "state", "starts", "place"),
    convening_row,
    "List the convenings, by their start.",
    cohort=typer.Option(help="Only this cohort's."),
)


@app.command("show")
def show_one(cohort: CohortName, kind: ConveningKind) -> None:
    """Show a convening and who is coming.

    \b
    Example:
      alliance convening show first-cohort leaders
    """
    found = with_names(connect().call(make(GetConvening, cohort=cohort, kind=kind)))
    show_reply(found, convening_text)


app.asks(
    "schedule first-cohort leaders convening.json",
    ScheduleConvening,
    convening_text,
    "Schedule or move a convening: {starts_at, ends_at, time_zone, place, capacity, rsvp_by}.",
    file=File,
)
app.asks(
    'cancel first-cohort leaders --reason "a strike"',
    CancelConvening,
    convening_text,
    "Cancel a convening; everybody who was invited is told. It may be scheduled again.",
)
app.asks("thank first-cohort leaders", ThankForConvening, convening_text, "Thank those who came, once it is over.")
app.include(invitations.app)
