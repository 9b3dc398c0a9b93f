"""`alliance commitment`: the cohort's shared public commitment, and each mayor's."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from alliance.connection import connect
from alliance.documents import keep
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show, table
from shared.contracts.cohort import (
    Commitment,
    GetMayorCommitment,
    GetSharedCommitment,
    OpenMayorCommitment,
    OpenSharedCommitment,
    PublishCommitment,
    ReviseCommitment,
    SignCommitment,
    WriteMayorCommitment,
    WriteSharedCommitment,
)

app = typer.Typer(help="The shared commitment, and each mayor's.", rich_markup_mode=None)


class Kind(StrEnum):
    SHARED = "shared"
    MAYOR = "mayor"


KindOf = Annotated[Kind, typer.Argument(help="The cohort's, or a mayor's.")]
Of = Annotated[str, typer.Argument(metavar="OF", help="The cohort's id, or the city's tracking code.")]
File = Annotated[str, typer.Argument(help="JSON or TOML; see docs/files.md")]
Letter = Annotated[Path | None, typer.Option(help="The signed letter: PDF, DOCX or an image.")]
Override = Annotated[str | None, typer.Option("--override", metavar="REASON", help="For program leads.")]


@app.command("show")
def show_one(kind: KindOf, of: Of, json_: Json = False) -> None:
    """Show a commitment and who signed it.

    \b
    Example:
      alliance commitment show shared first-cohort
      alliance commitment show mayor JK2MPJ4V23
    """
    ask = GetSharedCommitment if kind is Kind.SHARED else GetMayorCommitment
    show_commitment(connect().call(make(ask, **named(kind, of))), json_)


@app.command()
def write(kind: KindOf, of: Of, file: File, json_: Json = False) -> None:
    """Write a commitment: {title, texts, strategy_version?, policies?}.

    \b
    Example:
      alliance commitment write mayor JK2MPJ4V23 commitment.json
    """
    model = WriteSharedCommitment if kind is Kind.SHARED else WriteMayorCommitment
    show_commitment(connect().call(make(model, **named(kind, of), **read_fields(file))), json_)


@app.command("open")
def open_(kind: KindOf, of: Of, json_: Json = False) -> None:
    """Ask for signatures; the mayors' offices get a mail.

    \b
    Example:
      alliance commitment open shared first-cohort
    """
    model = OpenSharedCommitment if kind is Kind.SHARED else OpenMayorCommitment
    show_commitment(connect().call(make(model, **named(kind, of))), json_)


@app.command()
def sign(
    kind: KindOf,
    code: Annotated[str, typer.Argument(help="The city's tracking code, also for the shared commitment.")],
    file: File,
    letter: Letter = None,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Record a signature: {name, title, signed_on, signature_method, file?}.

    With --letter the letter is kept as a document of the city first, and the signature is by it.

    \b
    Example:
      alliance commitment sign mayor JK2MPJ4V23 signature.json
      alliance commitment sign mayor JK2MPJ4V23 signature.json --letter letter.pdf
    """
    client, fields = connect(), read_fields(file)
    if letter is not None:
        title = f"Commitment ({kind.value}), signed"
        kept = keep(client, code, letter, "letter", title=title, language="en", about="commitment")
        fields |= {"signature_method": "uploaded_letter", "file": kept.id}
    request = make(SignCommitment, kind=kind.value, code=code, override=override, **fields)
    show_commitment(client.call(request), json_)


@app.command()
def publish(kind: KindOf, of: Of, override: Override = None, json_: Json = False) -> None:
    """Publish a commitment that is signed.

    \b
    Example:
      alliance commitment publish shared first-cohort
    """
    request = make(PublishCommitment, kind=kind.value, override=override, **named(kind, of))
    show_commitment(connect().call(request), json_)


@app.command()
def revise(kind: KindOf, of: Of, reason: Annotated[str, typer.Option(help="Why.")], json_: Json = False) -> None:
    """Take a commitment back to a draft; it is signed anew.

    \b
    Example:
      alliance commitment revise mayor JK2MPJ4V23 --reason "new policy"
    """
    request = make(ReviseCommitment, kind=kind.value, reason=reason, **named(kind, of))
    show_commitment(connect().call(request), json_)


def named(kind: Kind, of: str) -> dict[str, Any]:
    return {"cohort" if kind is Kind.SHARED else "code": of}


def show_commitment(found: Commitment, json_: bool) -> None:
    lines = [f"{found.title} ({found.kind}, {found.state.replace('_', ' ')})"]
    if found.strategy_version:
        lines.append(f"names version {found.strategy_version} of the strategy and {len(found.policies)} policies")
    if found.reaffirm_by:
        lines.append(f"to be reaffirmed by {found.reaffirm_by}")
    lines += [paragraph(f"{language}: ", text) for language, text in found.texts.items()]
    rows = [(s.code, s.name, s.title, s.signed_on, "" if s.current else "former") for s in found.signatures]
    lines += ["", table(("code", "signed by", "title", "on", ""), rows)] if rows else []
    lines += [f"not signed: {', '.join(found.unsigned)}"] if found.unsigned else []
    show(found.model_dump(mode="json"), json_, "\n".join(lines))
