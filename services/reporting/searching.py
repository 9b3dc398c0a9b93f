"""Search: the cities and applications that somebody may see, by what they type; the closest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.told import state_told
from shared.contracts import reporting
from shared.contracts.codes import is_code
from shared.program.finding import as_code, beginning, find_closest
from shared.program.folding import fold

if TYPE_CHECKING:
    from services.reporting.repository import Repository


def search(request: reporting.Search, repository: Repository) -> reporting.Found:
    audience = repository.audience
    return reporting.Found(
        items=tuple(
            one.model_copy(update={"state": state_told(one.state, audience)}) for one in closest(request, repository)
        )
    )


def closest(request: reporting.Search, repository: Repository) -> list[reporting.FoundApplication]:
    """Of what could be a code, those whose code begins so; where there is none, it may be a word all the same."""
    coded = repository.search(beginning([as_code(request.text)]), request.limit) if is_code(request.text) else []
    return coded or find_closest(request.text, request.limit, repository.search, words_of, lambda one: one.code)


def words_of(one: reporting.FoundApplication) -> list[str]:
    return [*fold(one.city).split(), *fold(one.admin_area or "").split(), one.code.lower()]
