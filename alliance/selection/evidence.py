"""`alliance evidence`: files that show an application's foundations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from alliance.commands import Commands
from alliance.connection import connect
from alliance.files import make
from alliance.handing_in import fetch_to, hand_in
from alliance.options import Code, Override
from alliance.output import CommandError, as_page, counted, paragraph, show, show_page
from alliance.reader import words
from shared.contracts.application import EvidenceKind
from shared.contracts.intake import AddEvidence, AddFilePart, EvidenceReceipt, GetFilePart, KeptFile, ListFiles

app = Commands(help="Evidence files: PDF, DOCX, XLSX, and images.")

EvidenceFile = Annotated[Path, typer.Argument(metavar="FILE", help="PDF, DOCX, XLSX, PNG, JPEG, GIF, or WebP.")]
Kind = Annotated[
    EvidenceKind, typer.Option("--kind", metavar="KIND", help=f"What it shows: {', '.join(EvidenceKind)}.")
]


@app.command()
def add(
    code: Code,
    file: EvidenceFile,
    kind: Kind = EvidenceKind.OTHER,
    text: Annotated[str | None, typer.Option(help="A word about it.")] = None,
    override: Override = None,
) -> None:
    """Add a file to an application or draft, which makes its next version. If the city was asked for information,
    it is the answer.

    The file type is judged by the content. Files are not checked for viruses.

    \b
    Example:
      alliance evidence add JK2MPJ4V23 decree.pdf --kind policy
    """
    client = connect()
    fields = {"code": code, "kind": kind, "text": text, "override": override}
    receipt = client.call(make(AddEvidence, **fields, **hand_in(client, file, AddFilePart)))
    show(receipt.model_dump(mode="json"), paragraph("", receipt_text(receipt)))


@app.command("list")
def list_files(code: Code) -> None:
    """List the files of an application or draft.

    \b
    Example:
      alliance evidence list JK2MPJ4V23
    """
    found = connect().call(make(ListFiles, code=code))
    show_page(as_page(found.items), ("name", "bytes", "type", "hash"), file_row)


@app.command()
def get(
    code: Code,
    sha256: Annotated[str, typer.Argument(metavar="HASH", help="Its hash, or the start of it.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to save it; by default here, under its own name.")
    ] = None,
) -> None:
    """Fetch a file.

    \b
    Example:
      alliance evidence get JK2MPJ4V23 3f7a --output decree.pdf
    """
    client = connect()
    found = [one for one in client.call(make(ListFiles, code=code)).items if one.sha256.startswith(sha256)]
    if len(found) != 1:
        raise CommandError("not_found", reason="no_such_file", hash=sha256, count=len(found))
    request = {"code": code, "sha256": found[0].sha256}
    target = fetch_to(
        output, found[0].name, lambda number: client.call(GetFilePart.model_validate(request | {"number": number}))
    )
    value = found[0].model_dump(mode="json") | {"path": str(target)}
    show(value, f"{target}: {counted('bytes', found[0].size)}")


def file_row(file: KeptFile) -> tuple[object, ...]:
    return (file.name, f"{file.size:,}", file.media_type.rpartition(".")[2], file.sha256)


def receipt_text(receipt: EvidenceReceipt) -> str:
    version = words("version", version=receipt.version)
    state = words("evidence.draft") if receipt.version == 0 else f"{receipt.state}, {version}"
    size = counted("bytes", receipt.file.size)
    return f"{receipt.code}: {state}; {receipt.file.name}, {size}, {receipt.file.media_type}"
