"""`alliance convening`: in-person gatherings of a cohort."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import CommandError, Json, paragraph, show, table
from shared.contracts.cohort import (
    AnswerInvitation,
    CancelConvening,
    CheckIn,
    ConveningDetail,
    GetConvening,
    GetInvitationLetter,
    Invitation,
    InviteToConvening,
    ListNeeds,
    Needs,
    RecordNeeds,
    ScheduleConvening,
    ThankForConvening,
    Uninvite,
)

app = typer.Typer(help="In-person gatherings of a cohort.", rich_markup_mode=None)


class Answer(StrEnum):
    YES = "yes"
    NO = "no"


Kind = Annotated[str, typer.Argument(help="A kind of the program file: leaders, mayors, …")]
Cohort = Annotated[str, typer.Argument(help="The cohort's id.")]
Code = Annotated[str, typer.Argument(help="The tracking code.")]
Role = Annotated[str, typer.Option(help="The role that was invited, such as team_lead.")]
Ref = Annotated[str | None, typer.Option(help="Which person, where several have the role.")]
Override = Annotated[str | None, typer.Option("--override", metavar="REASON", help="For program leads.")]


@app.command("show")
def show_one(cohort: Cohort, kind: Kind, json_: Json = False) -> None:
    """Show a gathering and who comes.

    \b
    Example:
      alliance convening show first-cohort leaders
    """
    show_convening(connect().call(make(GetConvening, cohort=cohort, kind=kind)), json_)


@app.command()
def schedule(
    cohort: Cohort,
    kind: Kind,
    file: Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")],
    override: Override = None,
    json_: Json = False,
) -> None:
    """Schedule a gathering, or move it: {starts_at, ends_at, time_zone, place, capacity, rsvp_by}.

    \b
    Example:
      alliance convening schedule first-cohort leaders convening.json
    """
    fields = read_fields(file) | ({"override": override} if override else {})
    request = make(ScheduleConvening, cohort=cohort, kind=kind, **fields)
    show_convening(connect().call(request), json_)


@app.command()
def cancel(
    cohort: Cohort, kind: Kind, reason: Annotated[str, typer.Option(help="Why; kept with it.")], json_: Json = False
) -> None:
    """Cancel a gathering; everybody who was invited is told. It may be scheduled anew.

    \b
    Example:
      alliance convening cancel first-cohort leaders --reason "a strike"
    """
    request = make(CancelConvening, cohort=cohort, kind=kind, reason=reason)
    show_convening(connect().call(request), json_)


@app.command()
def thank(cohort: Cohort, kind: Kind, json_: Json = False) -> None:
    """When it is over: thank those who came.

    \b
    Example:
      alliance convening thank first-cohort leaders
    """
    show_convening(connect().call(make(ThankForConvening, cohort=cohort, kind=kind)), json_)


@app.command()
def invite(cohort: Cohort, kind: Kind, json_: Json = False) -> None:
    """Invite the people of every active city by the program's roles. Again: only who is new.

    \b
    Example:
      alliance convening invite first-cohort leaders
    """
    show_convening(connect().call(make(InviteToConvening, cohort=cohort, kind=kind)), json_)


@app.command()
def rsvp(
    cohort: Cohort,
    kind: Kind,
    code: Code,
    role: Role,
    answer: Annotated[Answer, typer.Option(help="Whether they come.")],
    delegate: Annotated[str | None, typer.Option(help="Who comes in their place.")] = None,
    ref: Ref = None,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Record a city's answer.

    \b
    Example:
      alliance convening rsvp first-cohort leaders JK2MPJ4V23 \\
        --role team_lead --answer yes
    """
    request = make(
        AnswerInvitation,
        cohort=cohort,
        kind=kind,
        code=code,
        role=role,
        answer=answer.value,
        delegate=delegate,
        ref=ref,
        override=override,
    )
    show_convening(connect().call(request), json_)


@app.command()
def uninvite(cohort: Cohort, kind: Kind, code: Code, role: Role, ref: Ref = None, json_: Json = False) -> None:
    """One person is not expected any more; their seat is free.

    \b
    Example:
      alliance convening uninvite first-cohort leaders JK2MPJ4V23 \\
        --role chief_of_staff
    """
    request = make(Uninvite, cohort=cohort, kind=kind, code=code, role=role, ref=ref)
    show_convening(connect().call(request), json_)


@app.command()
def needs(
    cohort: Cohort,
    kind: Kind,
    code: Code,
    role: Role,
    travel: Annotated[str | None, typer.Option(help="Travel and lodging.")] = None,
    diet: Annotated[str | None, typer.Option(help="Food.")] = None,
    access: Annotated[str | None, typer.Option(help="Accessibility.")] = None,
    interpretation: Annotated[str | None, typer.Option(help="A language: en, es, pt or fr.")] = None,
    ref: Ref = None,
    json_: Json = False,
) -> None:
    """Record what somebody needs to come. It is private: `convening logistics` alone shows it.

    \b
    Example:
      alliance convening needs first-cohort leaders JK2MPJ4V23 \\
        --role team_lead --diet vegetarian --interpretation es
    """
    fields = {"travel": travel, "diet": diet, "access": access, "interpretation": interpretation}
    keys = {"cohort": cohort, "kind": kind, "code": code, "role": role, "ref": ref}
    show_convening(connect().call(make(RecordNeeds, **keys, **fields)), json_)


@app.command()
def logistics(cohort: Cohort, kind: Kind, json_: Json = False) -> None:
    """What those who come need: for who prepares the gathering.

    \b
    Example:
      alliance convening logistics first-cohort leaders
    """
    page = connect().call(make(ListNeeds, cohort=cohort, kind=kind))
    lines = [paragraph(f"{one.code} {one.city}, {one.role}: ", needs_text(one)) for one in page.items]
    show(page.model_dump(mode="json"), json_, "\n".join(lines) or "Nobody has said so far.")


@app.command()
def letter(
    cohort: Cohort,
    kind: Kind,
    code: Code,
    role: Role,
    out: Annotated[Path, typer.Option("-o", "--out", help="The PDF to write.")],
    to: Annotated[str | None, typer.Option(help="The person's name; without it the letter speaks to the role.")] = None,
    ref: Ref = None,
    json_: Json = False,
) -> None:
    """Write a letter of invitation as PDF, in the person's language.

    \b
    Example:
      alliance convening letter first-cohort mayors JK2MPJ4V23 \\
        --role mayor --to "Ana Ficticia" -o letter.pdf
    """
    request = make(GetInvitationLetter, cohort=cohort, kind=kind, code=code, role=role, ref=ref)
    found = connect().call(request)
    from shared.documents.invitation import invitation_pdf  # noqa: PLC0415  (fonts and images: only where it is needed)

    try:
        out.write_bytes(invitation_pdf(found, to, datetime.now(UTC).date()))
    except OSError as error:
        raise CommandError("invalid", f"{out}: cannot be written: {error.strerror}") from error
    show({"file": str(out), **found.model_dump(mode="json")}, json_, f"{out}: {found.title}, {found.language}")


@app.command("check-in")
def check_in(
    cohort: Cohort,
    kind: Kind,
    code: Code,
    role: Role,
    excused: Annotated[bool, typer.Option("--excused", help="Did not come, and is excused.")] = False,
    ref: Ref = None,
    json_: Json = False,
) -> None:
    """Record who came.

    \b
    Example:
      alliance convening check-in first-cohort leaders JK2MPJ4V23 \\
        --role team_lead
    """
    request = make(CheckIn, cohort=cohort, kind=kind, code=code, role=role, excused=excused, ref=ref)
    show_convening(connect().call(request), json_)


def needs_text(needs: Needs) -> str:
    named = {"travel": needs.travel, "diet": needs.diet, "access": needs.access, "speaks": needs.interpretation}
    return "; ".join(f"{name}: {value}" for name, value in named.items() if value)


def show_convening(found: ConveningDetail, json_: bool) -> None:
    zone = ZoneInfo(found.time_zone)
    starts, ends = found.starts_at.astimezone(zone), found.ends_at.astimezone(zone)
    state = "" if found.state == "scheduled" else f" [{found.state}]"
    head = f"{found.title}{state}: {starts:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M}\n{found.place} ({found.time_zone})"
    counts = f"invited {found.invited}: yes {found.yes}, no {found.no}, silent {found.silent}; came {found.attended}"
    rows = [(i.code, i.city, i.role, i.state, remarks(i)) for i in found.invitations]
    people = table(("code", "city", "role", "answer", ""), rows)
    show(found.model_dump(mode="json"), json_, f"{head}\nanswer by {found.rsvp_by}; {counts}\n{people}")


def remarks(invitation: Invitation) -> str:
    return ", ".join(
        word for word, holds in (("by delegate", invitation.delegated), ("needs", invitation.needs)) if holds
    )
