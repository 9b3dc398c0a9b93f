"""Commitments of a city: the cohort's shared one and its mayor's; written, signed, published unless something holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.forms.fields import Field
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.room import Room
from services.portal.pages.city.verbs import Fields, Verb
from services.portal.web.names import tongue
from services.portal.web.page import Missing
from shared.contracts import cohort
from shared.contracts.errors import Refusal
from shared.wording import LANGUAGES

SHARED, MAYOR = "shared", "mayor"
REASON = (Field("reason", "long", rows=2),)
SIGNATURE = (Field("name", label="signed_name"), Field("title", label="signed_title"), Field("signed_on", "day"))


def texts(room: Room) -> Fields:
    return tuple(
        Field(f"texts.{one}", "long", optional=True, rows=6, words=tongue(room.page.language, one)) for one in LANGUAGES
    )


def policies(room: Room) -> list[tuple[str, str]]:
    found = room.part(cohort.GetCodified(code=room.code))
    return [] if isinstance(found, Missing) else [(str(one.id), one.title) for one in found.policies]


def of_mayor(room: Room) -> Fields:
    named = (Field("strategy_version", "number", optional=True), Field("policies", "boxes", options=policies(room)))
    return Field("title"), *texts(room), *named


def signing(room: Room) -> Mapping[str, Any]:
    """The city signs by itself; whoever runs the program records."""
    return {"signature_method": "recorded_by_staff" if room.runs else "portal"}


def of_the_cohort(room: Room) -> Mapping[str, Any]:
    return {"kind": SHARED, "cohort": room.city.cohort, "code": None}


def of_the_city(_room: Room) -> Mapping[str, Any]:
    return {"kind": MAYOR}


def cohort_alone(room: Room) -> Mapping[str, Any]:
    return {"cohort": room.city.cohort}


VERBS = (
    Verb("sign", cohort.SignCommitment, SIGNATURE, signing, look="main"),
    Verb("write", cohort.WriteMayorCommitment, of_mayor, says="write_commitment"),
    Verb("open", cohort.OpenMayorCommitment, says="open_commitment"),
    Verb("publish", cohort.PublishCommitment, fixed=of_the_city, says="publish_commitment"),
    Verb("revise", cohort.ReviseCommitment, REASON, of_the_city, says="revise_commitment"),
    Verb(
        "write-shared",
        cohort.WriteSharedCommitment,
        lambda room: (Field("title"), *texts(room)),
        cohort_alone,
        says="write_commitment",
    ),
    Verb("open-shared", cohort.OpenSharedCommitment, fixed=cohort_alone, says="open_commitment"),
    Verb("publish-shared", cohort.PublishCommitment, fixed=of_the_cohort, says="publish_commitment"),
    Verb("revise-shared", cohort.ReviseCommitment, REASON, of_the_cohort, says="revise_commitment"),
)


def read(room: Room) -> Mapping[str, Any]:
    shared = cohort.GetSharedCommitment(cohort=room.city.cohort)
    mayors = cohort.GetMayorCommitment(code=room.code)
    room.ahead(shared, mayors)
    found = {SHARED: found_or_none(room, shared), MAYOR: found_or_none(room, mayors)}
    return {
        "commitments": found,
        "signatures": {
            kind: [one for one in commitment.signatures if one.code == room.code] if commitment else []
            for kind, commitment in found.items()
        },
        "policy_titles": dict(policies(room)),
    }


def found_or_none(
    room: Room, request: cohort.GetSharedCommitment | cohort.GetMayorCommitment
) -> cohort.Commitment | None:
    """None while nobody has written it."""
    try:
        return room.ask(request)
    except Refusal as refusal:
        if refusal.code != "not_found":
            raise
        return None


router = routes_of(Leaf("commitments", read, VERBS))
