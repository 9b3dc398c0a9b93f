"""People found by what is typed of their names and addresses, whoever keeps them.

Each owner keeps the words of its people beside them (`kept_of_people`), finds rows by a text search, and has each
person looked at here: of several people together the words may be that nobody alone is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from shared.program.finding import find_closest, is_near, kept_words, typed_words
from shared.program.folding import fold


class Named(Protocol):
    """Somebody of the city that has this tracking code."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...
    @property
    def ref(self) -> str | None: ...


Who = TypeVar("Who", bound=Named)


def words_of_person(name: str, email: str | None) -> list[str]:
    return fold(f"{name} {email or ''}").split()


def kept_of_people(*people: tuple[str, str | None]) -> list[str]:
    """Of names and addresses. Of names also what is one letter off; of addresses the words alone."""
    words = {word for name, email in people for word in words_of_person(name, email)}
    return sorted(words.union(kept_words(*(name for name, _ in people))))


def find_people(text: str, limit: int, search: Callable[[str, int], Iterable[Who]]) -> list[Who]:
    """The closest first, each once. `search`: of a text search; it may bring others who stand in the same rows."""
    typed = typed_words(text)

    def words_of(one: Who) -> list[str]:
        return words_of_person(one.name, one.email)

    def find(query: str, most: int) -> list[Who]:
        return [one for one in search(query, most) if is_near(typed, words_of(one))]

    return find_closest(text, limit, find, words_of, lambda one: (one.code, one.name, one.email, one.ref))
