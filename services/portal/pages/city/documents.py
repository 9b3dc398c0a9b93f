"""Documents of a city: kept in versions, handed in with their form, saved by whoever may read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from services.portal.forms.fields import Field
from services.portal.forms.filled import Filled
from services.portal.forms.handed_in import read_form
from services.portal.forms.posted import Posted
from services.portal.pages.city.leaf import CITY, Leaf, routes_of
from services.portal.pages.city.people import actor_names
from services.portal.pages.city.room import Room, RoomHere
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.attachments import as_attachment
from services.portal.web.names import named, tongues
from services.portal.web.roles import reserved
from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.files.transfer import fetch
from shared.security.permissions import ALLOWED

MEGABYTES = 20  # of a document (program.md §4)
KINDS = ("letter", "agreement", "charter", "slides", "other")
SUBJECTS = ("visit", "project", "session", "convening", "strategy", "policy", "commitment")
FILE, SUMS = "file", ("name", "upload_id", "size", "sha256")


def fields(room: Room) -> Fields:
    language = room.page.language
    readers = [(one, named(language, "readers", one)) for one in ("city", "staff")]
    return (
        Field("title"),
        Field("kind", "choice", options=[(one, named(language, "document_kinds", one)) for one in KINDS]),
        Field("other_kind", optional=True, hint="other_kind"),
        Field("language", "choice", options=tongues(language)),
        Field(
            "about",
            "choice",
            optional=True,
            options=[(one, named(language, "document_subjects", one)) for one in SUBJECTS],
        ),
        Field("visibility", "radio", options=readers),
    )


SAVE = Verb("save-document", cohort.SaveDocument, fields, look="main")
REASON = (Field("reason", "long", rows=2),)
VERBS = (
    Verb("archive", cohort.ArchiveDocument, REASON, look="stop", says="archive_document"),
    Verb("restore", cohort.RestoreDocument, REASON, says="restore_document"),
)


def read(room: Room) -> Mapping[str, Any]:
    items = room.ask(cohort.ListDocuments(code=room.code, archived=True)).items
    return {
        "documents": [one for one in reversed(items) if one.state == "kept"],
        "archived": [one for one in reversed(items) if one.state != "kept"],
        "actors": actor_names(room, (version.saved_by for one in items for version in one.versions)),
        "megabytes": MEGABYTES,
    }


LEAF = Leaf("documents", read, (*VERBS, SAVE))
router = APIRouter(include_in_schema=False)


@router.post("/cities/{code}/documents/save-document")
async def save(room: RoomHere, request: Request) -> Response:
    """Nothing of a file is read before its sender is known to be of the city."""
    if not room.may(cohort.SaveDocument):
        raise reserved(ALLOWED[cohort.SaveDocument][0])
    posted, refused = await read_form(request, room.page, cohort.AddDocumentPart, MEGABYTES)
    return await run_in_threadpool(keep, room, posted, refused)


def keep(room: Room, posted: Posted, refused: Refusal | None) -> Response:
    sent = (
        Filled(posted=posted, refusal=refused, command_id=posted.command_id)
        if refused is not None
        else SAVE.send(room, with_sums(posted))
    )
    if isinstance(sent, Filled):
        room.read_again()
        return CITY.show(LEAF, room, (SAVE, sent))
    return room.page.see(room.path("documents"), said=SAVE.key)


def with_sums(posted: Posted) -> Posted:
    """What is known of the file, as the request names it."""
    known = [(name, posted.text(f"{FILE}.{name}")) for name in SUMS if f"{FILE}.{name}" in posted]
    return Posted([*((name, text) for name, text in posted.pairs() if not name.startswith(f"{FILE}.")), *known])


@router.get("/cities/{code}/documents/{document}/{version}")
def get_file(room: RoomHere, document: str, version: str) -> Response:
    items = room.ask(cohort.ListDocuments(code=room.code, archived=True)).items
    kept = next((one for one in items if str(one.id) == document), None)
    found = next((one for one in kept.versions if str(one.version) == version), None) if kept else None
    if kept is None or found is None:
        raise Refusal("not_found", reason="address")
    asked: dict[str, Any] = {"code": room.code, "id": UUID(document), "version": found.version}
    parts = fetch(lambda number: room.page.call(cohort.GetDocumentPart(**asked, number=number)).content)
    return as_attachment(found.name, found.media_type, found.size, parts)


#: After the route above, which takes the verb's place: a file comes with its form.
router.routes += routes_of(LEAF).routes
