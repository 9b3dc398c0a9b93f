"""`alliance commitment`: the cohort's shared public commitment, and each mayor's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from alliance.asking import ask
from alliance.cohort.documents import keep
from alliance.cohort.publishing import held_text
from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import read_fields
from alliance.naming import city_code
from alliance.options import Code, File, Override, Reason
from alliance.output import counted, led, paragraph, table
from alliance.reader import words
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

app = Commands(help="The shared commitment, and each mayor's.")


Kind = Literal["shared", "mayor"]
KindOf = Annotated[Kind, typer.Argument(help="The cohort's, or a mayor's.")]
Of = Annotated[str, typer.Argument(metavar="OF", help="The cohort's id, or the city: its code or name.")]
Letter = Annotated[Path | None, typer.Option(help="The signed letter: PDF, DOCX, or an image.")]


@app.command("show")
def show_one(kind: KindOf, of: Of) -> None:
    """Show a commitment and who signed it.

    \b
    Example:
      alliance commitment show shared first-cohort
      alliance commitment show mayor JK2MPJ4V23
    """
    model = GetSharedCommitment if kind == "shared" else GetMayorCommitment
    ask(model, commitment_text, **named(kind, of))


@app.command()
def write(kind: KindOf, of: Of, file: File) -> None:
    """Write a commitment: {title, texts, strategy_version?, policies?}.

    \b
    Example:
      alliance commitment write mayor JK2MPJ4V23 commitment.json
    """
    model = WriteSharedCommitment if kind == "shared" else WriteMayorCommitment
    ask(model, commitment_text, **read_fields(file, **named(kind, of)))


@app.command("open")
def open_(kind: KindOf, of: Of, override: Override = None) -> None:
    """Ask for signatures; the mayors' offices get a mail.

    \b
    Example:
      alliance commitment open shared first-cohort
    """
    if kind == "shared":
        ask(OpenSharedCommitment, commitment_text, **named(kind, of))
    else:
        ask(OpenMayorCommitment, commitment_text, **named(kind, of), override=override)


@app.command()
def sign(kind: KindOf, code: Code, file: File, letter: Letter = None, override: Override = None) -> None:
    """Record a signature: {name, title, signed_on, signature_method, file?}.

    With --letter, the letter is first saved as a document of the city, and then counts as the signature.

    \b
    Example:
      alliance commitment sign mayor JK2MPJ4V23 signature.json
      alliance commitment sign mayor JK2MPJ4V23 signature.json --letter letter.pdf
    """
    method = None if letter is None else "uploaded_letter"
    fields = read_fields(file, kind=kind, code=code, override=override, signature_method=method, file=letter)
    if letter is not None:
        title = f"Commitment ({kind}), signed"
        kept = keep(connect(), code, letter, "letter", title=title, language="en", about="commitment")
        fields |= {"file": kept.id}
    ask(SignCommitment, commitment_text, **fields)


@app.command()
def publish(kind: KindOf, of: Of, override: Override = None) -> None:
    """Publish a signed commitment.

    \b
    Example:
      alliance commitment publish shared first-cohort
    """
    ask(PublishCommitment, commitment_text, kind=kind, override=override, **named(kind, of))


@app.command()
def revise(kind: KindOf, of: Of, reason: Reason) -> None:
    """Take a commitment back to a draft; it must be signed again.

    \b
    Example:
      alliance commitment revise mayor JK2MPJ4V23 --reason "new policy"
    """
    ask(ReviseCommitment, commitment_text, kind=kind, reason=reason, **named(kind, of))


def named(kind: Kind, of: str) -> dict[str, Any]:
    return {"cohort": of} if kind == "shared" else {"code": city_code(of)}


def commitment_text(found: Commitment) -> str:
    lines = [f"{found.title} ({found.kind}, {found.state.replace('_', ' ')})"]
    if found.strategy_version:
        policies = counted("policies", len(found.policies))
        lines.append(words("commitment.names", version=found.strategy_version, policies=policies))
    if found.reaffirm_by:
        lines.append(words("commitment.reaffirm_by", on=found.reaffirm_by))
    lines += [paragraph(f"{language}: ", text) for language, text in found.texts.items()]
    rows = [
        (s.city or s.code, s.name, s.title, s.signed_on, "" if s.current else words("commitment.former"))
        for s in found.signatures
    ]
    lines += ["", table(("city", "signed_by", "title", "on", ""), rows)] if rows else []
    lines += [led("commitment.not_signed", cities_of(found, found.unsigned))] if found.unsigned else []
    lines += [led("commitment.not_named", cities_of(found, found.unnamed))] if found.unnamed else []
    lines += [led("held", held_text(found.held, "UTC"))] if found.held else []
    return "\n".join(lines)


def cities_of(found: Commitment, codes: Iterable[str]) -> str:
    return ", ".join(found.cities.get(code, code) for code in codes)
