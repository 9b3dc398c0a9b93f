"""What a mail about dates looks at again when it goes: only what is still so of this city, and why."""

from datetime import UTC, date, datetime
from typing import Any

from services.cohort.handlers import mail_facts, mayors
from shared.contracts import cohort as contract
from tests.unit.cohort.fake_city import CityDesk
from tests.unit.cohort.fake_cohort import CODE, NOW, Desk
from tests.unit.cohort.test_timeline import REASON, move_phase, move_start


def look(desk: Desk, about: str, now: datetime = NOW, **values: Any) -> tuple[bool, dict[str, Any]]:
    request = contract.GetMailFacts.model_validate(
        {"code": CODE, "about": about, "recipient": "intake:1", "language": "es", "values": values}
    )
    found = mail_facts.get_mail_facts(request, desk.repository, now)
    return found.holds, found.values


def told(desk: Desk) -> dict[str, Any]:
    """What the mail about the last move is made of."""
    event = desk.outbox.events[-1]
    assert isinstance(event, contract.TimelineChanged)
    changes = [one.model_dump(mode="json") for one in event.changes_of(event.cities[0])]
    return {"changes": changes, "version": event.version}


def test_of_dates_that_moved_again_only_those_that_stand_are_told_with_their_reason() -> None:
    desk = Desk()
    move_start(desk, date(2027, 6, 15))
    first = told(desk)
    move_phase(desk, "acceleration", date(2027, 10, 1), NOW)
    holds, values = look(desk, "timeline", **first)
    assert (holds, values["reason"]) == (True, REASON)
    assert [one["phase"] for one in values["changes"]] == [None, "demonstration", "close_out", "completed"]
    assert values["changes"][0] == {"phase": None, "old": "2027-06-01", "new": "2027-06-15"}


def test_a_date_that_moved_again_makes_the_mail_needless() -> None:
    desk = Desk()
    move_phase(desk, "acceleration", date(2027, 10, 1), NOW)
    first = told(desk)
    move_phase(desk, "acceleration", date(2027, 9, 15), NOW)
    assert look(desk, "timeline", **first)[0] is False
    assert look(desk, "timeline", **told(desk)) == (True, {"changes": told(desk)["changes"], "reason": REASON})
    assert look(desk, "timeline", changes=told(desk)["changes"])[1]["reason"] is None


def test_an_end_of_term_is_told_while_it_is_the_one_that_is_watched() -> None:
    desk = CityDesk()
    assert look(desk, "term", subject="term_end", on_date="2028-01-01")[0]
    assert look(desk, "term", subject="election", on_date="2027-10-31")[0] is False
    election = contract.RecordElection(code=CODE, election_on=date(2027, 10, 31))
    desk.mayor(mayors.record_election, election, NOW)
    assert look(desk, "term", subject="election", on_date="2027-10-31")[0]
    desk.succeed(takes_office_on="2028-01-01", term_ends_on="2032-01-01")
    assert look(desk, "term", datetime(2027, 6, 1, tzinfo=UTC), subject="term_end", on_date="2028-01-01")[0] is False
