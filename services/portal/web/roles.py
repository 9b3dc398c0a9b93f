"""Pages of one role: whoever lacks it is refused here, and again by the service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

from fastapi import Depends

from services.portal.web.page import Page, SignedInHere
from shared.contracts.errors import Refusal
from shared.contracts.people import PERSON_ROLES, Role
from shared.security.permissions import LEADS, OPERATORS, PROGRAM, REVIEW, STAFF


def only(*roles: Role) -> Callable[[Page], Page]:
    """Raises Refusal("forbidden")."""

    def insist(page: SignedInHere) -> Page:
        if not has_role(page, *roles):
            raise reserved(roles)
        return page

    return insist


def reserved(roles: Iterable[Role]) -> Refusal:
    """A page, or a form of it, that is for these alone, whom it names."""
    return Refusal("forbidden", reason="page", roles=[role.value for role in Role if role in set(roles) & PERSON_ROLES])


def has_role(page: Page, *roles: Role) -> bool:
    return page.person is not None and not frozenset(roles).isdisjoint(page.person.roles)


def is_lead(page: Page) -> bool:
    """Whether a refusal of a rule of the program may be overridden."""
    return has_role(page, *LEADS)


StaffHere = Annotated[Page, Depends(only(*STAFF))]
OperatorHere = Annotated[Page, Depends(only(*OPERATORS))]
LeadHere = Annotated[Page, Depends(only(*LEADS))]
ProgramHere = Annotated[Page, Depends(only(*PROGRAM))]
ReviewerHere = Annotated[Page, Depends(only(*REVIEW))]
