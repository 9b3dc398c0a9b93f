"""What is known of an application, on a real PostgreSQL: its latest contacts, and what waited for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import Audience, Call, Occasion, State, Untrue
from services.notifications.handlers.applications import confirm_submission, take_in_call
from services.notifications.handlers.desk import search_mails
from services.notifications.handlers.settling import claim
from services.notifications.handlers.telling import for_person
from services.notifications.repository import Repository
from shared.contracts.notifications import FoundMails, ListMails, SearchMails
from shared.messaging.cause import Cause
from shared.storage.database import Database, Row
from tests.support.foundations import Foundations
from tests.unit.notifications.fake_ledger import (
    ANALYST,
    APPLICATION_ID,
    CALL,
    LETTERS,
    MAYORS_OFFICE,
    NOW,
    PRIMARY,
    SUBMITTED,
    a_mail,
    telling_of,
)
from tests.unit.notifications.settling_cases import admit

LATER = NOW + timedelta(seconds=1)


CAUSE = Cause(actor="test", traceparent="00-1-2-01", causation_id=uuid4())


class Store:
    def __init__(self, url: str) -> None:
        self.database = Database(url)

    def run(self, work: Callable[[Repository], Any]) -> Any:
        with self.database.transaction() as tx:
            return work(Repository(tx))

    def rows(self, sql: str) -> list[Row]:
        with self.database.transaction() as tx:
            return tx.all(sql)

    def submit(self, **changes: Any) -> None:
        event = SUBMITTED.model_copy(update=changes)
        cause = replace(CAUSE, causation_id=uuid4())
        self.run(lambda repository: confirm_submission(event, telling_of(repository, cause)))

    @property
    def contacts(self) -> list[tuple[str, str, bool]]:
        rows = self.rows("select ref, role, is_primary from contacts order by ref")
        return [(row["ref"], row["role"], row["is_primary"]) for row in rows]

    @property
    def mails(self) -> list[tuple[str, str]]:
        rows = self.rows("select template, recipient from mails order by template, recipient")
        return [(row["template"], row["recipient"]) for row in rows]


@pytest.fixture
def store(foundations: Foundations) -> Iterator[Store]:
    url = foundations.database_of("notifications")
    made = Store(url)
    made.run(lambda repository: take_in_call(CALL, repository))
    yield made
    made.database.close()
    foundations.give_back(url)


def occasion(template: str, audience: Audience) -> Occasion:
    return Occasion(uuid4(), APPLICATION_ID, template, audience, {}, "00-1-2-01")


def test_an_application_is_found_by_its_code(store: Store) -> None:
    store.submit()
    found = store.run(lambda repository: repository.find_application_called(SUBMITTED.code))
    assert found == store.run(lambda repository: repository.find_application(SUBMITTED.application_id))
    assert store.run(lambda repository: repository.find_application_called("ZZZZZZZZZZ")) is None


def test_a_new_version_has_its_own_contacts_and_no_others(store: Store) -> None:
    store.submit(contacts=(MAYORS_OFFICE, PRIMARY))
    promoted = ANALYST.model_copy(update={"role": "team_lead"})
    store.submit(contacts=(MAYORS_OFFICE, promoted), primary_contact=ANALYST.ref, version=2)
    assert store.contacts == [(MAYORS_OFFICE.ref, "mayors_office", False), (ANALYST.ref, "team_lead", True)]


def test_a_submission_is_confirmed_to_the_primary_contact_and_the_mayors_office(store: Store) -> None:
    store.submit()
    assert store.mails == [("application_received", PRIMARY.ref), ("application_received", MAYORS_OFFICE.ref)]


def test_what_waited_for_the_application_is_told_once(store: Store) -> None:
    store.run(lambda repository: telling_of(repository, CAUSE).mail(occasion("welcome", Audience.TEAM)))
    assert store.mails == []
    store.submit(notify=False)
    told = [("welcome", person.ref) for person in (PRIMARY, MAYORS_OFFICE, ANALYST)]
    assert store.mails == told
    store.submit(notify=False, version=2)
    assert store.mails == told
    assert store.rows("select 1 from pending_occasions") == []


def test_a_list_may_be_of_one_recipient(store: Store) -> None:
    store.submit()
    for refs, count in (((PRIMARY.ref,), 1), ((PRIMARY.ref, MAYORS_OFFICE.ref), 2), (None, 2), (("intake:none",), 0)):
        wanted = ListMails(recipients=refs)
        found = store.run(lambda repository, wanted=wanted: repository.list_mails(wanted, 10, None))
        assert len(found) == store.run(lambda repository, wanted=wanted: repository.count_mails(wanted)) == count
        assert refs is None or {one.recipient for one in found} <= {*refs}


def test_a_submission_to_a_call_that_is_not_known_yet_is_tried_again(store: Store) -> None:
    with pytest.raises(LookupError):
        store.submit(call="unknown", application_id=UUID(int=9))
    assert store.contacts == []


def test_in_whose_calendars_a_meeting_stands_is_what_they_were_told_last(store: Store) -> None:
    store.run(lambda repository: take_in_call(CALL, repository))
    store.submit(notify=False)
    meeting, times = UUID(int=77), {"starts_at": NOW, "ends_at": NOW, "meeting_zone": "UTC", "sequence": 0}
    told: list[dict[str, str]] = []

    def tell_all(repository: Repository) -> None:
        """In one transaction, as a batch of events is taken in: at one moment."""
        for template, recipient in (
            ("visit_scheduled", PRIMARY), ("visit_scheduled", ANALYST), ("visit_cancelled", ANALYST),
            ("visit_scheduled", MAYORS_OFFICE), ("visit_cancelled", MAYORS_OFFICE), ("visit_scheduled", MAYORS_OFFICE),
        ):  # fmt: skip
            values = {"meeting_id": str(meeting), **{key: str(value) for key, value in times.items()}}
            occasion = Occasion(uuid4(), APPLICATION_ID, template, Audience.PERSON, values, "00-1-2-01")
            telling_of(repository, CAUSE).mail(for_person(occasion, recipient))
        told.append(repository.list_told_of_meeting(meeting))

    store.run(tell_all)
    assert told == [{PRIMARY.ref: "es", MAYORS_OFFICE.ref: "en"}]
    store.run(lambda repository: told.append(repository.list_told_of_meeting(UUID(int=78))))
    assert told[1] == {}
    for now, ahead in ((NOW, {}), (NOW - timedelta(seconds=1), told[0])):
        assert store.run(lambda repository, now=now: repository.list_told_ahead(meeting, now)) == ahead


def test_an_address_gets_one_mail_of_an_occasion_in_the_language_of_the_first(store: Store) -> None:
    store.submit(contacts=(MAYORS_OFFICE, PRIMARY))
    (first,) = store.run(lambda repository: claim(repository, 50, LATER)[1])
    assert (first.recipient, first.language, first.is_first) == (PRIMARY.ref, "es", True)
    assert store.run(lambda repository: claim(repository, 50, LATER)[1]) == []
    for _ in range(2):  # as often as it is tried
        store.run(lambda repository: admit(first, "desk@city.example", repository))
    (second,) = store.run(lambda repository: claim(repository, 50, LATER)[1])
    assert (second.recipient, second.is_first) == (MAYORS_OFFICE.ref, False)
    with pytest.raises(Untrue, match="same_address"):
        store.run(lambda repository: admit(second, "DESK@city.example", repository))
    store.run(lambda repository: admit(second, "office@city.example", repository))
    assert not any("desk" in row["digest"] for row in store.rows("select digest from addressed"))


def test_who_is_no_contact_any_more_gets_nothing(store: Store) -> None:
    store.submit(contacts=(PRIMARY, MAYORS_OFFICE))
    (mail,) = store.run(lambda repository: claim(repository, 50, LATER)[1])
    store.submit(contacts=(MAYORS_OFFICE,), primary_contact=MAYORS_OFFICE.ref, notify=False)
    with pytest.raises(Untrue, match="no_contact"):
        store.run(lambda repository: admit(mail, "desk@city.example", repository))


def test_what_was_told_before_is_known(store: Store) -> None:
    store.submit(notify=False)
    phase, held = occasion("phase_started", Audience.TEAM), occasion("decision_corrected", Audience.APPLICANT)
    store.run(lambda repository: telling_of(repository, CAUSE).mail(replace(phase, values={"phase": "demonstration"})))
    store.run(lambda repository: telling_of(repository, CAUSE).mail(replace(held, held=True)))
    asked = [(uuid4(), "demonstration"), (phase.id, "demonstration"), (uuid4(), "acceleration")]
    found = [store.run(lambda r, a=a: r.was_told(SUBMITTED.code, "phase_started", "phase", a[1], a[0])) for a in asked]
    assert found == [True, False, False]
    launch = occasion("strategy_launched", Audience.TEAM)
    store.run(lambda repository: telling_of(repository, CAUSE).mail(replace(launch, values={"version": 7})))
    versions = [
        store.run(lambda r, v=v: r.was_told(SUBMITTED.code, launch.template, "version", v, uuid4())) for v in "78"
    ]
    assert versions == [True, False]
    waits = [["decision_admitted", "decision_corrected"], ["decision_admitted"]]
    assert [store.run(lambda r, w=w: r.has_unsent(APPLICATION_ID, w)) for w in waits] == [True, False]


def test_staff_are_some_of_the_people_whose_language_is_known(store: Store) -> None:
    def add(repository: Repository) -> None:
        repository.upsert_person("identity:1", "pt", is_staff=False)
        repository.upsert_person("identity:2", "fr", is_staff=True)

    store.run(add)
    assert store.run(lambda repository: repository.list_staff()) == [("identity:2", "fr")]
    assert store.run(lambda repository: repository.list_languages(["identity:1", "identity:3"])) == {"identity:1": "pt"}


def test_whom_a_mail_has_reached_is_known_with_their_language(store: Store) -> None:
    store.run(lambda repository: take_in_call(CALL, repository))
    store.submit()
    found = ["application_received"]
    assert store.run(lambda repository: repository.list_told(APPLICATION_ID, found)) == {}
    store.run(lambda repository: claim(repository, 1, LATER))
    told = store.run(lambda repository: repository.list_told(APPLICATION_ID, found))
    assert told == {PRIMARY.ref: PRIMARY.language}
    assert store.run(lambda repository: repository.list_told(APPLICATION_ID, ["welcome"])) == {}


@pytest.mark.parametrize(("state", "kept"), [("held", 0), ("failed", 1)])
def test_why_a_mail_was_held_goes_when_staff_settle_it(store: Store, state: str, kept: int) -> None:
    store.submit()
    settled = """update mails set state = %(state)s, notes = '[{"code": "gone", "values": {}}]'"""
    store.run(lambda repository: repository._tx.execute(settled, {"state": state}))
    mail_id = store.rows("select mail_id from mails")[0]["mail_id"]
    store.run(lambda repository: repository.update_mail_state(mail_id, State.CANCELLED, NOW, "by post"))
    assert len(store.rows("select notes from mails where state = 'cancelled'")[0]["notes"]) == kept


def test_mails_are_found_by_their_subjects(store: Store) -> None:
    store.submit()
    store.submit(version=2)

    def found(text: str, limit: int = 20) -> list[str]:
        request = SearchMails(text=text, limit=limit)
        answer: FoundMails = store.run(lambda repository: search_mails(request, repository, LETTERS))
        return [one.subject for one in answer.items]

    (subject, *_) = found("aplication Puerto")
    assert "Puerto Ejemplo" in subject
    assert found("aplication puerto", limit=1) == [subject]
    assert found("PUERTO ejem") == found("puerto ejemplo") == found("peurto ejemplo") != []
    for typed in ("otra ciudad", "' | 'puerto", "%", "pureto ejemlpo cosa"):
        assert found(typed) == [] or typed.startswith("'"), typed


def test_a_mail_that_is_there_already_is_found_once(store: Store) -> None:
    """The second is not kept, nor what it would be found by."""
    mail = a_mail()
    for one in (mail, replace(mail, id=uuid4(), message_id="<other@program.example>")):
        store.run(lambda repository, one=one: repository.insert_mail(one, LETTERS.subject(one), NOW))
    assert len(store.rows("select mail_id from mail_words")) == 1


def test_what_is_read_ahead_of_many_is_what_each_would_ask(store: Store) -> None:
    """Of one of them something is told already, which waits for it."""
    others = [uuid4(), uuid4()]
    wanted = [(each, CALL.call) for each in (others[0], APPLICATION_ID, others[1])]
    store.run(lambda repository: telling_of(repository, CAUSE).mail(occasion("welcome", Audience.TEAM)))

    def ask(repository: Repository) -> list[Call]:
        return [repository.get_call(call, application_id) for application_id, call in wanted]

    def ask_ahead(repository: Repository) -> tuple[list[Call], list[Call]]:
        repository.get_calls_ahead(wanted)
        return ask(repository), ask(repository)

    asked = store.run(ask)
    assert store.run(ask_ahead) == (asked, asked)
    assert [call.is_awaited for call in asked] == [False, True, False]


def test_a_call_that_is_not_known_yet_is_asked_again(store: Store) -> None:
    """Read ahead, it is in nobody's way."""

    def ask_ahead(repository: Repository) -> None:
        repository.get_calls_ahead([(APPLICATION_ID, "another")])
        repository.get_call("another", APPLICATION_ID)

    with pytest.raises(LookupError):
        store.run(ask_ahead)
