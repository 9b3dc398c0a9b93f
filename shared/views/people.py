"""What people are called whom answers name by id or by reference (`owner:id`). Whoever is unknown has no name here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol
from uuid import UUID

from shared.contracts.cohort import GetTeam
from shared.contracts.errors import Refusal
from shared.contracts.identity import GetNames
from shared.contracts.intake import GetContactNames
from shared.contracts.notifications import Mail
from shared.contracts.requests import Request

A_PAGE = 500
CONTACT, PERSON, MEMBER = "intake:", "identity:", "cohort:"


class Call(Protocol):
    def __call__(self, request: Request[Any], /) -> Any:
        """The reply; None for one to be left out. Raises Refusal."""


def names_of_people(call: Call, ids: Iterable[UUID]) -> dict[UUID, str]:
    return named(call, GetNames, ids)


def names_of_refs(call: Call, refs: Iterable[str]) -> dict[str, str]:
    """Contacts by intake, people by identity; the cohort names its own."""
    wanted = set(refs)
    contacts = named(call, GetContactNames, ids_in(wanted, CONTACT))
    people = named(call, GetNames, ids_in(wanted, PERSON))
    return {f"{CONTACT}{id_}": name for id_, name in contacts.items()} | {
        f"{PERSON}{id_}": name for id_, name in people.items()
    }


def names_of_rosters(call: Call, codes: Iterable[str]) -> dict[str, str]:
    """By reference, those who are or were in the teams of these cities; a city that is in no cohort has none."""
    names: dict[str, str] = {}
    for code in sorted(set(codes)):
        try:
            team = call(GetTeam(code=code))
        except Refusal as refusal:
            if refusal.code != "not_found":
                raise
            continue
        names |= {f"{MEMBER}{one.id}": one.name for one in team.members} if team else {}
    return names


def names_of_recipients(call: Call, mails: Iterable[Mail]) -> dict[str, str]:
    """The ledger of mails holds references alone. Whoever is unknown stays one."""
    return names_of_those(call, {mail.recipient: mail.code for mail in mails})


def names_of_those(call: Call, codes: Mapping[str, str | None]) -> dict[str, str]:
    """As names_of_recipients, of references with the city that they are met in."""
    members = names_of_rosters(call, (code for ref, code in codes.items() if code and ref.startswith(MEMBER)))
    known = names_of_refs(call, codes) | members
    return {ref: known.get(ref, ref) for ref in codes}


def named(call: Call, request: type[GetNames] | type[GetContactNames], ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = tuple(sorted(set(ids)))
    names: dict[UUID, str] = {}
    for start in range(0, len(wanted), A_PAGE):
        found = call(request(ids=wanted[start : start + A_PAGE]))
        names |= {one.id: one.name for one in found.items if one.name} if found else {}
    return names


def ids_in(refs: Iterable[str], owner: str) -> Iterator[UUID]:
    for ref in refs:
        if ref.startswith(owner) and (id_ := id_after(ref)):
            yield id_


def id_after(ref: str) -> UUID | None:
    try:
        return UUID(ref.partition(":")[2])
    except ValueError:
        return None
