"""`alliance pool`, `shortlist` and `interview`: weighing the cities of a call."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from alliance.asking import ask
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import as_id, names_of, person_id, pick
from alliance.options import Code, Version
from alliance.output import CommandError, footer, led, paragraph, table
from alliance.reader import language, words
from alliance.verbs import Found, Verbs
from shared.contracts.eligibility import (
    CancelInterview,
    Composition,
    GetInterviews,
    GetPool,
    Interviews,
    Pool,
    RecordInterview,
    ScheduleInterview,
    Shortlist,
)
from shared.contracts.errors import Detail
from shared.wording import say
from shared.wording.sizes import size_band

app = Verbs()
interview_app = Verbs(help="Interviews with cities: date, panel, notes.", group="interview")

Interview = typer.Option("--interview", help="Which one, by its id or its day; the latest unless given.")


def interview_id(code: str, text: str) -> UUID:
    if whole := as_id(text):
        return whole
    found = connect().call(make(GetInterviews, code=code)).items
    return pick(
        "interview",
        text,
        {one.id: f"{one.starts_at.astimezone(ZoneInfo(one.time_zone)):%Y-%m-%d %H:%M}" for one in found},
    )


def interviews_text(found: Interviews) -> str:
    on = found.shortlisted
    lines = [
        words("interview.on_shortlist", code=found.code) if on else words("interview.off_shortlist", code=found.code)
    ]
    names = names_of(person for one in found.items for person in one.panel)
    for one in found.items:
        at = f"{one.starts_at.astimezone(ZoneInfo(one.time_zone)):%Y-%m-%d %H:%M}"
        lines.append(words("interview.one", at=at, zone=one.time_zone, state=one.state, thing="interview", id=one.id))
        lines.append(led("interview.panel", ", ".join(names[person] for person in one.panel), "  "))
        lines += [led("interview.recommends", one.recommendation, "  ")] if one.recommendation else []
        lines += [paragraph("  ", text) for text in (one.notes, one.reason) if text]
    return "\n".join(lines)


def pool_text(found: Pool) -> str:
    rows = [
        (
            c.code,
            c.city,
            c.country,
            size_band(language(), c.size),
            c.language,
            "" if c.mean is None else f"{c.mean}{' !' if c.apart else ''}",
            group_name("state", c.state),
            "*" if c.shortlisted else "",
        )
        for c in found.items
    ]
    text = table(("code", "city", "", "size", "language", "mean", "state", "shortlisted"), rows)
    return "\n".join([text, *footer(len(rows), found.total, found.next), "", groups_text(found.groups)])


#: Where the names of a kind of group stand in the catalogues.
WORDS_OF = {
    "region": "regions",
    "resident_outcome": "resident_outcomes",
    "eligibility": "check_outcomes",
    "state": "states.application",
}


def groups_text(groups: Composition) -> str:
    called = {kind: words(f"pool.{kind}") for kind in groups}
    wide = max(map(len, called.values()), default=0)
    return "\n".join(
        paragraph(
            f"{called[kind]:<{wide}} ",
            ", ".join(f"{group_name(kind, name)} {number}" for name, number in found.items()),
        )
        for kind, found in groups.items()
    )


def group_name(kind: str, name: str) -> str:
    return size_band(language(), name) if kind == "size" else say(language(), f"{WORDS_OF.get(kind, kind)}.{name}")


app.asks(
    "pool 2027 --region south_america --shortlisted",
    GetPool,
    pool_text,
    "Show the whole pool of a call, highest average first, and its composition.",
    region=typer.Option(help="Such as south_america."),
    size=typer.Option(help="Such as up_to_250000, 250001-500000, or over_1000000."),
    language=Annotated[str | None, typer.Option(help="en, es, pt, or fr.")],
    outcome=typer.Option(help="A resident outcome, such as mobility."),
    eligibility=Annotated[str | None, typer.Option(help="eligible, needs_review, or ineligible.")],
    state=Annotated[str | None, typer.Option(help="Such as in_review.")],
    shortlisted=typer.Option("--shortlisted/--not-shortlisted", help="Only those on the shortlist, or not on it."),
)


@app.command()
def shortlist(
    code: Code,
    off: Annotated[bool, typer.Option("--off", help="Take it off the shortlist.")] = False,
    version: Version = None,
) -> None:
    """Put a city on the shortlist, or take it off.

    \b
    Example:
      alliance shortlist JK2MPJ4V23
    """
    ask(Shortlist, interviews_text, code=code, shortlisted=not off, expected_version=version)


@interview_app.command()
def schedule(
    code: Code,
    file: Annotated[str, typer.Argument(help="{starts_at, time_zone?, panel: [people]}")],
    interview: Annotated[str | None, typer.Option(help="The one to move, by its id or its day.")] = None,
) -> None:
    """Schedule an interview with its panel, or move one.

    \b
    Example:
      alliance interview schedule JK2MPJ4V23 interview.json
    """
    moved = interview and interview_id(code, interview)
    fields = read_fields(file, code=code, interview_id=moved)
    panel = fields.get("panel")
    if not isinstance(panel, list) or not all(isinstance(person, str) for person in panel):
        raise CommandError("invalid", Detail("panel", "not_a_list"))
    ask(ScheduleInterview, interviews_text, **fields | {"panel": [*map(person_id, panel)]})


interview_app.asks(
    "record JK2MPJ4V23 held.json",
    RecordInterview,
    interviews_text,
    "Record what was said and what the panel recommends.",
    interview_id=Found(Interview, interview_id),
    file=typer.Argument(help="{notes, recommendation: admit|waitlist|decline|undecided}"),
)
interview_app.asks(
    'cancel JK2MPJ4V23 --reason "the mayor is ill"',
    CancelInterview,
    interviews_text,
    "Cancel an interview that was not held.",
    interview_id=Found(Interview, interview_id),
)
interview_app.asks("list JK2MPJ4V23", GetInterviews, interviews_text, "The interviews with a city, with their notes.")
