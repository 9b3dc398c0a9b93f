"""Who holds a city in a call: applying blocks nobody before an address is proven; afterwards there is one."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts import intake
from shared.contracts.lifecycle import ApplicationState as State
from tests.support.refused import refused
from tests.unit.intake.fake_intake import ANYBODY, NOW, STAFF, Desk, document

DUPLICATE = "duplicate_application: This city already has an active application to this call."


def contacts(address: str) -> list[dict[str, Any]]:
    return [document()["contacts"][0] | {"email": address}]


def applied(desk: Desk, address: str, **changes: Any) -> str:
    return desk.submit(caller=ANYBODY, contacts=contacts(address), **changes).code


def holds(desk: Desk, *codes: str) -> list[bool]:
    return [desk.show(code).holds_city for code in codes]


def test_a_stranger_who_applies_for_a_city_does_not_keep_it_out() -> None:
    desk = Desk()
    squatter, city = applied(desk, "eve@elsewhere.example"), applied(desk, "luz@puerto.example")
    assert holds(desk, squatter, city) == [False, False]
    assert desk.show(city).likely_matches == (squatter,)
    matches = [one for one in desk.outbox.events if isinstance(one, intake.LikelyMatchFound)]
    assert [(one.code, one.other_code) for one in matches] == [(city, squatter)]
    desk.claim("luz@puerto.example")
    assert holds(desk, squatter, city) == [False, True]
    desk.claim("eve@elsewhere.example")
    assert holds(desk, squatter, city) == [False, True]


@pytest.mark.parametrize("how", ["proven before", "proven after", "staff", "import", "draft"])
def test_whoever_holds_the_place_keeps_later_ones_out_without_a_word_of_who_they_are(how: str) -> None:
    desk = Desk()
    caller = STAFF if how == "staff" else ANYBODY
    if how == "proven before":
        caller = desk.claim("luz@puerto.example")
    if how == "import":
        desk.bring_in({})
    elif how == "draft":
        desk.claim("luz@puerto.example")
        desk.submit_draft(desk.save().code)
    else:
        desk.submit(caller=caller)
    if how == "proven after":
        desk.claim("leo@puerto.example")
    said = refused(lambda: applied(desk, "eve@elsewhere.example"))
    assert said.startswith(DUPLICATE)
    assert not any(code in said for code in [one.record.code for one in desk.repository.applications.values()])
    assert "puerto.example" not in said


def test_to_name_an_address_that_somebody_else_has_proven_keeps_no_city_out() -> None:
    desk = Desk()
    desk.claim("ana@other.example")
    city, eve = desk.claim("luz@puerto.example"), desk.claim("eve@elsewhere.example")
    squatters = [desk.submit(caller=who, contacts=contacts("ana@other.example")).code for who in (ANYBODY, eve)]
    own = desk.submit(caller=city, contacts=contacts("luz@puerto.example")).code
    assert holds(desk, *squatters, own) == [False, False, True]


def test_who_signed_in_by_another_address_holds_nothing() -> None:
    desk = Desk()
    eve = desk.claim("eve@elsewhere.example")
    code = desk.submit(caller=eve, contacts=contacts("luz@puerto.example")).code
    assert holds(desk, code) == [False]


def test_of_two_that_wait_the_earlier_takes_the_place_of_one_that_ends() -> None:
    desk = Desk()
    first, second, third = (applied(desk, f"{n}@puerto.example", now=NOW.replace(minute=n)) for n in range(3))
    for n in (0, 2, 1):
        desk.claim(f"{n}@puerto.example")
    assert holds(desk, first, second, third) == [True, False, False]
    desk.withdraw(first)
    assert holds(desk, second, third) == [True, False]


def test_an_application_whose_place_is_free_takes_it_with_the_version_that_names_somebody_proven() -> None:
    desk = Desk()
    code = applied(desk, "nobody@puerto.example")
    desk.claim("luz@puerto.example")
    desk.resubmit(code)
    assert holds(desk, code) == [True]


def test_what_stands_beside_another_goes_on_and_does_not_move_to_a_place_that_is_held() -> None:
    desk = Desk()
    beside = applied(desk, "eve@elsewhere.example")
    desk.submit()
    desk.submit(city="Otra", contacts=contacts("otra@otra.example"))
    assert desk.resubmit(beside, residents=600_000, contacts=contacts("eve@elsewhere.example")).version == 2
    assert holds(desk, beside) == [False]
    assert refused(lambda: desk.resubmit(beside, city="OTRA")).startswith(DUPLICATE)
    desk.withdraw(beside)
    assert refused(lambda: desk.reinstate(beside)).startswith(DUPLICATE)


def test_staff_merge_the_two_and_the_one_that_goes_on_holds_the_place() -> None:
    desk = Desk()
    city, squatter = applied(desk, "luz@puerto.example"), applied(desk, "eve@elsewhere.example")
    desk.claim("luz@puerto.example")
    desk.merge(city, squatter)
    assert holds(desk, squatter) == [True]
    assert desk.show(city).state is State.WITHDRAWN
    assert refused(lambda: applied(desk, "more@elsewhere.example")).startswith(DUPLICATE)


def test_an_import_is_not_kept_out_by_a_stranger() -> None:
    desk = Desk()
    applied(desk, "eve@elsewhere.example")
    first = desk.bring_in({})
    assert (len(first.accepted), len(first.existing)) == (1, 0)
    again = desk.bring_in({})
    assert [one.code for one in again.existing] == [first.accepted[0].code]
