"""`alliance pool`, `shortlist` and `interview`: weighing the cities of a call."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alliance.connection import connect
from alliance.decisions import Code, Version
from alliance.files import make, read_fields
from alliance.output import CommandError, Json, paragraph, show, table
from alliance.people import person_id
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

app = typer.Typer(rich_markup_mode=None)
interview_app = typer.Typer(help="Interviews with cities: date, panel, notes.", rich_markup_mode=None)

Interview = Annotated[str | None, typer.Option(help="Which one, by its id; the latest unless given.")]


@app.command()
def pool(
    call: Annotated[str, typer.Argument(help="The call's name.")],
    region: Annotated[str | None, typer.Option(help="Such as south_america.")] = None,
    size: Annotated[str | None, typer.Option(help="A size band as the answer names them.")] = None,
    language: Annotated[str | None, typer.Option(help="en, es, pt or fr.")] = None,
    outcome: Annotated[str | None, typer.Option(help="A resident outcome, such as mobility.")] = None,
    eligibility: Annotated[str | None, typer.Option(help="eligible, needs_review or ineligible.")] = None,
    state: Annotated[str | None, typer.Option(help="Such as in_review.")] = None,
    shortlisted: Annotated[
        bool | None, typer.Option("--shortlisted/--not-shortlisted", help="Only those on the shortlist, or not.")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most this many.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after the `next` of the page before.")] = None,
    json_: Json = False,
) -> None:
    """The whole pool of a call, the highest mean first, and how it is composed.

    \b
    Example:
      alliance pool 2027 --region south_america --shortlisted
    """
    fields = {
        "call": call, "region": region, "size": size, "language": language, "outcome": outcome,
        "eligibility": eligibility, "state": state, "shortlisted": shortlisted, "limit": limit, "after": after,
    }  # fmt: skip
    found = connect().call(make(GetPool, **fields))
    show(found.model_dump(mode="json"), json_, pool_text(found))


@app.command()
def shortlist(
    code: Code,
    off: Annotated[bool, typer.Option("--off", help="Take it off the shortlist.")] = False,
    version: Version = None,
    json_: Json = False,
) -> None:
    """Put a city on the shortlist, or take it off.

    \b
    Example:
      alliance shortlist JK2MPJ4V23
    """
    request = make(Shortlist, code=code, shortlisted=not off, expected_version=version)
    show_interviews(connect().call(request), json_)


@interview_app.command()
def schedule(
    code: Code,
    file: Annotated[str, typer.Argument(help="{starts_at, time_zone?, panel: [ids or addresses]}")],
    interview: Annotated[str | None, typer.Option(help="The id of one to move.")] = None,
    json_: Json = False,
) -> None:
    """Set date and panel of an interview, or move one.

    \b
    Example:
      alliance interview schedule JK2MPJ4V23 interview.json
    """
    client, fields = connect(), read_fields(file)
    panel = fields.get("panel")
    if not isinstance(panel, list) or not all(isinstance(person, str) for person in panel):
        raise CommandError("invalid", "The interview must name its panel.", (PANEL_MISSING,))
    fields |= {"code": code, "interview_id": interview, "panel": [person_id(client, person) for person in panel]}
    show_interviews(client.call(make(ScheduleInterview, **fields)), json_)


@interview_app.command()
def record(
    code: Code,
    file: Annotated[str, typer.Argument(help="{notes, recommendation: admit|waitlist|decline|undecided}")],
    interview: Interview = None,
    json_: Json = False,
) -> None:
    """Record what was said and what the panel recommends.

    \b
    Example:
      alliance interview record JK2MPJ4V23 held.json
    """
    fields = read_fields(file) | {"code": code, "interview_id": interview}
    show_interviews(connect().call(make(RecordInterview, **fields)), json_)


@interview_app.command()
def cancel(
    code: Code,
    reason: Annotated[str, typer.Option(help="Internal.")],
    interview: Interview = None,
    json_: Json = False,
) -> None:
    """Cancel an interview that was not held.

    \b
    Example:
      alliance interview cancel JK2MPJ4V23 --reason "the mayor is ill"
    """
    request = make(CancelInterview, code=code, interview_id=interview, reason=reason)
    show_interviews(connect().call(request), json_)


@interview_app.command("list")
def list_interviews(code: Code, json_: Json = False) -> None:
    """The interviews with a city, with their notes.

    \b
    Example:
      alliance interview list JK2MPJ4V23
    """
    show_interviews(connect().call(make(GetInterviews, code=code)), json_)


PANEL_MISSING = {"field": "panel", "code": "not_a_list", "message": "must be a list of ids or addresses"}


def show_interviews(found: Interviews, json_: bool) -> None:
    lines = [f"{found.code}: {'on' if found.shortlisted else 'not on'} the shortlist"]
    for one in found.items:
        at = one.starts_at.astimezone(ZoneInfo(one.time_zone))
        lines.append(
            f"interview {one.id}: {one.state}, {at:%Y-%m-%d %H:%M} ({one.time_zone}), panel of {len(one.panel)}"
        )
        lines += [paragraph("  recommends: ", one.recommendation)] if one.recommendation else []
        lines += [paragraph("  ", text) for text in (one.notes, one.reason) if text]
    show(found.model_dump(mode="json"), json_, "\n".join(lines))


def pool_text(found: Pool) -> str:
    rows = [
        (
            c.code,
            c.city,
            c.country,
            c.size,
            c.language,
            "" if c.mean is None else f"{c.mean}{' !' if c.apart else ''}",
            c.state,
            "*" if c.shortlisted else "",
        )
        for c in found.items
    ]
    text = table(("code", "city", "", "size", "lang", "mean", "state", "short"), rows)
    more = f"\nMore: --after '{found.next}'" if found.next else ""
    return f"{text}\n{len(rows)} of {found.total}{more}\n\n{groups_text(found.groups)}"


def groups_text(groups: Composition) -> str:
    return "\n".join(
        paragraph(f"{kind.replace('_', ' '):<17} ", ", ".join(f"{name} {number}" for name, number in found.items()))
        for kind, found in groups.items()
    )
