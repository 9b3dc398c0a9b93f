"""`alliance convening invite`, `rsvp`, `needs`, `letter`, `check-in` and others: who comes, and what they need."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from alliance.asking import ask
from alliance.cohort.convening_texts import called, convening_text, who
from alliance.connection import connect
from alliance.files import make
from alliance.options import Code, CodeOption, CohortName, ConveningKind, Override
from alliance.output import CommandError, as_page, paragraph, show
from alliance.reader import words
from shared.contracts.cohort import (
    AnswerInvitation,
    CheckIn,
    GetInvitationLetter,
    InviteToConvening,
    ListNeeds,
    Needs,
    RecordNeeds,
    UndoCheckIn,
    Uninvite,
)

Role = Annotated[str, typer.Option(help="The role that was invited, such as team_lead.")]


Ref = Annotated[str | None, typer.Option(help="Which person, if several have the role.")]


def invite(
    cohort: CohortName,
    kind: ConveningKind,
    code: CodeOption = None,
    role: Annotated[str | None, typer.Option(help="With --code: only this role.")] = None,
    ref: Ref = None,
) -> None:
    """Invite people from every active city, by the program's roles. Run again, it invites only people who are new; with
    --code, also those from that city who were uninvited.

    \b
    Example:
      alliance convening invite first-cohort leaders
      alliance convening invite first-cohort leaders --code JK2MPJ4V23
    """
    ask(InviteToConvening, convening_text, cohort=cohort, kind=kind, code=code, role=role, ref=ref)


def rsvp(
    cohort: CohortName,
    kind: ConveningKind,
    code: Code,
    role: Role,
    answer: Annotated[Literal["yes", "no"], typer.Option(help="Whether they come.")],
    delegate: Annotated[str | None, typer.Option(help="Who comes in their place.")] = None,
    ref: Ref = None,
    override: Override = None,
) -> None:
    """Record a city's answer.

    \b
    Example:
      alliance convening rsvp first-cohort leaders JK2MPJ4V23 \\
        --role team_lead --answer yes
    """
    ask(
        AnswerInvitation,
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


def uninvite(cohort: CohortName, kind: ConveningKind, code: Code, role: Role, ref: Ref = None) -> None:
    """Take back one person's invitation and free their seat.

    \b
    Example:
      alliance convening uninvite first-cohort leaders JK2MPJ4V23 \\
        --role chief_of_staff
    """
    ask(Uninvite, convening_text, cohort=cohort, kind=kind, code=code, role=role, ref=ref)


def needs(
    cohort: CohortName,
    kind: ConveningKind,
    code: Code,
    role: Role,
    travel: Annotated[str | None, typer.Option(help="Travel and lodging.")] = None,
    diet: Annotated[str | None, typer.Option(help="Food.")] = None,
    access: Annotated[str | None, typer.Option(help="Accessibility.")] = None,
    interpretation: Annotated[str | None, typer.Option(help="A language: en, es, pt, or fr.")] = None,
    ref: Ref = None,
) -> None:
    """Record what somebody needs in order to come. It is private: only `convening logistics` shows it.

    \b
    Example:
      alliance convening needs first-cohort leaders JK2MPJ4V23 \\
        --role team_lead --diet vegetarian --interpretation es
    """
    fields = {"travel": travel, "diet": diet, "access": access, "interpretation": interpretation}
    keys = {"cohort": cohort, "kind": kind, "code": code, "role": role, "ref": ref}
    ask(RecordNeeds, convening_text, **keys, **fields)


def logistics(cohort: CohortName, kind: ConveningKind) -> None:
    """Show what those who are coming need, for whoever prepares the convening.

    \b
    Example:
      alliance convening logistics first-cohort leaders
    """
    page = connect().call(make(ListNeeds, cohort=cohort, kind=kind))
    names = called(page.items)
    items = [one.model_copy(update={"name": names[one.ref]}) for one in page.items]
    lines = [line for one in items for line in logistics_lines(one)]
    show(as_page(items).model_dump(mode="json"), "\n".join(lines) or words("convening.nobody_said"))


def letter(
    cohort: CohortName,
    kind: ConveningKind,
    code: Code,
    role: Role,
    out: Annotated[Path, typer.Option("-o", "--out", help="The PDF to write.")],
    to: Annotated[
        str | None, typer.Option(help="The person's name; without it, the letter addresses the role.")
    ] = None,
    ref: Ref = None,
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
    show({"file": str(out), **found.model_dump(mode="json")}, f"{out}: {found.title}, {found.language}")


def check_in(
    cohort: CohortName,
    kind: ConveningKind,
    code: Code,
    role: Role,
    excused: Annotated[bool, typer.Option("--excused", help="Did not come and is excused.")] = False,
    ref: Ref = None,
) -> None:
    """Record who came.

    \b
    Example:
      alliance convening check-in first-cohort leaders JK2MPJ4V23 \\
        --role team_lead
    """
    ask(CheckIn, convening_text, cohort=cohort, kind=kind, code=code, role=role, excused=excused, ref=ref)


def undo_check_in(cohort: CohortName, kind: ConveningKind, code: Code, role: Role, ref: Ref = None) -> None:
    """Take back a check-in, or that somebody is excused; what they had answered stands again.

    \b
    Example:
      alliance convening undo-check-in first-cohort leaders JK2MPJ4V23 \\
        --role team_lead
    """
    ask(UndoCheckIn, convening_text, cohort=cohort, kind=kind, code=code, role=role, ref=ref)


def logistics_lines(needs: Needs) -> list[str]:
    """Who it is has a line of its own: what they need is read by those who order it."""
    return [
        paragraph("", words("convening.person", code=needs.code, city=needs.city, who=who(needs), role=needs.role)),
        paragraph("  ", needs_text(needs)),
    ]


def needs_text(needs: Needs) -> str:
    named = {"travel": needs.travel, "diet": needs.diet, "access": needs.access, "speaks": needs.interpretation}
    return "; ".join(words(f"convening.{name}", text=text) for name, text in named.items() if text)
