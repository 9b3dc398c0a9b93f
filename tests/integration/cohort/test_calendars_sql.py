"""A calendar's link on the real tables: while its owner is of the city."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from services.cohort.entrypoints.base import repository_for
from services.cohort.handlers import calendars, coaching, people
from shared.contracts import cohort as contract
from shared.contracts import identity
from shared.contracts.people import Caller, Role
from shared.security.tokens import ANONYMOUS
from tests.integration.cohort.test_convening_sql import RealHall, invite
from tests.support.refused import refused
from tests.support.store import Store
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, NOW, PROGRAM

MEMBER = UUID(int=51)


def test_a_link_shows_what_its_city_is_invited_to_while_its_owner_is_of_it(store: Store) -> None:
    invite(store)
    caller = Caller(f"person:{MEMBER}", frozenset({Role.CITY_MEMBER}))
    with store.database.transaction() as tx:
        hall = RealHall(tx)
        renewal = contract.RenewCalendarFeed(code=CODE)
        assert refused(lambda: calendars.renew_feed(renewal, hall.repository, caller, NOW)).startswith("forbidden")
        columns = (APPLICATION_ID, f"{CODE}:0:team_lead", MEMBER)
        tx.execute("insert into contact_people (application_id, ref, person_id) values (%s, %s, %s)", columns)
        calendars.renew_feed(renewal, hall.repository, caller, NOW)
        secret = calendars.renew_feed(renewal, hall.repository, caller, NOW).secret
        assert secret is not None
        asked = contract.GetCalendar(secret=secret)
        strangers = repository_for(tx, PROGRAM, ANONYMOUS, asked)  # a calendar program signs nobody in
        entries = calendars.get_calendar(asked, strangers, NOW).entries
        assert [(one.noun, one.kind) for one in entries] == [("convening", "leaders")]
        late = entries[0].starts_at + calendars.KEPT + timedelta(days=1)
        assert calendars.get_calendar(asked, hall.repository, late).entries == ()
        shown = calendars.get_feed(contract.GetCalendarFeed(code=CODE), hall.repository, caller)
        assert shown.made_at == NOW
        standing: dict[str, Any] = {"person_id": MEMBER, "roles": (), "languages": ("es",)}
        people.shut_out(identity.PersonDeactivated(**standing, because="left_program"), hall.repository)
        assert refused(lambda: calendars.get_calendar(asked, strangers, NOW)).startswith("not_found")
        people.let_in(identity.PersonReactivated(**standing), hall.repository)
        assert calendars.get_calendar(asked, strangers, NOW).code == CODE
        tx.execute("update roster set left_on = current_date where ref = %s", (columns[1],))
        assert refused(lambda: calendars.get_calendar(asked, strangers, NOW)).startswith("not_found")


def test_a_coachs_link_and_belonging_end_with_their_role(store: Store) -> None:
    """Their cities stay theirs until somebody takes them over; what they read of them does not, such as its mails, for
    which notifications asks who belongs to the city."""
    invite(store)
    caller = Caller(f"person:{MEMBER}", frozenset({Role.COACH}))
    standing: dict[str, Any] = {"person_id": MEMBER, "languages": ("es",)}
    with store.database.transaction() as tx:
        hall = RealHall(tx)
        added = identity.PersonAdded(**standing, roles=(Role.COACH,))
        coaching.keep_coach(added, hall.repository)
        hall.repository.update_lead_coach(APPLICATION_ID, MEMBER, None, "staff", NOW)
        secret = calendars.renew_feed(contract.RenewCalendarFeed(code=CODE), hall.repository, caller, NOW).secret
        assert secret is not None
        asked = contract.GetCalendar(secret=secret)
        assert calendars.get_calendar(asked, hall.repository, NOW).code == CODE
        belonging = contract.GetCityBelonging(code=CODE, person_id=MEMBER)
        assert people.get_belonging(belonging, hall.repository).belongs
        changed = identity.RolesChanged(**standing, roles=(), given=(), taken=(Role.COACH,))
        coaching.keep_coach(changed, hall.repository)
        assert refused(lambda: calendars.get_calendar(asked, hall.repository, NOW)).startswith("not_found")
        assert not people.get_belonging(belonging, hall.repository).belongs
        renewal = contract.RenewCalendarFeed(code=CODE)
        assert refused(lambda: calendars.renew_feed(renewal, hall.repository, caller, NOW)).startswith("forbidden")
