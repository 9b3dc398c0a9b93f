"""Places of the side navigation under their headings."""

from services.portal.web.navigation import PLACES, groups_of
from shared.contracts.people import Role
from shared.wording import LANGUAGES, has


def test_places_stand_under_headings_and_what_waits_comes_first() -> None:
    groups = groups_of([Role.STAFF])
    assert [group for group, _ in groups] == ["", "admission", "cohorts", "program"]
    assert [place.path for place in groups[0][1]] == ["/staff"]


def test_of_several_roles_each_place_stands_once_and_each_heading_too() -> None:
    groups = groups_of([Role.REVIEWER, Role.COACH, Role.ADMINISTRATOR])
    paths = [place.path for _, some in groups for place in some]
    assert len(paths) == len(set(paths))
    names = [group for group, _ in groups]
    assert len(names) == len(set(names))
    assert [place.key for place in groups[0][1]] == [
        "reviews",
        "reviews_submitted",
        "reviews_guide",
        "coaching",
        "work",
    ]


def test_each_heading_has_its_words() -> None:
    for group in {place.group for places in PLACES.values() for place in places} - {""}:
        assert has(f"pages.work.group.{group}"), (group, LANGUAGES)


def test_a_page_below_a_place_is_held_by_it_and_by_no_other() -> None:
    places = [place for _, some in groups_of([Role.ADMINISTRATOR]) for place in some]
    held = {
        here: [place.path for place in places if place.holds(here)]
        for here in (
            "/staff/applications/K7M2P9XH4T",
            "/staff/mail?state=held",
            "/staff?kind=check",
            "/cities/K7M2P9XH4T",
        )
    }
    assert list(held.values()) == [["/staff/applications"], ["/staff/mail"], ["/staff"], []]
