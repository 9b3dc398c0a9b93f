"""Likely matches: accepted and flagged, and left alone where two cities only share a name."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.intake.domain.matching import likely_same_area
from services.intake.handlers import matching
from shared.contracts import intake
from shared.contracts.intake import LikelyMatchFound
from shared.program.folding import fold
from tests.unit.intake.fake_intake import Desk

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=8), min_size=1, max_size=4).map(" ".join)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def flags(desk: Desk) -> list[tuple[str, str]]:
    return [(one.code, one.other_code) for one in desk.outbox.events if isinstance(one, LikelyMatchFound)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("México", "Estado de México"),
        ("Edo. de México", "Estado de México"),
        ("BC", "British Columbia"),
        ("N.L.", "Nuevo León"),
        ("IL", "Illinois"),
        ("Qc", "Québec"),
        ("Magdalena", "Departamento del Magdalena"),
        ("Massachussetts", "Massachusetts"),
        ("Rio Grande do Sul", "RS"),
        ("Buenos Aires", "Provincia de Buenos Aires"),
    ],
)
def test_spellings_of_one_area_are_likely_the_same(one: str, other: str) -> None:
    assert likely_same_area(fold(one), fold(other))
    assert likely_same_area(fold(other), fold(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Illinois", "Missouri"),
        ("Kansas", "Missouri"),
        ("Córdoba", "Bolívar"),
        ("IL", "Missouri"),
        ("Yucatán", "Mérida"),
        ("São Paulo", "Paraná"),
        ("Ontario", "Alberta"),
    ],
)
def test_homonyms_of_other_areas_are_not(one: str, other: str) -> None:
    assert not likely_same_area(fold(one), fold(other))


@given(WORDS, WORDS)
@example("a h ababha aaaa", "a aah aaaa")
def test_likeness_does_not_depend_on_who_comes_first(one: str, other: str) -> None:
    assert likely_same_area(one, one)
    assert likely_same_area(one, f"estado de {one}")
    assert likely_same_area(one, other) == likely_same_area(other, one)


def test_a_likely_match_is_accepted_flagged_and_told_once(desk: Desk) -> None:
    first = desk.submit().code
    second = desk.submit(admin_area="Departamento del Magdalena").code
    assert flags(desk) == [(second, first)]
    assert (desk.show(first).likely_matches, desk.show(second).likely_matches) == ((second,), (first,))
    desk.resubmit(second, admin_area="Depto. Magdalena")
    assert flags(desk) == [(second, first)]


def test_a_city_of_that_name_elsewhere_is_not_flagged(desk: Desk) -> None:
    desk.submit()
    desk.submit(admin_area="Chocó")
    desk.submit(admin_area="Magdalena", country="PE")
    desk.submit(admin_area="Magdalena", city="Otra")
    assert flags(desk) == []


def test_a_later_version_that_names_another_city_loses_the_flag(desk: Desk) -> None:
    desk.submit()
    second = desk.submit(admin_area="Dep. Magdalena").code
    desk.resubmit(second, city="Otra")
    assert desk.show(second).likely_matches == ()


def test_what_is_withdrawn_matches_nothing(desk: Desk) -> None:
    first, second = desk.submit().code, desk.submit(admin_area="Dep. Magdalena").code
    desk.withdraw(first)
    assert (desk.show(first).likely_matches, desk.show(second).likely_matches) == ((), ())
    third = desk.submit(admin_area="Departamento del Magdalena").code
    assert flags(desk)[1:] == [(third, second)]


def test_two_rows_of_one_import_are_flagged_and_told_once(desk: Desk) -> None:
    outcome = desk.bring_in({}, {"admin_area": "Dep. Magdalena"})
    one, other = (row.code for row in outcome.accepted)
    assert [set(pair) for pair in flags(desk)] == [{one, other}]


def test_pairs_are_listed_by_pages(desk: Desk) -> None:
    for city in ("Una", "Otra"):
        desk.submit(city=city)
        desk.submit(city=city, admin_area="Dep. Magdalena")
    first = matching.list_likely_matches(intake.ListLikelyMatches(limit=1), desk.repository)
    assert (len(first.items), first.total, first.next) == (1, 2, "-".join(first.items[0].codes))
    rest = matching.list_likely_matches(intake.ListLikelyMatches(limit=1, after=first.next), desk.repository)
    assert (len(rest.items), rest.next) == (1, None)
    assert {one.city for one in (*first.items, *rest.items)} == {"Una", "Otra"}
    assert sorted(rest.items[0].admin_areas) == ["Dep. Magdalena", "Magdalena"]
