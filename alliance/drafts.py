"""`alliance draft`: applications that are kept and not sent yet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from alliance.applications import Code, Override, show_receipt
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.output import Json, paragraph, show, table
from shared.contracts.intake import (
    Draft,
    DraftReceipt,
    GetDraft,
    ListDrafts,
    ReviseDraft,
    SaveDraft,
    SubmitDraft,
)
from shared.contracts.requests import FieldProblem
from shared.messaging.client import command_id_of

app = typer.Typer(help="Drafts: applications that are kept and not sent yet.", rich_markup_mode=None)

LONGEST = 120  # characters of a field that people see

DraftFile = Annotated[
    str, typer.Argument(metavar="FILE", help="An application document that may lack most; - for stdin.")
]


@app.command()
def save(
    file: DraftFile,
    code: Annotated[str | None, typer.Option("--code", help="The draft to replace; without it, a new one.")] = None,
    revision: Annotated[int | None, typer.Option(help="Refuse if the draft is not at this revision.")] = None,
    key: Annotated[str | None, typer.Option(help="An idempotency key: repeat with it and nothing is doubled.")] = None,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Keep an application that is not ready. It needs its call, and a contact with name and address, who owns it.

    What is given must be of the right form; what is missing is listed.

    \b
    Example:
      alliance draft save quillota.json
      alliance draft save quillota.json --code JK2MPJ4V23
    """
    document = read_fields(file)
    command_id = command_id_of(key)
    if code is None:
        receipt = connect().call(make(SaveDraft, document=document, override=override), command_id=command_id)
    else:
        fields = {"code": code, "document": document, "expected_revision": revision, "override": override}
        receipt = connect().call(make(ReviseDraft, **fields), command_id=command_id)
    show(receipt.model_dump(mode="json"), json_, receipt_text(receipt))


@app.command("show")
def show_draft(code: Code, json_: Json = False) -> None:
    """Show a draft. With --json, `document` is what `draft save --code` takes back.

    \b
    Example:
      alliance draft show JK2MPJ4V23 --json
    """
    draft = connect().call(make(GetDraft, code=code))
    show(draft.model_dump(mode="json"), json_, draft_text(draft))


@app.command("list")
def list_drafts(
    call: Annotated[str | None, typer.Option(help="Only this call.")] = None,
    email: Annotated[str | None, typer.Option(help="Only those that this address owns.")] = None,
    limit: Annotated[int, typer.Option(help="At most this many.")] = 100,
    after: Annotated[str | None, typer.Option(help="Go on after the `next` of the page before.")] = None,
    json_: Json = False,
) -> None:
    """List drafts, the latest saved first.

    \b
    Example:
      alliance draft list --email luz@puerto.example
    """
    page = connect().call(make(ListDrafts, call=call, email=email, limit=limit, after=after))
    rows = [
        (d.code, d.city or "", d.country or "", d.call, d.revision, f"{d.saved_at:%Y-%m-%d %H:%M}") for d in page.items
    ]
    text = table(("code", "city", "country", "call", "revision", "saved (UTC)"), rows)
    more = f"\nMore: --after {page.next}" if page.next else ""
    show(page.model_dump(mode="json"), json_, f"{text}\n{len(rows)} of {page.total}{more}")


@app.command()
def submit(
    code: Code,
    key: Annotated[str | None, typer.Option(help="An idempotency key: repeat with it and nothing is doubled.")] = None,
    override: Override = None,
    json_: Json = False,
) -> None:
    """Submit a draft. It must be whole now; its code becomes the application's.

    \b
    Example:
      alliance draft submit JK2MPJ4V23
    """
    request = make(SubmitDraft, code=code, override=override)
    show_receipt(connect().call(request, command_id=command_id_of(key)), json_)


def receipt_text(receipt: DraftReceipt) -> str:
    return "\n".join([f"{receipt.code}: {receipt.state}, revision {receipt.revision}", *missing_lines(receipt.missing)])


def draft_text(draft: Draft) -> str:
    given = [paragraph(f"  {name:<23}  ", shortened(value)) for name, value in draft.document.items()]
    head = f"{draft.code}: draft to call {draft.call}, revision {draft.revision}, saved {minute(draft.saved_at)} UTC"
    return "\n".join([head, *given, *missing_lines(draft.missing)])


def minute(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def shortened(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def missing_lines(missing: tuple[FieldProblem, ...]) -> list[str]:
    if not missing:
        return ["Nothing is missing: `alliance draft submit` sends it."]
    return ["Before it can be submitted:", *(f"  {fault.message}" for fault in missing)]
