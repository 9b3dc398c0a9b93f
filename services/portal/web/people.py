"""What people are called whom answers name by their id."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from services.portal.web.page import Missing, Page
from shared.contracts.identity import GetNames


def people_called(page: Page, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Those that there are; nobody while identity does not answer."""
    wanted = tuple(sorted({one for one in ids if one is not None}))
    found = page.part(GetNames(ids=wanted)) if wanted else None
    return {} if found is None or isinstance(found, Missing) else {one.id: one.name for one in found.items}
