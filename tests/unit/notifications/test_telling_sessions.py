"""Sessions are told to each of their people, once, and to nobody when they lie in the past."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import Mail, State
from services.notifications.handlers import applications, sessions, teams
from shared.contracts import cohort
from shared.contracts.people import PersonRef
from shared.messaging.cause import Cause
from tests.unit.notifications.fake_ledger import (
    ANALYST,
    APPLICATION_ID,
    CALL,
    CODE,
    MAYORS_OFFICE,
    NOW,
    PRIMARY,
    SUBMITTED,
    telling_of,
)
from tests.unit.notifications.tables import put, tables

SESSION_ID = UUID(int=77)
COACH = PersonRef(ref=f"identity:{UUID(int=5)}", role="coach", language="pt")
ANOTHER = PersonRef(ref=f"identity:{UUID(int=7)}", role="coach", language="es")


def cause() -> Cause:
    return Cause(actor="person:1", traceparent="00-" + "a" * 32 + "-" + "b" * 16 + "-01", causation_id=uuid4())


def fields(**changes: Any) -> dict[str, Any]:
    return {
        "application_id": APPLICATION_ID,
        "code": CODE,
        "cohort": "c27",
        "session_id": SESSION_ID,
        "kind": "coaching",
        "starts_at": NOW + timedelta(days=3),
        "ends_at": NOW + timedelta(days=3, hours=1),
        "time_zone": "America/Bogota",
        "sequence": 0,
        "people": (ANALYST, MAYORS_OFFICE),
    } | changes


#: What the city reads, and its coach.
SCHEDULED = ("session_scheduled", "coach_session_scheduled")
CANCELLED = ("session_cancelled", "coach_session_cancelled")


def scheduled(ledger: Any, **changes: Any) -> list[Mail]:
    event = cohort.SessionScheduled(**fields(language="es", interpretation=("en",), **changes))
    sessions.tell_session(event, telling_of(ledger, cause()))
    return [mail for mail in ledger.mails.values() if mail.template in SCHEDULED]


def cancelled(ledger: Any, **changes: Any) -> list[Mail]:
    sessions.tell_session_cancelled(cohort.SessionCancelled(**fields(**changes)), telling_of(ledger, cause()))
    return [mail for mail in ledger.mails.values() if mail.template in CANCELLED]


@pytest.fixture
def ledger() -> Any:
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    applications.confirm_submission(SUBMITTED, telling_of(ledger, cause()))
    return ledger


def test_each_person_gets_a_mail_in_their_language(ledger: Any) -> None:
    mails = scheduled(ledger)
    assert {(mail.recipient, mail.language) for mail in mails} == {
        (ANALYST.ref, ANALYST.language),
        (MAYORS_OFFICE.ref, MAYORS_OFFICE.language),
    }
    assert {(m.values["meeting_id"], m.values["moved"], m.values["spoken"]) for m in mails} == {
        (str(SESSION_ID), False, "es")
    }


def test_who_was_told_reads_of_a_change_and_who_is_new_of_a_session(ledger: Any) -> None:
    scheduled(ledger, people=(ANALYST,))
    mails = scheduled(ledger, sequence=1)
    assert [(m.recipient, m.values["moved"]) for m in mails[1:]] == [
        (ANALYST.ref, True),
        (MAYORS_OFFICE.ref, False),
    ]


def test_nobody_is_invited_to_what_is_over(ledger: Any) -> None:
    assert scheduled(ledger, starts_at=NOW - timedelta(hours=1), ends_at=NOW) == []
    assert len(scheduled(ledger, starts_at=NOW - timedelta(hours=1), ends_at=NOW + timedelta(seconds=1))) == 2


def test_what_is_moved_into_the_past_leaves_the_calendars_in_which_it_lies_ahead(ledger: Any) -> None:
    scheduled(ledger, people=(ANALYST,), coach=COACH)
    past = {"starts_at": NOW - timedelta(hours=2), "ends_at": NOW - timedelta(hours=1), "sequence": 1}
    for _ in range(2):  # told once
        scheduled(ledger, people=(ANALYST, MAYORS_OFFICE), coach=ANOTHER, former_coach=COACH, **past)
    ended = [mail for mail in ledger.mails.values() if mail.template in CANCELLED]
    told = [(COACH.ref, 1), (ANALYST.ref, 1)]
    assert sorted((mail.recipient, mail.values["sequence"]) for mail in ended) == told


def test_of_one_city_moved_into_the_past_another_is_not_told(ledger: Any) -> None:
    scheduled(ledger)
    scheduled(ledger, people=(ANALYST,), starts_at=NOW - timedelta(hours=2), ends_at=NOW, sequence=1)
    ended = [mail for mail in ledger.mails.values() if mail.template in CANCELLED]
    assert [mail.recipient for mail in ended] == [ANALYST.ref]


def test_an_entry_that_is_over_stays_when_its_time_is_put_right(ledger: Any) -> None:
    scheduled(ledger)
    for mail in list(ledger.mails.values()):
        put(ledger, replace(mail, values=mail.values | {"ends_at": NOW.isoformat()}))
    scheduled(ledger, starts_at=NOW - timedelta(hours=3), ends_at=NOW - timedelta(hours=2), sequence=1)
    assert [mail for mail in ledger.mails.values() if mail.template in CANCELLED] == []


def test_a_cancellation_goes_to_those_who_were_told(ledger: Any) -> None:
    scheduled(ledger, people=(ANALYST,))
    mails = cancelled(ledger, sequence=1)
    assert [(mail.recipient, mail.values["sequence"]) for mail in mails] == [(ANALYST.ref, 1)]


def test_people_of_a_city_that_is_not_known_yet_wait_each_on_their_own() -> None:
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    assert scheduled(ledger) == []
    applications.confirm_submission(SUBMITTED, telling_of(ledger, cause()))
    told = [mail for mail in ledger.mails.values() if mail.template in SCHEDULED]
    assert {mail.recipient for mail in told} == {ANALYST.ref, MAYORS_OFFICE.ref}


# -- the coach ---------------------------------------------------------------------------------------------------------


def test_a_coach_is_told_in_words_for_the_coach(ledger: Any) -> None:
    told = {mail.recipient: (mail.template, mail.language) for mail in scheduled(ledger, coach=COACH)}
    assert told[COACH.ref] == ("coach_session_scheduled", COACH.language)
    assert told[ANALYST.ref] == ("session_scheduled", ANALYST.language)
    (end,) = cancelled(ledger, people=(), coach=COACH)
    assert (end.recipient, end.template) == (COACH.ref, "coach_session_cancelled")


def test_who_holds_it_no_more_is_told_and_who_takes_over_is_invited(ledger: Any) -> None:
    scheduled(ledger, coach=COACH)
    told = scheduled(ledger, sequence=1, coach=ANOTHER, former_coach=COACH)
    assert [mail.values["moved"] for mail in told if mail.recipient == ANOTHER.ref] == [False]
    (end,) = [mail for mail in ledger.mails.values() if mail.template in CANCELLED]
    assert (end.recipient, end.values["sequence"]) == (COACH.ref, 1)


def test_who_was_told_of_the_end_reads_of_a_session_when_it_is_back(ledger: Any) -> None:
    scheduled(ledger, people=(ANALYST,))
    cancelled(ledger, sequence=1, people=(ANALYST,))
    assert len(cancelled(ledger, sequence=1, people=(ANALYST,))) == 1, "once"
    assert [mail.values["moved"] for mail in scheduled(ledger, sequence=2, people=(ANALYST,))] == [False, False]


def test_who_was_never_told_since_staff_discarded_it_hears_of_no_end(ledger: Any) -> None:
    (mail,) = scheduled(ledger, people=(ANALYST,))
    put(ledger, replace(mail, state=State.CANCELLED))
    assert cancelled(ledger, people=(ANALYST,)) == []


def test_who_does_an_action_item_now_is_told_if_mail_reaches_them(ledger: Any) -> None:
    item = {
        "item_id": UUID(int=8),
        "due_on": NOW.date(),
        "owner": ANALYST,
        "session_id": SESSION_ID,
        "kind": "coaching",
    }
    keys: dict[str, Any] = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "c27"}
    for owner in (ANALYST, None):
        event = cohort.ActionItemPassed.model_validate(keys | item | {"owner": owner})
        sessions.tell_passed_item(event, telling_of(ledger, cause()))
    told = [mail for mail in ledger.mails.values() if mail.template == "action_item_passed"]
    assert [(mail.recipient, mail.values["item_id"]) for mail in told] == [(ANALYST.ref, str(UUID(int=8)))]


@pytest.mark.parametrize(
    ("told", "owner", "template", "readers", "late"),
    [
        ("city_before", ANALYST, "action_item_due", {ANALYST.ref}, False),
        ("city", ANALYST, "action_item_due", {ANALYST.ref}, True),
        ("city", None, "action_item_due", {PRIMARY.ref, MAYORS_OFFICE.ref, ANALYST.ref}, True),
        ("coach", ANALYST, "coach_item_late", {COACH.ref}, True),
        ("staff", ANALYST, "staff_item_late", {"identity:1"}, True),
    ],
)
def test_an_item_that_is_due_is_told_to_its_owner_then_coach_then_staff(
    ledger: Any, told: str, owner: PersonRef | None, template: str, readers: set[str], late: bool
) -> None:
    ledger.upsert_person("identity:1", "en", is_staff=True)
    keys: dict[str, Any] = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "c27", "kind": "coaching"}
    item = {"session_id": SESSION_ID, "item_id": UUID(int=8), "due_on": "2027-12-01"}
    people = {"told": told, "owner": owner, "coach": COACH}
    sessions.tell_due_item(cohort.ActionItemDue.model_validate(keys | item | people), telling_of(ledger, cause()))
    found = [mail for mail in ledger.mails.values() if mail.template == template]
    assert {mail.recipient for mail in found} == readers
    assert {mail.values["late"] for mail in found} == {late}
    about = [mail for mail in ledger.mails.values() if "item_id" in mail.values]
    assert len(found) == len(about)


# -- whom mail for the team goes to ------------------------------------------------------------------------------------

TEAM_KEYS: dict[str, Any] = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "c27", "member_id": UUID(int=4)}
SUCCESSOR = PersonRef(ref=f"cohort:{UUID(int=6)}", role="team_lead", language="pt")


def left(ledger: Any, person: PersonRef | None, successor: PersonRef | None) -> dict[str, bool]:
    fields = {"left_on": NOW.date(), "successor_id": None, "led": True, "person": person, "successor": successor}
    teams.take_out_member(cohort.TeamMemberLeft(**TEAM_KEYS | fields), ledger)
    return {one.ref: one.is_primary for one in ledger.list_contacts(APPLICATION_ID)}


def test_who_follows_stands_in_the_place_of_who_is_gone(ledger: Any) -> None:
    assert left(ledger, PRIMARY, SUCCESSOR) == {MAYORS_OFFICE.ref: False, ANALYST.ref: False, SUCCESSOR.ref: True}
    joined = cohort.TeamMemberJoined(**TEAM_KEYS, joined_on=NOW.date(), person=PRIMARY)
    teams.take_in_member(joined, telling_of(ledger, cause()))
    assert PRIMARY.ref in {one.ref for one in ledger.list_contacts(APPLICATION_ID)}


def test_whoever_joins_with_an_address_is_invited_once(ledger: Any) -> None:
    joined = cohort.TeamMemberJoined(**TEAM_KEYS, joined_on=NOW.date(), invited=SUCCESSOR)
    told = cause()
    for _ in range(2):
        teams.take_in_member(joined, telling_of(ledger, told))
    invitations = [one for one in ledger.mails.values() if one.template == "team_invitation"]
    assert [(one.recipient, one.language) for one in invitations] == [(SUCCESSOR.ref, "pt")]


def test_whom_the_program_writes_to_first_is_never_nobody(ledger: Any) -> None:
    assert sum(left(ledger, PRIMARY, None).values()) == 1
    before = left(ledger, ANALYST, None)
    assert left(ledger, None, None) == before, "a name alone changes nothing"
