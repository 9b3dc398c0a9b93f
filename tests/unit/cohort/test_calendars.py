"""A city's calendar behind a secret link of each of its people."""

from datetime import UTC, datetime
from uuid import UUID

from services.cohort.handlers import calendars
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, Role
from tests.support.refused import refused
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, STAFF
from tests.unit.cohort.test_convening import Hall, invited

NOW = datetime(2027, 8, 1, 12, tzinfo=UTC)
MEMBER = Caller(f"person:{UUID(int=41)}", frozenset({Role.CITY_MEMBER}))


def renew(hall: Hall, caller: Caller = MEMBER) -> contract.CalendarFeed:
    return calendars.renew_feed(contract.RenewCalendarFeed(code=CODE), hall.repository, caller, NOW)


def read(hall: Hall, secret: str) -> contract.Calendar:
    return calendars.get_calendar(contract.GetCalendar(secret=secret), hall.repository, NOW)


def city_of_member() -> Hall:
    hall = invited()
    hall.repository.city_people.add((APPLICATION_ID, UUID(MEMBER.id)))
    return hall


def test_a_link_shows_the_citys_calendar_and_names_nobody() -> None:
    hall = city_of_member()
    secret = renew(hall).secret
    assert secret is not None
    calendar = read(hall, secret)
    assert [(one.noun, one.kind, one.cancelled) for one in calendar.entries] == [("convening", "leaders", False)]
    assert "delegate" not in calendar.model_dump_json()
    assert secret not in str(hall.repository.calendar_feeds)


def test_a_link_that_was_renewed_leads_nowhere_any_more() -> None:
    hall = city_of_member()
    old, new = renew(hall).secret, renew(hall).secret
    assert old is not None and new is not None
    assert refused(lambda: read(hall, old)).startswith("not_found")
    assert read(hall, new).code == CODE


def test_a_link_ends_with_its_owners_part_in_the_city() -> None:
    hall = city_of_member()
    secret = renew(hall).secret
    assert secret is not None
    hall.repository.city_people.clear()
    assert refused(lambda: read(hall, secret)).startswith("not_found")


def test_whoever_has_no_part_in_the_city_has_no_link() -> None:
    hall = city_of_member()
    assert refused(lambda: renew(hall, STAFF)).startswith("forbidden")
    shown = calendars.get_feed(contract.GetCalendarFeed(code=CODE), hall.repository, MEMBER)
    assert (shown.made_at, shown.secret) == (None, None)
    renew(hall)
    shown = calendars.get_feed(contract.GetCalendarFeed(code=CODE), hall.repository, MEMBER)
    assert (shown.made_at, shown.secret) == (NOW, None)
