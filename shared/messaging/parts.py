"""A command for many: a transaction, and a command id, for each of them.

One that is refused holds up no other. Repeated under its id, the command gives those that were done their first
answers, and judges those anew that were refused. Those that its deadline leaves undone are refused for that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar
from uuid import uuid5

from shared.contracts.errors import Refusal
from shared.contracts.people import Caller
from shared.contracts.requests import CommandFrame, Model, Outcomes, Request
from shared.messaging.auditing import record_done
from shared.messaging.cause import current_cause
from shared.messaging.command_log import OTHERS_HOLD_IT, run_once
from shared.security.permissions import noting_overrides
from shared.storage.database import TRANSIENT, Database, Transaction, immediately_again


class OfOne(Protocol):
    """A request about the one whose tracking code it names."""

    @property
    def code(self) -> str: ...


One = TypeVar("One", bound=OfOne)
Reply = TypeVar("Reply", bound=Model)


class Parts:
    """What the method of a command for many is handed in place of a transaction."""

    def __init__(self, database: Database, request: Request[Any], frame: CommandFrame, caller: Caller) -> None:
        self._database, self._request, self._frame, self._caller = database, request, frame, caller

    def read(self) -> AbstractContextManager[Transaction]:
        """To find out who they are."""
        return self._database.transaction(read_only=True)

    def each(self, ones: Iterable[One], work: Callable[[One, Transaction], Reply]) -> Outcomes[Reply]:
        """The command's reply: what came of each. Raises DatabaseDown; what was done until then stays done."""
        items = [self._outcome(one, work) for one in ones]
        reply: Outcomes[Reply] = self._request.reply.model_validate({"items": items})  # type: ignore[assignment]
        return reply

    def _outcome(self, one: One, work: Callable[[One, Transaction], Model]) -> dict[str, Any]:
        frame = self._frame.model_copy(update={"id": uuid5(self._frame.id, one.code)})

        def transact() -> dict[str, Any]:
            with self._database.transaction() as tx:
                return run_once(tx, self._request, frame, self._caller, lambda: self._work(one, tx, work))

        try:
            return {"code": one.code, "reply": immediately_again(transact)}
        except Refusal as refusal:
            return {"code": one.code, "error": refusal.as_dict()}
        except TRANSIENT:
            return {"code": one.code, "error": OTHERS_HOLD_IT.as_dict()}

    def _work(self, one: One, tx: Transaction, work: Callable[[One, Transaction], Model]) -> dict[str, Any]:
        with noting_overrides() as overridden:
            reply = work(one, tx).model_dump(mode="json")
        record_done(overridden, self._request, self._caller, tx, current_cause(), one.code)
        return reply
