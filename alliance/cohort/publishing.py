"""`alliance publishing`: what holds publishing of a city: its electoral silence, its media consent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

import typer

from alliance.asking import ask
from alliance.naming import names_of_actors
from alliance.options import Code
from alliance.output import led, table
from alliance.reader import language, words
from alliance.verbs import Verbs
from shared.contracts.cohort import (
    GetOpenData,
    GetPublishing,
    Hold,
    OpenData,
    OverrideSilence,
    Publishing,
    RecordMediaConsent,
    RecordSilence,
    Silence,
    TakeBackSilence,
)

app = Verbs(help="Electoral silence and media consent of a city.", group="publishing")

About = Annotated[Literal["strategy", "mayor"], typer.Argument(help="The strategy, or the mayor's commitment.")]


def open_text(found: OpenData) -> str:
    named = {cohort.id: cohort.name for cohort in found.cohorts}
    cities = [
        (one.city, one.country, named.get(one.cohort, one.cohort), one.strategy_launched_on or "",
         day_of(one.commitment_published_at))
        for one in found.cities
    ]  # fmt: skip
    commitments = [
        (one.title, one.city or named.get(one.cohort, one.cohort), day_of(one.published_at))
        for one in found.commitments
    ]
    of_cities = table(("city", "country", "cohort", "strategy_launched", "commitment_published"), cities)
    return "\n".join([of_cities, "", table(("title", "city", "commitment_published"), commitments)])


def day_of(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d}"


def publishing_text(found: Publishing) -> str:
    said = found.consent
    names = names_of_actors([*(one.recorded_by for one in found.silences), *([said.recorded_by] if said else [])])
    lines = [words("publishing.consent_not_asked")]
    if said is not None:
        recorded = {"recorded": minute(said.recorded_at), "recorder": names[said.recorded_by]}
        who = words("publishing.consent_said", on=said.said_on, name=said.name, title=said.title, **recorded)
        given = led("publishing.consent_given", who) if said.given else led("publishing.consent_refused", who)
        lines = [given]
    free = words("publishing.free")
    lines += [led("publishing.strategy", held_text(found.strategy, found.time_zone) or free)]
    lines += [led("publishing.commitment", held_text(found.commitment, found.time_zone) or free)]
    rows = [
        (one.starts_on, one.ends_on, state_of(one), names[one.recorded_by], minute(one.recorded_at), one.id)
        for one in found.silences
    ]
    headings = ("silence_from", "through", "", "recorded_by", "at_utc", "id")
    return "\n".join([*lines, *(["", table(headings, rows)] if rows else [])])


def state_of(silence: Silence) -> str:
    if silence.taken_back_because:
        return words("publishing.taken_back")
    return words("publishing.holds") if silence.holds else ""


def minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def held_text(held: Iterable[Hold], time_zone: str) -> str:
    """Why something is not shown in public, and until when."""
    return "; ".join(hold.said(language(), time_zone) for hold in held)


app.asks(
    "show JK2MPJ4V23",
    GetPublishing,
    publishing_text,
    "Show what keeps things about a city from being published, why, and until when.",
)
app.asks(
    "open",
    GetOpenData,
    open_text,
    "Show what anybody may read: cities that may be named, launched strategies, published commitments.",
)
app.asks(
    "silence JK2MPJ4V23 --from 2027-10-01 --until 2027-10-31",
    RecordSilence,
    publishing_text,
    "Record a city's electoral silence: nothing about it is published on these days.",
    starts_on=typer.Option("--from", metavar="DAY", help="Its first day, YYYY-MM-DD."),
    ends_on=typer.Option("--until", metavar="DAY", help="Its last day."),
)
app.asks(
    'take-back JK2MPJ4V23 6f1b2c3d-0000-4000-8000-000000000000 --reason "the wrong election"',
    TakeBackSilence,
    publishing_text,
    "Lift an electoral silence that was recorded by mistake.",
    id=typer.Argument(metavar="SILENCE", help="Its id, as `show` lists it."),
)
app.asks(
    'override JK2MPJ4V23 strategy --reason "counsel agrees"',
    OverrideSilence,
    publishing_text,
    "Let something be published during electoral silence; program leads only.",
    about=About,
)


@app.command()
def consent(
    code: Code,
    on: Annotated[str, typer.Option(metavar="DAY", help="The day it was said.")],
    name: Annotated[str, typer.Option(help="Who spoke for the city.")],
    title: Annotated[str, typer.Option(help="Their office.")],
    refused: Annotated[bool, typer.Option("--refused", help="Consent is refused, or no longer given.")] = False,
) -> None:
    """Record whether a city may be named in public.

    \b
    Example:
      alliance publishing consent JK2MPJ4V23 --on 2027-05-20 \\
        --name "Ana Ficticia" --title "Press officer"
    """
    said = {"given": not refused, "said_on": on, "name": name, "title": title}
    ask(RecordMediaConsent, publishing_text, code=code, **said)
