"""Command log: a command id has at most one effect, and whoever repeats it gets the answer of the first time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from shared.contracts.errors import Refusal
from shared.contracts.people import Caller
from shared.contracts.requests import CommandFrame, Request
from shared.messaging.wire import write_json
from shared.storage.database import Transaction, as_json

_CLAIM = """
insert into command_log (method, caller, command_id, request_sha256)
values (%(method)s, %(caller)s, %(command_id)s, %(request)s) on conflict do nothing returning now() as now
"""
_FIND = """
select request_sha256, response from command_log
where method = %(method)s and caller = %(caller)s and command_id = %(command_id)s
"""
_ANSWER = """
update command_log set response = %(response)s
where method = %(method)s and caller = %(caller)s and command_id = %(command_id)s
"""

OTHERS_HOLD_IT = Refusal("unavailable", reason="others_hold_it")

_FORGET = "delete from command_log where method = %(method)s and caller = %(caller)s and command_id = %(command_id)s"


class CommandLog:
    """One command in one transaction. A copy at the same instant waits in `claim` until the first has committed."""

    def __init__(self, tx: Transaction, method: str, caller: str, command_id: UUID, body: Any) -> None:
        self._tx = tx
        self._key = {"method": method, "caller": caller, "command_id": command_id}
        self._request = hashlib.sha256(write_json(body)).digest()

    def claim(self) -> bool:
        """Whether the command is new, and now claimed. The claim also tells the time, which all work asks for."""
        claimed = self._tx.find(_CLAIM, self._key | {"request": self._request})
        if claimed is not None:
            self._tx.learn_now(claimed["now"])
        return claimed is not None

    def stored(self) -> dict[str, Any]:
        """The answer of the first time. Raises idempotency_conflict."""
        row = self._tx.one(_FIND, self._key)
        if bytes(row["request_sha256"]) != self._request:
            raise Refusal("idempotency_conflict")
        response = row["response"]
        if response is None:  # its time was up, or it was about somebody who was erased
            raise Refusal("answer_forgotten")
        assert isinstance(response, dict)
        return response

    def forget(self) -> None:
        """The command was refused in a transaction that commits all the same: a repetition is judged anew."""
        self._tx.execute(_FORGET, self._key)

    def answer(self, response: dict[str, Any]) -> None:
        self._tx.later(_ANSWER, self._key | {"response": as_json(response)})


def run_once(
    tx: Transaction, request: Request[Any], frame: CommandFrame, caller: Caller, work: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Carry a command out unless it is late or was carried out before. Refusals are not stored."""
    if not request.remembered:
        insist_in_time(tx, frame)
        return work()
    command_log = CommandLog(tx, request.method, caller.actor, frame.id, request.model_dump(mode="json"))
    is_new = command_log.claim()
    insist_in_time(tx, frame)
    if not is_new:
        return command_log.stored()
    try:
        response = work()
    except Refusal as refusal:
        if refusal.keep:
            command_log.forget()
        raise
    command_log.answer(response)
    return response


def insist_in_time(tx: Transaction, frame: CommandFrame) -> None:
    if tx.now() > frame.deadline:
        raise Refusal("deadline_passed")
