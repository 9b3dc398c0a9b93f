"""What somebody may let a token do: wide scopes, parts of a service, and single requests by what they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from shared.contracts.people import Role
from shared.contracts.registry import KERNEL, REQUESTS
from shared.contracts.requests import Request
from shared.runtime.settings import SERVICES
from shared.security.permissions import ALLOWED, OF_EVERYBODY
from shared.security.scopes import READ, WRITE, is_open

#: Modules of contracts that are about who one is here.
OF_THE_ACCOUNT = frozenset({"access_tokens", "device", "factors", "passkeys", "passwords", "sessions"})


class Single(NamedTuple):
    """One request; what it does is said by `requests.<method>`."""

    scope: str
    method: str


def roles_of(roles: Collection[Role]) -> list[Role]:
    return [role for role in Role if role in roles or role in OF_EVERYBODY]


def parts_of(roles: Collection[Role]) -> list[tuple[str, str]]:
    """A service, and `read` or `write`, as far as there is something of it that they may do."""
    kinds = {(service, WRITE if one.is_command else READ) for one in open_to(roles) for service in services_of(one)}
    return [(service, kind) for service in SERVICES for kind in (READ, WRITE) if (service, kind) in kinds]


def nouns_of(roles: Collection[Role]) -> dict[str, list[Single]]:
    """By what requests are about."""
    found: dict[str, list[Single]] = {}
    for one in open_to(roles):
        singles = [Single(f"{service}.{one.method}", one.method) for service in services_of(one)]
        found.setdefault(noun_of(one), []).extend(singles)
    return found


def open_to(roles: Collection[Role]) -> Iterator[type[Request[Any]]]:
    """What somebody with these roles may send and a token may, without what needs no token."""
    for request in REQUESTS.values():
        allowed = ALLOWED[request][0]
        if is_open(request) and Role.ANONYMOUS not in allowed and allowed & set(roles_of(roles)):
            yield request


def services_of(request: type[Request[Any]]) -> tuple[str, ...]:
    return tuple(SERVICES) if request.service == KERNEL else (request.service,)


def noun_of(request: type[Request[Any]]) -> str:
    """By the module of its contract: what is about one thing stands in one."""
    noun = request.__module__.rpartition(".")[2]
    return "identity_account" if noun in OF_THE_ACCOUNT else "_".join(dict.fromkeys((request.service, noun)))
