"""What recipients of mails are called. The ledger of mails holds references alone: `owner:id`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from shared.contracts.cohort import GetTeam
from shared.contracts.errors import Refusal
from shared.contracts.identity import GetNames
from shared.contracts.intake import GetContactNames
from shared.contracts.notifications import Mail
from shared.contracts.requests import Request

A_PAGE = 500


class Call(Protocol):
    def __call__(self, request: Request[Any]) -> Any:
        """The reply. Raises Refusal."""


def names_of_recipients(call: Call, mails: Iterable[Mail]) -> dict[str, str]:
    """By reference: contacts by intake, people by identity, those in teams by cohort. Whoever is unknown, or whose
    owner does not answer, stays a reference."""
    codes = {mail.recipient: mail.code for mail in mails}
    names = {ref: ref for ref in codes}
    for owner, request in (("intake", GetContactNames), ("identity", GetNames)):
        ids = sorted({UUID(ref.partition(":")[2]) for ref in codes if ref.startswith(f"{owner}:")})
        for start in range(0, len(ids), A_PAGE):
            found = answered(call, request(ids=tuple(ids[start : start + A_PAGE])))
            names |= {f"{owner}:{one.id}": one.name for one in found.items} if found else {}
    for code in sorted({code for ref, code in codes.items() if code and ref.startswith("cohort:")}):
        team = answered(call, GetTeam(code=code))
        own = {f"cohort:{one.id}": one.name for one in team.members} if team else {}
        names |= {ref: own[ref] for ref in codes if ref in own}
    return names


def answered(call: Call, request: Request[Any]) -> Any:
    try:
        return call(request)
    except Refusal as refusal:
        if refusal.code not in ("not_found", "unavailable"):
            raise
        return None
