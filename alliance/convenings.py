"""`alliance convening`: in-person gatherings of a cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from alliance.asking import ask, ask_page, show_reply
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import names_of_refs
from alliance.options import Code, CodeOption, CohortName, File, Override, Reason
from alliance.output import CommandError, Json, as_page, notices_of, paragraph, show, table
from alliance.reader import words
from shared.contracts.cohort import (
    AnswerInvitation,
    CancelConvening,
    CheckIn,
    ConveningDetail,
    GetConvening,
    GetInvitationLetter,
    Invitation,
    InviteToConvening,
    ListConvenings,
    ListedConvening,
    ListNeeds,
    Needs,
    RecordNeeds,
    ScheduleConvening,
    ThankForConvening,
    UndoCheckIn,
    Uninvite,
)

app = typer.Typer(help="In-person convenings of a cohort.", rich_markup_mode=None)


Kind = Annotated[str, typer.Argument(help="A kind from the program file: leaders, mayors, …")]
Role = Annotated[str, typer.Option(help="The role that was invited, such as team_lead.")]
Ref = Annotated[str | None, typer.Option(help="Which person, if several have the role.")]


@app.command("list")
def list_(cohort: Annotated[str | None, typer.Option(help="Only this cohort's.")] = None, json_: Json = False) -> None:
    """List the convenings, by their start.

    \b
    Example:
      alliance convening list --cohort first-cohort
    """
    headings = ("cohort", "kind", "title", "state", "starts", "place")
    ask_page(ListConvenings, json_, headings, convening_row, cohort=cohort)


def convening_row(one: ListedConvening) -> tuple[object, ...]:
    return (one.cohort, one.kind, one.title, one.state, one.starts_at.astimezone(ZoneInfo(one.time_zone)), one.place)


@app.command("show")
def show_one(cohort: CohortName, kind: Kind, json_: Json = False) -> None:
    """Show a convening and who is coming.

    \b
    Example:
      alliance convening show first-cohort leaders
    """
    found = with_names(connect().call(make(GetConvening, cohort=cohort, kind=kind)))
    show_reply(found, json_, convening_text)


@app.command()
def schedule(
    cohort: CohortName,
    kind: Kind,
    file: File,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Schedule or move a convening: {starts_at, ends_at, time_zone, place, capacity, rsvp_by}.

    \b
    Example:
      alliance convening schedule first-cohort leaders convening.json
    """
    fields = read_fields(file, cohort=cohort, kind=kind, override=override)
    ask(ScheduleConvening, json_, convening_text, **fields)


@app.command()
def cancel(cohort: CohortName, kind: Kind, reason: Reason, json_: Json = False) -> None:
    """Cancel a convening; everybody who was invited is told. It may be scheduled again.

    \b
    Example:
      alliance convening cancel first-cohort leaders --reason "a strike"
    """
    ask(CancelConvening, json_, convening_text, cohort=cohort, kind=kind, reason=reason)


@app.command()
def thank(cohort: CohortName, kind: Kind, json_: Json = False) -> None:
    """Thank those who came, once it is over.

    \b
    Example:
      alliance convening thank first-cohort leaders
    """
    ask(ThankForConvening, json_, convening_text, cohort=cohort, kind=kind)


@app.command()
def invite(
    cohort: CohortName,
    kind: Kind,
    code: CodeOption = None,
    role: Annotated[str | None, typer.Option(help="With --code: only this role.")] = None,
    ref: Ref = None,
    json_: Json = False,
) -> None:
    """Invite people from every active city, by the program's roles. Run again, it invites only people who are new; with
    --code, also those from that city who were uninvited.

    \b
    Example:
      alliance convening invite first-cohort leaders
      alliance convening invite first-cohort leaders --code JK2MPJ4V23
    """
    ask(InviteToConvening, json_, convening_text, cohort=cohort, kind=kind, code=code, role=role, ref=ref)


@app.command()
def rsvp(
    cohort: CohortName,
    kind: Kind,
    code: Code,
    role: Role,
    answer: Annotated[Literal["yes", "no"], typer.Option(help="Whether they come.")],
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
    ask(
        AnswerInvitation,
        json_,
        convening_text,
        cohort=cohort,
        kind=kind,
        code=code,
        role=role,
        answer=answer,
        delegate=delegate,
        ref=ref,
        override=override,
    )


@app.command()
def uninvite(cohort: CohortName, kind: Kind, code: Code, role: Role, ref: Ref = None, json_: Json = False) -> None:
    """Take back one person's invitation and free their seat.

    \b
    Example:
      alliance convening uninvite first-cohort leaders JK2MPJ4V23 \\
        --role chief_of_staff
    """
    ask(Uninvite, json_, convening_text, cohort=cohort, kind=kind, code=code, role=role, ref=ref)


@app.command()
def needs(
    cohort: CohortName,
    kind: Kind,
    code: Code,
    role: Role,
    travel: Annotated[str | None, typer.Option(help="Travel and lodging.")] = None,
    diet: Annotated[str | None, typer.Option(help="Food.")] = None,
    access: Annotated[str | None, typer.Option(help="Accessibility.")] = None,
    interpretation: Annotated[str | None, typer.Option(help="A language: en, es, pt, or fr.")] = None,
    ref: Ref = None,
    json_: Json = False,
) -> None:
    """Record what somebody needs in order to come. It is private: only `convening logistics` shows it.

    \b
    Example:
      alliance convening needs first-cohort leaders JK2MPJ4V23 \\
        --role team_lead --diet vegetarian --interpretation es
    """
    fields = {"travel": travel, "diet": diet, "access": access, "interpretation": interpretation}
    keys = {"cohort": cohort, "kind": kind, "code": code, "role": role, "ref": ref}
    ask(RecordNeeds, json_, convening_text, **keys, **fields)


@app.command()
def logistics(cohort: CohortName, kind: Kind, json_: Json = False) -> None:
    """Show what those who are coming need, for whoever prepares the convening.

    \b
    Example:
      alliance convening logistics first-cohort leaders
    """
    page = connect().call(make(ListNeeds, cohort=cohort, kind=kind))
    names = called(page.items)
    items = [one.model_copy(update={"name": names[one.ref]}) for one in page.items]
    lines = [line for one in items for line in logistics_lines(one)]
    show(as_page(items).model_dump(mode="json"), json_, "\n".join(lines) or words("convening.nobody_said"))


@app.command()
def letter(
    cohort: CohortName,
    kind: Kind,
    code: Code,
    role: Role,
    out: Annotated[Path, typer.Option("-o", "--out", help="The PDF to write.")],
    to: Annotated[
        str | None, typer.Option(help="The person's name; without it, the letter addresses the role.")
    ] = None,
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
        raise CommandError("invalid", reason="not_writable", file=str(out), why=error.strerror) from error
    show({"file": str(out), **found.model_dump(mode="json")}, json_, f"{out}: {found.title}, {found.language}")


@app.command("check-in")
def check_in(
    cohort: CohortName,
    kind: Kind,
    code: Code,
    role: Role,
    excused: Annotated[bool, typer.Option("--excused", help="Did not come and is excused.")] = False,
    ref: Ref = None,
    json_: Json = False,
) -> None:
    """Record who came.

    \b
    Example:
      alliance convening check-in first-cohort leaders JK2MPJ4V23 \\
        --role team_lead
    """
    ask(CheckIn, json_, convening_text, cohort=cohort, kind=kind, code=code, role=role, excused=excused, ref=ref)


@app.command("undo-check-in")
def undo_check_in(cohort: CohortName, kind: Kind, code: Code, role: Role, ref: Ref = None, json_: Json = False) -> None:
    """Take back a check-in, or that somebody is excused; what they had answered stands again.

    \b
    Example:
      alliance convening undo-check-in first-cohort leaders JK2MPJ4V23 \\
        --role team_lead
    """
    ask(UndoCheckIn, json_, convening_text, cohort=cohort, kind=kind, code=code, role=role, ref=ref)


def logistics_lines(needs: Needs) -> list[str]:
    """Who it is has a line of its own: what they need is read by those who order it."""
    return [
        paragraph("", words("convening.person", code=needs.code, city=needs.city, who=who(needs), role=needs.role)),
        paragraph("  ", needs_text(needs)),
    ]


def needs_text(needs: Needs) -> str:
    named = {"travel": needs.travel, "diet": needs.diet, "access": needs.access, "speaks": needs.interpretation}
    return "; ".join(words(f"convening.{name}", text=text) for name, text in named.items() if text)


def convening_text(reply: ConveningDetail) -> str:
    found = with_names(reply)
    zone = ZoneInfo(found.time_zone)
    starts, ends = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (found.starts_at, found.ends_at))
    said = {"title": found.title, "starts": starts, "ends": ends}
    head = words("convening.one", **said)
    if found.state != "scheduled":
        head = words("convening.one_in_state", **said, state=found.state)
    counts = {"invited": found.invited, "yes": found.yes, "no": found.no, "silent": found.silent}
    answers = words("convening.answers", on=found.rsvp_by, **counts, came=found.attended)
    place = words("in_place", place=found.place, zone=found.time_zone)
    rows = [(i.code, i.city, i.role, who(i), i.state, remarks(i)) for i in found.invitations]
    people = table(("code", "city", "role", "who", "answer", ""), rows)
    return "\n".join([head, place, answers, people, *notices_of(found.notices)])


def with_names(found: ConveningDetail) -> ConveningDetail:
    """As people are called: who comes is known by name."""
    names = called(found.invitations)
    people = tuple(one.model_copy(update={"name": names[one.ref]}) for one in found.invitations)
    return found.model_copy(update={"invitations": people})


def called(people: Iterable[Invitation | Needs]) -> Mapping[str, str]:
    """By reference: what the cohort or their owner calls them."""
    own = {one.ref: one.name for one in people if one.name}
    return names_of_refs(one.ref for one in people if one.ref not in own) | own


def who(one: Invitation | Needs) -> str:
    """A delegate comes in somebody's place."""
    return words("convening.delegate", delegate=one.delegate, name=one.name) if one.delegate else str(one.name)


def remarks(invitation: Invitation) -> str:
    parts = [words("convening.before_the_move", answer=invitation.earlier_answer)] if invitation.earlier_answer else []
    return ", ".join([*parts, *([words("convening.needs")] if invitation.needs else [])])
