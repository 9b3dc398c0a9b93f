"""`alliance document`: letters, agreements, charters, slides of a city."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from alliance.connection import connect
from alliance.files import make
from alliance.handing_in import fetch_to, hand_in
from alliance.output import CommandError, Json, show, table
from shared.contracts.cohort import (
    AddDocumentPart,
    ArchiveDocument,
    Document,
    GetDocumentPart,
    ListDocuments,
    RestoreDocument,
    SaveDocument,
)
from shared.messaging.client import Client

app = typer.Typer(help="Letters, agreements, charters, slides of a city.", rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The tracking code.")]
Id = Annotated[UUID, typer.Argument(help="The document's id; `alliance document list` shows it.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="PDF, DOCX, XLSX, PNG, JPEG, GIF or WebP.")]
Kind = Annotated[str, typer.Option("--kind", help="letter, agreement, charter, slides, or what it is.")]
Title = Annotated[str, typer.Option(help="What it is called.")]
Language = Annotated[str, typer.Option(help="en, es, pt or fr.")]
About = Annotated[
    str | None,
    typer.Option(help="visit, project, session, convening, strategy, policy or commitment."),
]
ForCity = Annotated[bool, typer.Option("--for-city", help="The city may see it, too; else staff and coaches.")]
Reason = Annotated[str, typer.Option(help="Why; the history shows it.")]

NAMED_KINDS = ("letter", "agreement", "charter", "slides")


@app.command()
def add(
    code: Code, file: File, kind: Kind, title: Title, language: Language = "en", about: About = None,
    for_city: ForCity = False, json_: Json = False,
) -> None:  # fmt: skip
    """Keep a document of a city. The same file under the same title and kind again adds nothing.

    What the file is, is judged by its content. Nobody looks for viruses in it.

    \b
    Example:
      alliance document add JK2MPJ4V23 charter.pdf --kind charter \\
        --title "Project charter" --about project --for-city
    """
    save(code, file, kind, title, language, about, for_city, None, json_)


@app.command()
def replace(
    code: Code, id_: Id, file: File, kind: Kind, title: Title, language: Language = "en", about: About = None,
    for_city: ForCity = False, json_: Json = False,
) -> None:  # fmt: skip
    """Keep the next version of a document; the versions before stay.

    \b
    Example:
      alliance document replace JK2MPJ4V23 5f3c2c1e-8f0a-5c7d-9a57-0a3a5e7f9b21 \\
        charter-2.pdf --kind charter --title "Project charter"
    """
    save(code, file, kind, title, language, about, for_city, id_, json_)


@app.command("list")
def list_(
    code: Code,
    archived: Annotated[bool, typer.Option("--archived", help="Archived ones, too.")] = False,
    json_: Json = False,
) -> None:
    """List the documents of a city.

    \b
    Example:
      alliance document list JK2MPJ4V23 --archived
    """
    found = connect().call(make(ListDocuments, code=code, archived=archived)).items
    rows = [(one.title[:26], kind_of(one), one.state, one.versions[0].version, one.id) for one in found]
    value = {"items": [one.model_dump(mode="json") for one in found], "next": None, "total": len(found)}
    show(value, json_, table(("title", "kind", "state", "version", "id"), rows))


@app.command()
def get(
    code: Code,
    id_: Id,
    version: Annotated[int | None, typer.Option(help="Which; else the latest.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to; else its own name, here.")] = None,
    json_: Json = False,
) -> None:
    """Fetch a document's file.

    \b
    Example:
      alliance document get JK2MPJ4V23 5f3c2c1e-8f0a-5c7d-9a57-0a3a5e7f9b21 -o charter.pdf
    """
    client = connect()
    items = client.call(make(ListDocuments, code=code, archived=True)).items
    versions = next((one.versions for one in items if one.id == id_), ())
    wanted = next((one for one in versions if version in (None, one.version)), None)
    if wanted is None:
        raise CommandError("not_found", f"{code} has no such document or version.")
    request = {"code": code, "id": id_, "version": wanted.version}
    target = fetch_to(
        output, wanted.name, lambda number: client.call(GetDocumentPart.model_validate(request | {"number": number}))
    )
    value = wanted.model_dump(mode="json") | {"path": str(target)}
    show(value, json_, f"{target}: {wanted.size:,} bytes")


@app.command()
def archive(code: Code, id_: Id, reason: Reason, json_: Json = False) -> None:
    """Take a document out of use; its versions stay.

    \b
    Example:
      alliance document archive JK2MPJ4V23 5f3c2c1e-8f0a-5c7d-9a57-0a3a5e7f9b21 \\
        --reason "belongs to another city"
    """
    show_document(connect().call(make(ArchiveDocument, code=code, id=id_, reason=reason)), json_)


@app.command()
def restore(code: Code, id_: Id, reason: Reason, json_: Json = False) -> None:
    """Take an archived document into use again.

    \b
    Example:
      alliance document restore JK2MPJ4V23 5f3c2c1e-8f0a-5c7d-9a57-0a3a5e7f9b21 \\
        --reason "it was the right city"
    """
    show_document(connect().call(make(RestoreDocument, code=code, id=id_, reason=reason)), json_)


def save(
    code: str, file: Path, kind: str, title: str, language: str, about: str | None, for_city: bool, id_: UUID | None,
    json_: bool,
) -> None:  # fmt: skip
    visibility = "city" if for_city else "staff"
    fields = {"title": title, "language": language, "about": about, "visibility": visibility, "id": id_}
    show_document(keep(connect(), code, file, kind, **fields), json_)


def keep(client: Client, code: str, file: Path, kind: str, **fields: Any) -> Document:
    """Hand the file in and keep it as a document of the city; what it is, where `kind` is none of the named."""
    named = {"kind": kind} if kind in NAMED_KINDS else {"kind": "other", "other_kind": kind}
    sent = hand_in(client, file, AddDocumentPart)
    return client.call(make(SaveDocument, code=code, **fields, **named, **sent))


def show_document(found: Document, json_: bool) -> None:
    latest = found.versions[0]
    text = f"{found.code}: {found.title}, {kind_of(found)}, {found.state}, version {latest.version}\n"
    text += f"{latest.name}, {latest.size:,} bytes, {latest.media_type}\nid {found.id}"
    show(found.model_dump(mode="json"), json_, text)


def kind_of(found: Document) -> str:
    return found.other_kind or found.kind
