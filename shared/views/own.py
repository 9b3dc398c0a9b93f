"""What is one's own: applications and drafts as their owners tell them together, and what is to be done by when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from shared.contracts.eligibility import GetSelectionStatus, SelectionStatus
from shared.contracts.intake import ListOwnApplications, OwnApplication
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.lifecycle import compose_state
from shared.messaging.client import Client, Sign
from shared.views.application import if_there, public_state
from shared.wording.language import FALLBACK


def own_view(client: Client, sign: Sign | None = None, language: str = FALLBACK) -> list[dict[str, Any]]:
    """By code, with the state in words. `next`: submit, answer, reply, or nothing; `until` a day or a moment."""
    found = client.call(ListOwnApplications(), sign=sign).items
    return [as_view(one, status_of(one, client, sign), language) for one in found]


def status_of(one: OwnApplication, client: Client, sign: Sign | None) -> SelectionStatus | None:
    """A draft is known to intake alone."""
    return None if one.version == 0 else if_there(client, GetSelectionStatus(code=one.code), sign)


def as_view(one: OwnApplication, status: SelectionStatus | None, language: str) -> dict[str, Any]:
    state = compose_state(one.state, status.state if status else None)
    reply_by = status.reply_by if status else None
    step, until = next_step(one, state, status)
    return {
        "code": one.code,
        "call": one.call,
        "city": one.city,
        "public_state": public_state(
            state, reply_by, language, merged=one.merged_into is not None, left=bool(status and status.left)
        ),
        "next": step,
        "until": until.isoformat() if until else None,
    }


def next_step(
    one: OwnApplication, state: State, status: SelectionStatus | None
) -> tuple[str | None, date | datetime | None]:
    if state is State.DRAFT:
        return "submit", one.until
    if state is State.MORE_INFO and one.asked:
        return "answer", status.answer_by if status else None
    if state is State.OFFERED:
        return "reply", status.reply_by if status else None
    return None, None
