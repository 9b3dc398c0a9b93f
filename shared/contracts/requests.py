"""What every RPC request is: a command (changes, at most once for its id) or a query (reads).

A service's requests stand beside its events; the method's wire name is made from the class name.
Callers use `shared.messaging.client.Client` with these models, never a string and a dict.
"""

from __future__ import annotations

from typing import Any, ClassVar, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.contracts.events import owner_of, snake_case


class Model(BaseModel):
    """A shape of the public language: frozen, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


Reply = TypeVar("Reply", bound=Model)


class Request(Model, Generic[Reply]):
    """One method of one service. Subclass `Command[Reply]` or `Query[Reply]`."""

    service: ClassVar[str]
    method: ClassVar[str]
    reply: ClassVar[type[Model]]
    is_command: ClassVar[bool] = False
    remembered: ClassVar[bool] = False
    in_parts: ClassVar[bool] = False
    sensitive: ClassVar[bool] = False  # asks people again who they are (permissions.insist_on_recent_proof)
    #: It reads what is personal, takes it out, or erases it: recorded when somebody of the team sends it
    #: (messaging/auditing.py).
    audited: ClassVar[Literal["read", "export", "erase", "denied"] | None] = None
    registered: ClassVar[list[type[Request[Any]]]] = []

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        for base in cls.__bases__:
            arguments = getattr(base, "__pydantic_generic_metadata__", {}).get("args", ())
            if arguments and isinstance(arguments[0], type):
                cls.service = owner_of(cls.__module__)
                cls.method = snake_case(cls.__name__)
                cls.reply = arguments[0]
                Request.registered.append(cls)


class Command(Request[Reply], Generic[Reply]):
    """Changes something, in one transaction, at most once for (method, caller, command id).

    Where `remembered` is false the reply holds a secret, which must not lie in the command log: a repetition is judged
    anew, so the command itself must be safe to repeat.

    One that is `in_parts` is a command for many: each has a transaction of its own, and its reply is `Outcomes`.
    """

    is_command: ClassVar[bool] = True
    remembered: ClassVar[bool] = True
    in_parts: ClassVar[bool] = False


class Query(Request[Reply], Generic[Reply]):
    """Reads; no command id, a read-only transaction."""


class CommandFrame(Model):
    """Beside a command's body: what makes its repetition safe and its lateness harmless."""

    id: UUID
    deadline: AwareDatetime


class Nothing(Model):
    """The reply of a command that has nothing to tell."""


class Page(Model, Generic[Reply]):
    """One page of a list. `next` is the `after` of the next page; `total` counts all that match; with `more` as far as
    it was counted (paging.COUNTED), and there are more."""

    items: tuple[Reply, ...]
    next: str | None
    total: int
    more: bool = False


class FieldProblem(Model):
    """What is wrong with one field. `message` in English; code and values say it in any language (shared/wording)."""

    field: str
    code: str
    message: str
    values: dict[str, Any] = {}


class Problem(Model):
    """A refusal, as one of many results."""

    code: str
    message: str
    reason: str | None = None
    values: dict[str, Any] = {}
    details: tuple[FieldProblem, ...] = ()


class Outcome(Model, Generic[Reply]):
    """What came of one of many: its reply, or why it was refused."""

    code: str
    reply: Reply | None = None
    error: Problem | None = None


class Outcomes(Model, Generic[Reply]):
    """In the order in which they were asked for."""

    items: tuple[Outcome[Reply], ...]
