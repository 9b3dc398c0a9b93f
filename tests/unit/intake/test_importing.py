"""Import: each row an application or what is wrong with it, one application a city, the same again nothing."""

from datetime import timedelta
from typing import Any

import pytest

from services.intake.repository import Repository
from shared.contracts.intake import ApplicationSubmitted, ImportOutcome
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.requests import FieldProblem
from tests.support.mirror import differences
from tests.support.refused import refused
from tests.unit.intake.fake_intake import LEAD, NOW, PERSONAL, STAFF, Desk, FakeRepository

TOO_LATE = NOW + timedelta(days=90)
CLOSED = "call_not_open: The call 2027 is closed."


def rows(outcome: ImportOutcome) -> dict[str, list[int]]:
    """The numbers of the rows by what became of them; a rejected one once for each wrong field."""
    return {name: [one.row for one in getattr(outcome, name)] for name in ("accepted", "existing", "rejected")}


def cities(*names: str) -> list[dict[str, Any]]:
    return [{"city": name} for name in names]


def stored(desk: Desk) -> list[str]:
    return [one.record.city for one in desk.repository.applications.values()]


def test_each_row_becomes_an_application_as_if_it_was_submitted() -> None:
    one_by_one = Desk()
    receipt = one_by_one.submit()
    together = Desk()
    outcome = together.bring_in({}, *cities("Villa Ejemplo"))
    assert rows(outcome) == {"accepted": [2, 3], "existing": [], "rejected": []}
    assert [one.code for one in outcome.accepted] == [e.code for e in together.outbox.events]  # type: ignore[attr-defined]
    submitted, imported = one_by_one.outbox.events[0], together.outbox.events[0]
    own = {"application_id", "code", "contacts", "primary_contact", "notify"}
    assert imported.model_dump(exclude=own) == submitted.model_dump(exclude=own)
    assert together.repository.find_application(outcome.accepted[0].code or "") is not None
    kept = together.repository.applications.values()
    assert next(iter(kept)).versions[0] == one_by_one.repository.applications[receipt.id].versions[0]


def test_people_are_told_by_reference() -> None:
    desk = Desk()
    desk.bring_in({})
    told = desk.outbox.events[0]
    assert isinstance(told, ApplicationSubmitted)
    luz, leo = desk.repository.contacts
    assert [person.ref for person in told.contacts] == [f"intake:{luz}", f"intake:{leo}"]
    assert told.primary_contact == f"intake:{luz}"
    assert [word for word in PERSONAL if word in told.model_dump_json()] == []


def test_good_rows_are_not_held_back_by_bad_ones() -> None:
    desk = Desk()
    outcome = desk.bring_in(*cities("A", ""), {"city": "B", "residents": 0, "country": "co"}, *cities("C"))
    assert rows(outcome) == {"accepted": [2, 5], "existing": [], "rejected": [3, 4, 4]}
    assert [(one.row, one.column, one.code) for one in outcome.rejected] == [
        (3, "city", "too_short"),
        (4, "country", "not_a_country"),
        (4, "residents", "too_small"),
    ]
    assert stored(desk) == ["A", "C"]
    assert len(desk.outbox.events) == 2


def test_what_the_reader_found_speaks_for_its_field() -> None:
    fault = FieldProblem(field="residents", code="not_a_number", message="residents must be grouped as in Spanish.")
    outcome = Desk().bring_in({"residents": "512,300", "country": "co", "faults": (fault,)})
    assert {(one.column, one.code, one.message) for one in outcome.rejected} == {
        ("residents", "not_a_number", "residents must be grouped as in Spanish."),
        ("country", "not_a_country", "Write the country’s ISO 3166 code in capitals, such as CO."),
    }


def test_fault_of_the_reader_alone_rejects_the_row() -> None:
    desk = Desk()
    outcome = desk.bring_in({"faults": (FieldProblem(field="", code="surplus_cells", message="too many"),)})
    assert rows(outcome) == {"accepted": [], "existing": [], "rejected": [2]}
    assert stored(desk) == []


def test_row_without_a_time_zone_that_can_be_found_is_rejected() -> None:
    outcome = Desk().bring_in({"country": "BV", "time_zone": ...})
    assert [(one.column, one.code) for one in outcome.rejected] == [("time_zone", "no_reference_zone")]


def test_row_of_an_unknown_call_is_rejected_alone() -> None:
    outcome = Desk().bring_in({"call": "2031"}, {})
    assert rows(outcome) == {"accepted": [3], "existing": [], "rejected": [2]}
    assert outcome.rejected[0].code == "no_such_call"


# -- one application a city ------------------------------------------------------------------------------------------


def test_of_rows_of_one_city_the_first_becomes_the_application() -> None:
    desk = Desk()
    outcome = desk.bring_in({"residents": 600_000}, {"city": "CIUDAD DE PUERTO EJEMPLO"}, *cities("Other"))
    assert rows(outcome) == {"accepted": [2, 4], "existing": [3], "rejected": []}
    assert outcome.existing[0].code == outcome.accepted[0].code
    assert outcome.existing[0].city_key == outcome.accepted[0].city_key != outcome.accepted[1].city_key
    first = next(iter(desk.repository.applications.values()))
    assert first.versions[0].residents == 600_000


def test_city_with_a_live_application_keeps_it() -> None:
    desk = Desk()
    code = desk.submit().code
    outcome = desk.bring_in({"residents": 600_000}, *cities("Other"))
    assert rows(outcome) == {"accepted": [3], "existing": [2], "rejected": []}
    assert outcome.existing[0].code == code
    assert len(desk.outbox.events) == 2


def test_the_same_rows_again_add_nothing() -> None:
    desk = Desk()
    first = desk.bring_in(*cities("A", "B"))
    again = desk.bring_in(*cities("A", "B"))
    assert rows(again) == {"accepted": [], "existing": [2, 3], "rejected": []}
    assert [one.code for one in again.existing] == [one.code for one in first.accepted]
    assert len(desk.outbox.events) == len(stored(desk)) == 2


def test_withdrawn_application_makes_room_for_a_row() -> None:
    desk = Desk()
    desk.withdraw(desk.submit().code)
    assert rows(desk.bring_in({}))["accepted"] == [2]


def test_city_withdrawn_at_the_very_moment_is_existing_without_a_code(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    code = desk.submit().code
    look = desk.repository.find_live_codes

    def withdrawn_first(keys: Any) -> Any:
        desk.repository.update_application_state(
            next(iter(desk.repository.applications)), ApplicationState.WITHDRAWN
        )  # fmt: skip
        return look(keys)

    monkeypatch.setattr(desk.repository, "find_live_codes", withdrawn_first)
    outcome = desk.bring_in({})
    assert rows(outcome) == {"accepted": [], "existing": [2], "rejected": []}
    assert outcome.existing[0].code is None
    assert code


# -- mails, dry run, closed calls ------------------------------------------------------------------------------------


@pytest.mark.parametrize("notify", [False, True])
def test_cities_hear_of_it_only_when_asked(notify: bool) -> None:
    desk = Desk()
    desk.bring_in({}, notify=notify)
    assert [event.notify for event in desk.outbox.events] == [notify]  # type: ignore[attr-defined]


def test_no_mail_is_the_rule_and_a_submission_the_exception() -> None:
    desk = Desk()
    desk.bring_in({})
    desk.submit(city="Villa Ejemplo")
    assert [event.notify for event in desk.outbox.events] == [False, True]  # type: ignore[attr-defined]


def test_dry_run_judges_alike_and_writes_nothing() -> None:
    given = ({}, {"city": "Puerto-Ejemplo"}, {"city": "", "residents": 0}, {"city": "Old"}, {"call": "2031"})
    desk = Desk()
    desk.submit(city="Old")
    judged = desk.bring_in(*(dict(row) for row in given), dry_run=True)
    assert len(desk.outbox.events) == 1
    done = desk.bring_in(*(dict(row) for row in given))
    assert rows(judged) == rows(done) == {"accepted": [2], "existing": [3, 5], "rejected": [4, 4, 6]}
    assert [one.code for one in judged.accepted] == [None]
    assert judged.existing[0].code is None
    assert judged.existing[1].code is not None


@pytest.mark.parametrize("dry_run", [False, True])
def test_call_that_is_not_open_refuses_all_rows_together(dry_run: bool) -> None:
    desk = Desk()
    assert refused(lambda: desk.bring_in({}, {"residents": 0}, now=TOO_LATE, dry_run=dry_run)) == CLOSED
    assert (stored(desk), desk.outbox.events) == ([], [])


def test_one_closed_call_among_others_refuses_all_rows() -> None:
    desk = Desk()
    desk.open_call(id="2028", closes_at=TOO_LATE.date() + timedelta(days=30))
    assert refused(lambda: desk.bring_in({"call": "2028"}, {}, now=TOO_LATE)) == CLOSED
    assert stored(desk) == []


def test_lead_imports_into_a_closed_call_with_a_reason() -> None:
    desk = Desk()
    assert rows(desk.bring_in({}, now=TOO_LATE, caller=LEAD, override="on paper, in time"))["accepted"] == [2]
    staff = "forbidden: Only a program lead may override a rule of the program."
    assert refused(lambda: desk.bring_in({}, now=TOO_LATE, caller=STAFF, override="on paper, in time")) == staff


def test_call_is_read_once_however_many_rows_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    asked: list[str] = []
    find = desk.repository.find_call
    monkeypatch.setattr(desk.repository, "find_call", lambda name: asked.append(name) or find(name))
    desk.bring_in(*cities("A", "B", "C"), {"call": "2031"}, {"call": "2031"})
    assert asked == ["2027", "2031"]


def test_fake_is_as_the_repository() -> None:
    assert differences(Repository, FakeRepository) == []
