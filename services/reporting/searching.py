"""Search: the cities and applications that somebody may see, by what they type; the closest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.finding import as_code, beginning, exactly, is_near, nearly, typed_words
from services.reporting.told import state_told
from shared.contracts import reporting
from shared.contracts.codes import is_code
from shared.program.folding import fold

if TYPE_CHECKING:
    from services.reporting.repository import Repository

LOOKED_AT = 5  # times as many as are asked for: what shares letters alone is sorted out


def search(request: reporting.Search, repository: Repository) -> reporting.Found:
    words = typed_words(request.text)
    queries = [beginning([as_code(request.text)])] if is_code(request.text) else []
    queries += [exactly(words), beginning(words), nearly(words)] if words else []
    found: dict[str, reporting.FoundApplication] = {}
    for query in queries:
        if len(found) >= request.limit or (found and is_code(request.text)):
            break
        for one in repository.search(query, request.limit * LOOKED_AT):
            if query != queries[-1] or not words or is_near(words, words_of(one)):
                found.setdefault(one.code, one)
    shown = list(found.values())[: request.limit]
    audience = repository.audience
    return reporting.Found(
        items=tuple(one.model_copy(update={"state": state_told(one.state, audience)}) for one in shown)
    )


def words_of(one: reporting.FoundApplication) -> list[str]:
    return [*fold(one.city).split(), *fold(one.admin_area or "").split(), one.code.lower()]
