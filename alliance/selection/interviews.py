"""`alliance pool`, `shortlist` and `interview`: weighing the cities of a call."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from alliance.asking import ask
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import as_id, names_of, person_id, pick
from alliance.options import After, CallName, Code, Limit, Reason, Version
from alliance.output import CommandError, footer, led, paragraph, table
from alliance.reader import language, words
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

app = Commands()
interview_app = Commands(help="Interviews with cities: date, panel, notes.")

Interview = Annotated[str | None, typer.Option(help="Which one, by its id or its day; the latest unless given.")]


@app.command()
def pool(
    call: CallName,
    region: Annotated[str | None, typer.Option(help="Such as south_america.")] = None,
    size: Annotated[str | None, typer.Option(help="Such as up_to_250000, 250001-500000, or over_1000000.")] = None,
    language: Annotated[str | None, typer.Option(help="en, es, pt, or fr.")] = None,
    outcome: Annotated[str | None, typer.Option(help="A resident outcome, such as mobility.")] = None,
    eligibility: Annotated[str | None, typer.Option(help="eligible, needs_review, or ineligible.")] = None,
    state: Annotated[str | None, typer.Option(help="Such as in_review.")] = None,
    shortlisted: Annotated[
        bool | None, typer.Option("--shortlisted/--not-shortlisted", help="Only those on the shortlist, or not on it.")
    ] = None,
    limit: Limit = 100,
    after: After = None,
) -> None:
    """Show the whole pool of a call, highest average first, and its composition.

    \b
    Example:
      alliance pool 2027 --region south_america --shortlisted
    """
    fields = {
        "call": call, "region": region, "size": size, "language": language, "outcome": outcome,
        "eligibility": eligibility, "state": state, "shortlisted": shortlisted, "limit": limit, "after": after,
    }  # fmt: skip
    ask(GetPool, pool_text, **fields)


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
    fields = read_fields(file, code=code, interview_id=interview_id(code, interview))
    panel = fields.get("panel")
    if not isinstance(panel, list) or not all(isinstance(person, str) for person in panel):
        raise CommandError("invalid", Detail("panel", "not_a_list"))
    ask(ScheduleInterview, interviews_text, **fields | {"panel": [*map(person_id, panel)]})


@interview_app.command()
def record(
    code: Code,
    file: Annotated[str, typer.Argument(help="{notes, recommendation: admit|waitlist|decline|undecided}")],
    interview: Interview = None,
) -> None:
    """Record what was said and what the panel recommends.

    \b
    Example:
      alliance interview record JK2MPJ4V23 held.json
    """
    fields = read_fields(file, code=code, interview_id=interview_id(code, interview))
    ask(RecordInterview, interviews_text, **fields)


@interview_app.command()
def cancel(code: Code, reason: Reason, interview: Interview = None) -> None:
    """Cancel an interview that was not held.

    \b
    Example:
      alliance interview cancel JK2MPJ4V23 --reason "the mayor is ill"
    """
    ask(CancelInterview, interviews_text, code=code, interview_id=interview_id(code, interview), reason=reason)


@interview_app.command("list")
def list_interviews(code: Code) -> None:
    """The interviews with a city, with their notes.

    \b
    Example:
      alliance interview list JK2MPJ4V23
    """
    ask(GetInterviews, interviews_text, code=code)


def interview_id(code: str, text: str | None) -> UUID | None:
    if text is None or (whole := as_id(text)):
        return None if text is None else whole
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
