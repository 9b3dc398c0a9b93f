"""A place of staff: a page about one thing that no city's room holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Depends

from services.portal.web.page import Page
from services.portal.web.roles import is_lead, only
from shared.contracts.people import Role
from shared.contracts.requests import Request
from shared.security.permissions import ALLOWED, STAFF


class Desk:
    """`base`: its address, whose names the request's path gives; they name it in requests, too."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self._base = base

    @property
    def zone(self) -> str:
        """Staff type moments by their own clock."""
        return self.page.zone

    @property
    def version(self) -> int | None:
        return None

    @property
    def own(self) -> Mapping[str, Any]:
        return self.given

    @property
    def leads(self) -> bool:
        return is_lead(self.page)

    @property
    def shown(self) -> Mapping[str, Any]:
        return {}

    @property
    def called(self) -> Mapping[str, Any]:
        return {}

    @property
    def given(self) -> Mapping[str, str]:
        return self.page.request.path_params

    def may(self, request: type[Request[Any]]) -> bool:
        roles = frozenset(self.page.person.roles) if self.page.person else frozenset()
        return bool(roles & ALLOWED[request][0])

    def path(self, leaf: str = "") -> str:
        return f"{self._base.format(**self.given)}/{leaf}".rstrip("/")

    def read_again(self) -> None:
        """It keeps nothing that was asked."""


def desk_at(base: str, *roles: Role) -> Callable[..., Desk]:
    """For whoever has one of these roles; staff's unless others are named."""
    allowed = Depends(only(*(roles or STAFF)))

    def opened(page: Page = allowed) -> Desk:
        return Desk(page, base)

    return opened
