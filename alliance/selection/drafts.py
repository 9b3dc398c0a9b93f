"""`alliance draft`: applications that are kept and not sent yet."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

import typer

from alliance.asking import show_reply
from alliance.connection import connect
from alliance.files import make, read_fields
from alliance.naming import city_code
from alliance.options import Code, Key, Override
from alliance.output import fault
from alliance.reader import words
from alliance.selection import applications
from alliance.selection.reading import field_lines, in_form_order
from alliance.verbs import Verbs
from shared.contracts.intake import (
    Draft,
    DraftReceipt,
    GetDraft,
    ListDrafts,
    ListedDraft,
    ReviseDraft,
    SaveDraft,
    SubmitDraft,
)
from shared.contracts.requests import FieldProblem
from shared.messaging.keys import command_id_of

app = Verbs(help="Drafts: applications that are saved and not yet submitted.", group="draft")

DraftFile = Annotated[
    str, typer.Argument(metavar="FILE", help="An application document, which may be incomplete; - for stdin.")
]


def draft_row(draft: ListedDraft) -> tuple[object, ...]:
    saved = f"{draft.saved_at:%Y-%m-%d %H:%M}"
    return (draft.code, draft.city or "", draft.country or "", draft.call, draft.revision, saved)


def receipt_text(receipt: DraftReceipt) -> str:
    head = words("draft.receipt", code=receipt.code, state=receipt.state, revision=receipt.revision)
    return "\n".join([head, *missing_lines(receipt.missing)])


def draft_text(draft: Draft) -> str:
    saved = f"{draft.saved_at.astimezone(UTC):%Y-%m-%d %H:%M}"
    head = words("draft.one", code=draft.code, call=draft.call, revision=draft.revision, saved=saved)
    return "\n".join([head, *field_lines(in_form_order(draft.document)), *missing_lines(draft.missing)])


def missing_lines(missing: tuple[FieldProblem, ...]) -> list[str]:
    if not missing:
        return [words("draft.complete")]
    return [words("draft.before_submitting"), *(f"  {one.field}: {fault(one)}" for one in missing)]


@app.command()
def save(
    file: DraftFile,
    code: Annotated[
        str | None,
        typer.Option("--code", metavar="CODE", parser=city_code, help="The draft to replace; a new one unless given."),
    ] = None,
    revision: Annotated[int | None, typer.Option(help="Refuse unless the draft is at this revision.")] = None,
    key: Key = None,
    override: Override = None,
) -> None:
    """Save an application that is not ready. It needs its call and a contact with name and address, who owns it.

    What is given must have the right form; what is missing is listed.

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
    show_reply(receipt, receipt_text)


app.asks(
    "show JK2MPJ4V23 --json",
    GetDraft,
    draft_text,
    "Show a draft. With --json, `document` is what `draft save --code` takes back.",
)
app.lists(
    "list --email luz@puerto.example",
    ListDrafts,
    ("code", "city", "country", "call", "revision", "saved_utc"),
    draft_row,
    "List drafts, the latest saved first.",
    email=typer.Option(help="Only drafts owned by this address."),
)


@app.command()
def submit(code: Code, key: Key = None, override: Override = None) -> None:
    """Submit a draft. It must be complete; its code becomes the application's.

    \b
    Example:
      alliance draft submit JK2MPJ4V23
    """
    request = make(SubmitDraft, code=code, override=override)
    show_reply(connect().call(request, command_id=command_id_of(key)), applications.receipt_text)
