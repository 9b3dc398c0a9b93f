"""Commands by a caller's own key."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from shared.contracts.errors import Detail, Refusal

#: Names a command after a caller's own key: the same key is the same command.
_KEYS = UUID("b2f0f1f2-4c53-5d8e-8f0e-4b8a7f6f2c11")


def command_id_of(key: str | None, owner: str = "") -> UUID:
    """The command id of an idempotency key; without one, a new command.

    Callers who share one identity, as those who are not signed in do, name the `owner` of the key: the same key of two
    owners is two commands. Raises Refusal("invalid") for an empty key, which would name everybody's command.
    """
    if key is None:
        return uuid4()
    if not key.strip():
        raise Refusal("invalid", Detail("idempotency_key", "too_short", count=1))
    return uuid5(_KEYS, f"{owner}\n{key}" if owner else key)
