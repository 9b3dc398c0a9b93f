"""`alliance document`: letters, agreements, charters, slides of a city."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from alliance.asking import show_reply
from alliance.connection import connect
from alliance.files import make
from alliance.handing_in import fetch_to, hand_in
from alliance.naming import as_id, pick
from alliance.options import Code
from alliance.output import CommandError, as_page, counted, show, show_page
from alliance.reader import words
from alliance.verbs import Found, Verbs
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

app = Verbs(help="Letters, agreements, charters, slides of a city.", group="document")

Doc = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its title, its id, or the start of its id.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="PDF, DOCX, XLSX, PNG, JPEG, GIF, or WebP.")]
Kind = Annotated[str, typer.Option("--kind", help="letter, agreement, charter, slides, or what it is.")]
Title = Annotated[str, typer.Option(help="What it is called.")]
Language = Annotated[str, typer.Option(help="en, es, pt, or fr.")]
About = Annotated[str | None, typer.Option(help="visit, project, session, convening, strategy, policy, or commitment.")]
ForCity = Annotated[bool, typer.Option("--for-city", help="The city may see it too; otherwise only staff and coaches.")]

NAMED_KINDS = ("letter", "agreement", "charter", "slides")


def document_row(found: Document) -> tuple[object, ...]:
    return (found.title, kind_of(found), found.state, found.versions[0].version, found.id)


def save(
    code: str, file: Path, kind: str, title: str, language: str, about: str | None, for_city: bool,
    document: str | None,
) -> None:  # fmt: skip
    visibility = "city" if for_city else "staff"
    id_ = None if document is None else document_id(code, document)
    fields = {"title": title, "language": language, "about": about, "visibility": visibility, "id": id_}
    show_reply(keep(connect(), code, file, kind, **fields), document_text)


def document_id(code: str, text: str) -> UUID:
    return as_id(text) or pick("document", text, {one.id: one.title for one in documents_of(code)})


def documents_of(code: str) -> Sequence[Document]:
    """Also archived ones."""
    return connect().call(make(ListDocuments, code=code, archived=True)).items


def keep(client: Client, code: str, file: Path, kind: str, **fields: Any) -> Document:
    """Hand the file in and keep it as a document of the city; what it is, where `kind` is none of the named."""
    named = {"kind": kind} if kind in NAMED_KINDS else {"kind": "other", "other_kind": kind}
    sent = hand_in(client, file, AddDocumentPart)
    return client.call(make(SaveDocument, code=code, **fields, **named, **sent))


def document_text(found: Document) -> str:
    latest = found.versions[0]
    said = {"code": found.code, "title": found.title, "kind": kind_of(found), "state": found.state}
    file = f"{latest.name}, {counted('bytes', latest.size)}, {latest.media_type}"
    return "\n".join([words("document.one", **said, version=latest.version), file, words("id", id=found.id)])


def kind_of(found: Document) -> str:
    return found.other_kind or found.kind


@app.command()
def add(
    code: Code, file: File, kind: Kind, title: Title, language: Language = "en", about: About = None,
    for_city: ForCity = False,
) -> None:  # fmt: skip
    """Save a document for a city. Adding the same file again under the same title and kind changes nothing.

    The file type is judged by the content. Files are not checked for viruses.

    \b
    Example:
      alliance document add JK2MPJ4V23 charter.pdf --kind charter \\
        --title "Project charter" --about project --for-city
    """
    save(code, file, kind, title, language, about, for_city, None)


@app.command()
def replace(
    code: Code, document: Doc, file: File, kind: Kind, title: Title, language: Language = "en", about: About = None,
    for_city: ForCity = False,
) -> None:  # fmt: skip
    """Save the next version of a document; earlier versions stay.

    \b
    Example:
      alliance document replace JK2MPJ4V23 "Project charter" charter-2.pdf \\
        --kind charter --title "Project charter"
    """
    save(code, file, kind, title, language, about, for_city, document)


@app.command("list")
def list_(
    code: Code, archived: Annotated[bool, typer.Option("--archived", help="Also archived ones.")] = False
) -> None:
    """List the documents of a city.

    \b
    Example:
      alliance document list JK2MPJ4V23 --archived
    """
    found = connect().call(make(ListDocuments, code=code, archived=archived)).items
    show_page(as_page(found), ("title", "kind", "state", "version", "id"), document_row)


@app.command()
def get(
    code: Code,
    document: Doc,
    version: Annotated[int | None, typer.Option(help="Which one; the latest unless given.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to save it; by default here, under its own name.")
    ] = None,
) -> None:
    """Fetch a document's file.

    \b
    Example:
      alliance document get JK2MPJ4V23 "Project charter" -o charter.pdf
    """
    client = connect()
    items = {one.id: one for one in documents_of(code)}
    id_ = pick("document", document, {one.id: one.title for one in items.values()})
    wanted = next((one for one in items[id_].versions if version in (None, one.version)), None)
    if wanted is None:
        raise CommandError("not_found", reason="no_such_version", name=items[id_].title, version=version)
    request = {"code": code, "id": id_, "version": wanted.version}
    target = fetch_to(
        output, wanted.name, lambda number: client.call(GetDocumentPart.model_validate(request | {"number": number}))
    )
    value = wanted.model_dump(mode="json") | {"path": str(target)}
    show(value, f"{target}: {counted('bytes', wanted.size)}")


app.asks(
    'archive JK2MPJ4V23 "Project charter" --reason "belongs to another city"',
    ArchiveDocument,
    document_text,
    "Take a document out of use; its versions stay.",
    id=Found(Doc, document_id),
)
app.asks(
    'restore JK2MPJ4V23 "Project charter" --reason "it was the right city"',
    RestoreDocument,
    document_text,
    "Take an archived document into use again.",
    id=Found(Doc, document_id),
)
