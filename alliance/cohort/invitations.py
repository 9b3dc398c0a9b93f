"""`alliance convening invite`, `rsvp`, `needs`, `letter`, `check-in` and others: who comes, and what they need."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from alliance.cohort.convening_texts import called, convening_text, who
from alliance.connection import connect
from alliance.files import make
from alliance.options import Code, CohortName, ConveningKind
from alliance.output import CommandError, as_page, paragraph, show
from alliance.reader import words
from alliance.verbs import Verbs
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

app = Verbs(group="convening", kind=ConveningKind)

Role = Annotated[str, typer.Option(help="The role that was invited, such as team_lead.")]


Ref = Annotated[str | None, typer.Option(help="Which person, if several have the role.")]


def logistics_lines(needs: Needs) -> list[str]:
    """Who it is has a line of its own: what they need is read by those who order it."""
    return [
        paragraph("", words("convening.person", code=needs.code, city=needs.city, who=who(needs), role=needs.role)),
        paragraph("  ", needs_text(needs)),
    ]


def needs_text(needs: Needs) -> str:
    named = {"travel": needs.travel, "diet": needs.diet, "access": needs.access, "speaks": needs.interpretation}
    return "; ".join(words(f"convening.{name}", text=text) for name, text in named.items() if text)


app.asks(
    "invite first-cohort leaders\ninvite first-cohort leaders --code JK2MPJ4V23",
    InviteToConvening,
    convening_text,
    "Invite people from every active city, by the program's roles. Run again, it invites only people who are "
    "new; with --code, also those from that city who were uninvited.",
    role=typer.Option(help="With --code: only this role."),
    ref=Ref,
)
app.asks(
    "rsvp first-cohort leaders JK2MPJ4V23 --role team_lead --answer yes",
    AnswerInvitation,
    convening_text,
    "Record a city's answer.",
    role=Role,
    answer=typer.Option(help="Whether they come."),
    delegate=typer.Option(help="Who comes in their place."),
    ref=Ref,
)
app.asks(
    "uninvite first-cohort leaders JK2MPJ4V23 --role chief_of_staff",
    Uninvite,
    convening_text,
    "Uninvite one person and free their seat.",
    role=Role,
    ref=Ref,
)
app.asks(
    "needs first-cohort leaders JK2MPJ4V23 --role team_lead --diet vegetarian --interpretation es",
    RecordNeeds,
    convening_text,
    "Record what somebody needs in order to come. It is private: only `convening logistics` shows it.",
    role=Role,
    ref=Ref,
    travel=typer.Option(help="Travel and lodging."),
    diet=typer.Option(help="Food."),
    access=typer.Option(help="Accessibility."),
    interpretation=Annotated[str | None, typer.Option(help="A language: en, es, pt, or fr.")],
)


@app.command("logistics")
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


@app.command("letter")
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


app.asks(
    "check-in first-cohort leaders JK2MPJ4V23 --role team_lead",
    CheckIn,
    convening_text,
    "Record who came.",
    role=Role,
    excused=typer.Option(help="Did not come and is excused."),
    ref=Ref,
)
app.asks(
    "undo-check-in first-cohort leaders JK2MPJ4V23 --role team_lead",
    UndoCheckIn,
    convening_text,
    "Undo a check-in, or that somebody is excused; what they had answered stands again.",
    role=Role,
    ref=Ref,
)
