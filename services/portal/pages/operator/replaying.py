"""Events published again, after the broker has lost them or for one service that rebuilds itself: counted first,
service by service, then begun; how far it is stands on the overview."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid5

from fastapi import APIRouter, Response

from services.portal.forms.fields import Field, read_fields
from services.portal.forms.filled import Filled, blank
from services.portal.forms.posted import Posted, Sent
from services.portal.pages.results import Result, show_results, whole
from services.portal.pages.staff.desk import Desk
from services.portal.web.page import Page
from services.portal.web.roles import OperatorHere
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.kernel import Replay, ReplayEvents
from shared.runtime.settings import SERVICES

router = APIRouter(include_in_schema=False)

PATH = "/ops/replay"
NAMES = tuple((one, one) for one in SERVICES)
FIELDS = (
    Field("service", "choice", optional=True, options=NAMES, label="replayed_service", hint="replayed_service"),
    Field("since", "moment", optional=True, label="replayed_since", hint="replayed_since"),
    Field("from_seq", "number", optional=True, label="replayed_from", hint="replayed_from"),
    Field("consumer", "choice", optional=True, options=NAMES, label="replayed_to", hint="replayed_to"),
)


@router.get(PATH)
def show_form(page: OperatorHere) -> Response:
    return show(page, blank())


@router.post(f"{PATH}/count")
def preview(page: OperatorHere, posted: Sent) -> Response:
    """How many events of which service would be published again; nothing is yet."""
    try:
        services, fields = asked(page, posted)
        found = [counted(page, service, fields) for service in services]
    except Refusal as refusal:
        if refusal.code != "invalid":
            raise
        return show(page, Filled(posted=posted, refusal=refusal, command_id=posted.command_id))
    form = Filled(posted=posted, command_id=posted.command_id)
    return show(page, form, found, [(field.name, posted.text(field.name)) for field in FIELDS])


@router.post(f"{PATH}/do")
def do(page: OperatorHere, posted: Sent) -> Response:
    """Each service by itself: one that does not answer holds up no other."""
    services, fields = asked(page, posted)
    results = list(begun(page, posted, services, fields))
    return show_results(page, results, page.say("pages.ops.replay"), "/ops", page.say("pages.nav.ops"))


def begun(page: Page, posted: Posted, services: list[str], fields: dict[str, Any]) -> Iterator[Result]:
    for service in services:
        try:
            command_id = uuid5(posted.command_id, service)
            page.call(request_of(ReplayEvents, **fields), of=service, command_id=command_id)
        except Refusal as refusal:
            if refusal.code != "unavailable":
                raise
            yield Result(service, "/ops", good=False, said=whole(refusal, page.language))
        else:
            yield Result(service, "/ops", good=True, said=page.say("pages.ops.replay_begun"))


def asked(page: Page, posted: Posted) -> tuple[list[str], dict[str, Any]]:
    """Of which services, and what. Raises Refusal("invalid")."""
    typed, faults = read_fields(FIELDS, posted, page.language, page.zone)
    service = typed.pop("service", None)
    if service is not None and service not in SERVICES:
        faults.append(Detail("service", "not_a_choice", choices=SERVICES))
    if "from_seq" in typed and service is None:
        faults.append(Detail("service", "missing"))  # each counts its own
    if faults:
        raise Refusal("invalid", *faults)
    request_of(ReplayEvents, **typed)
    return [service] if service else list(SERVICES), typed


def counted(page: Page, service: str, fields: dict[str, Any]) -> tuple[str, Replay | None, str]:
    """Of one that does not answer, why."""
    try:
        return service, page.call(request_of(ReplayEvents, **fields, dry_run=True), of=service), ""
    except Refusal as refusal:
        if refusal.code != "unavailable":
            raise
        return service, None, whole(refusal, page.language)


def show(
    page: Page, form: Filled, found: list[tuple[str, Replay | None, str]] | None = None, kept: Any = ()
) -> Response:
    return page.show(
        "operator/replay.html", form.status, form=form, fields_=FIELDS, found=found, kept=kept,
        events=sum(one.events for _, one, _ in found or () if one), place=Desk(page, PATH),
    )  # fmt: skip
