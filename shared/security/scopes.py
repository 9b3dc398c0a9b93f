"""What a personal access token may be used for, by its scopes; never for more than its person may do.

`read`: every query. `write`: every command. `<service>.read`, `<service>.write`: of one service. `<service>.<request>`:
one request. A role's name: what that role may send, and as that role alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from shared.contracts.people import PERSON_ROLES
from shared.contracts.registry import KERNEL, REQUESTS
from shared.contracts.requests import Request
from shared.runtime.settings import SERVICES
from shared.security.permissions import ALLOWED

READ, WRITE = "read", "write"

#: The one method whose token tells the address that a session has proven.
CLAIMS_ADDRESS = "claim_address"


def scopes() -> frozenset[str]:
    """All that there are."""
    parts = {f"{service}.{kind}" for service in SERVICES for kind in (READ, WRITE)}
    return frozenset({READ, WRITE, *PERSON_ROLES, *parts, *single()})


def single() -> list[str]:
    """The requests that may stand alone."""
    places = ((one, SERVICES if one.service == KERNEL else (one.service,)) for one in REQUESTS.values() if is_open(one))
    return sorted(f"{service}.{one.method}" for one, services in places for service in services)


def is_open(request: type[Request[Any]]) -> bool:
    """Whether a token may send it at all: not what asks people again who they are."""
    return bool(ALLOWED[request][0]) and not request.sensitive and request.method != CLAIMS_ADDRESS


def roles_by(
    given: Collection[str], request: type[Request[Any]], service: str, roles: Iterable[str]
) -> tuple[str, ...]:
    """As which of a person's roles a token with these scopes may send it; none: not at all."""
    if not is_open(request):
        return ()
    kind = WRITE if request.is_command else READ
    if {kind, f"{service}.{kind}", f"{service}.{request.method}"} & set(given):
        return tuple(roles)
    return tuple(role for role in roles if role in given and role in ALLOWED[request][0])
