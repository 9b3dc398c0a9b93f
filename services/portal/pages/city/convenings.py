"""Gatherings that a city is invited to: its answers and delegates, what its people need, the letter of invitation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import Response

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.people import ref_names
from services.portal.pages.city.room import Room, RoomHere
from services.portal.pages.city.verbs import Verb
from services.portal.web.attachments import as_attachment
from services.portal.web.names import tongues
from shared.contracts import cohort
from shared.contracts.field_codes import request_of

NEEDS = ("travel", "diet", "access", "interpretation")


def of_cohort(room: Room) -> Mapping[str, Any]:
    return {"cohort": room.city.cohort}


def answers(room: Room) -> Field:
    return Field(
        "answer", "radio", options=[(one, room.page.say(f"pages.convenings.answer.{one}")) for one in ("yes", "no")]
    )


def needs(room: Room) -> tuple[Field, ...]:
    return (
        *(Field(one, "long", optional=True, rows=2) for one in NEEDS[:3]),
        Field("interpretation", "choice", optional=True, options=tongues(room.page.language)),
    )


VERBS = (
    Verb("answer", cohort.AnswerInvitation, lambda room: (answers(room),), of_cohort, look="main"),
    Verb(
        "answer-or-send",
        cohort.AnswerInvitation,
        lambda room: (answers(room), Field("delegate", optional=True, hint="delegate")),
        of_cohort,
        look="main",
        says="answer",
    ),
    Verb("needs", cohort.RecordNeeds, needs, of_cohort, shape=lambda typed: dict.fromkeys(NEEDS) | typed),
)


def read(room: Room) -> Mapping[str, Any]:
    listed = room.ask(cohort.ListConvenings(cohort=room.city.cohort)).items
    asked = [cohort.GetConvening(cohort=one.cohort, kind=one.kind) for one in listed]
    room.ahead(*asked)
    found = [(one, room.ask(query)) for one, query in zip(listed, asked, strict=True)]
    own = {one.id: [i for i in detail.invitations if i.code == room.code] for one, detail in found}
    names = ref_names(room, [i.ref for some in own.values() for i in some if i.name is None])
    plans = room.page.program.convenings
    return {
        "convenings": [(one, own[one.id]) for one, _ in found],
        "names": names,
        "delegates": {kind: plan.delegates for kind, plan in plans.items()},
        "seats": {kind: plan.seats for kind, plan in plans.items()},
        "desk": room.staff,
    }


router = routes_of(Leaf("convenings", read, VERBS))


@router.get("/cities/{code}/letter")
def get_letter(room: RoomHere, kind: str, role: str, ref: str) -> Response:
    """The letter of invitation as PDF, in the guest's language."""
    from shared.documents.invitation import invitation_pdf  # noqa: PLC0415  (fonts and images: only where it is needed)

    keys = {"cohort": room.city.cohort, "kind": kind, "code": room.code, "role": role, "ref": ref}
    letter = room.page.call(request_of(cohort.GetInvitationLetter, **keys))
    name = ref_names(room, [ref]).get(ref)
    content = invitation_pdf(letter, name, datetime.now(UTC).date())
    return as_attachment("letter.pdf", "application/pdf", len(content), iter([content]))
