"""The balance: everybody reads about as much, nobody what they cannot or must not read."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.eligibility.domain.assignment import Balance, Need, Reader, balance


def need(number: int, language: str = "es", missing: int = 1, closed_to: tuple[int, ...] = ()) -> Need:
    return Need(UUID(int=number), f"{number:010}", language, missing, frozenset(map(person, closed_to)))


def person(number: int) -> UUID:
    return UUID(int=1000 + number)


def reader(number: int, *languages: str, load: int = 0) -> Reader:
    return Reader(person(number), languages or ("es",), load)


def pairs(result: Balance) -> list[tuple[int, int]]:
    return [(one.application_id.int, who.int - 1000) for one, who in result.assigned]


def test_the_least_loaded_reader_takes_the_next() -> None:
    result = balance([need(1), need(2), need(3)], [reader(1, load=2), reader(2), reader(3, load=1)])
    assert pairs(result) == [(1, 2), (2, 2), (3, 3)]


def test_each_application_gets_as_many_as_it_lacks() -> None:
    assert pairs(balance([need(1, missing=2)], [reader(1), reader(2), reader(3)])) == [(1, 1), (1, 2)]


def test_only_who_reads_the_language_is_asked() -> None:
    assert pairs(balance([need(1, "pt")], [reader(1, "es"), reader(2, "en", "pt")])) == [(1, 2)]


def test_nobody_reads_what_is_closed_to_them() -> None:
    assert pairs(balance([need(1, closed_to=(1,))], [reader(1), reader(2, load=9)])) == [(1, 2)]


def test_among_equals_whoever_reads_fewer_languages_is_asked() -> None:
    assert pairs(balance([need(1)], [reader(1, "es", "fr"), reader(2, "es")])) == [(1, 2)]


def test_what_few_can_read_is_served_first() -> None:
    result = balance([need(1, "es"), need(2, "fr")], [reader(1, "es", "fr"), reader(2, "es", "en")], highest_load=1)
    assert pairs(result) == [(1, 2), (2, 1)]


def test_what_lacks_readers_is_named() -> None:
    result = balance([need(1, missing=3), need(2, "fr")], [reader(1), reader(2)])
    assert [(one.application_id.int, missing) for one, missing in result.short] == [(1, 1), (2, 1)]


def test_a_load_may_be_bounded() -> None:
    result = balance([need(1), need(2), need(3)], [reader(1, load=1)], highest_load=2)
    assert (pairs(result), len(result.short)) == ([(1, 1)], 2)


LANGUAGES = st.sampled_from(["en", "es", "pt", "fr"])
READERS = st.lists(
    st.tuples(st.lists(LANGUAGES, min_size=1, max_size=3, unique=True), st.integers(0, 5)), max_size=8
).map(lambda found: [reader(n, *languages, load=load) for n, (languages, load) in enumerate(found)])
NEEDS = st.lists(st.tuples(LANGUAGES, st.integers(1, 3), st.lists(st.integers(0, 7), max_size=3)), max_size=12).map(
    lambda found: [need(n, language, missing, tuple(closed)) for n, (language, missing, closed) in enumerate(found)]
)


@given(NEEDS, READERS, st.none() | st.integers(1, 6))
def test_whatever_there_is_to_assign(needs: list[Need], readers: list[Reader], highest: int | None) -> None:
    result = balance(needs, readers, highest)
    known = {one.person_id: one for one in readers}
    loads = Counter({one.person_id: one.load for one in readers})
    assert len(set(pairs(result))) == len(result.assigned)  # nobody twice for one application
    for one, who in result.assigned:
        assert one.language in known[who].languages
        assert who not in one.closed_to
        loads[who] += 1
    assert highest is None or all(loads[p] <= max(highest, known[p].load) for p in known)
    given_to = Counter(one.application_id for one, _ in result.assigned)
    short = {one.application_id: missing for one, missing in result.short}
    assert all(given_to[one.application_id] + short.get(one.application_id, 0) == one.missing for one in needs)
    if highest is None:  # short only where there is nobody left to ask
        for one in needs:
            may = [r for r in readers if one.language in r.languages and r.person_id not in one.closed_to]
            assert given_to[one.application_id] == min(one.missing, len(may))


@given(st.integers(1, 6), st.lists(st.integers(1, 3), max_size=20))
def test_equal_readers_end_with_equal_loads(people: int, missing: list[int]) -> None:
    readers = [reader(n) for n in range(people)]
    result = balance([need(n, missing=m) for n, m in enumerate(missing)], readers)
    loads = Counter(dict.fromkeys([one.person_id for one in readers], 0))
    loads.update(who for _, who in result.assigned)
    assert max(loads.values()) - min(loads.values()) <= 1
