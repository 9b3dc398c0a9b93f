"""An override: the event says that it happened, intake keeps by whom and why."""

from datetime import timedelta

import pytest

from tests.unit.intake.fake_intake import LEAD, NOW, STAFF, Desk

LATE = NOW + timedelta(days=90)
REASON = "a flood in the city"


@pytest.fixture
def desk() -> Desk:
    return Desk()


def shown(desk: Desk, code: str) -> list[tuple[str, str, str]]:
    return [(one.rule, one.actor, one.reason) for one in desk.show(code).overrides]


KEPT = [("call_not_open", LEAD.actor, REASON)]


def test_the_reason_of_a_late_submission_is_kept(desk: Desk) -> None:
    code = desk.submit(now=LATE, caller=LEAD, override=REASON).code
    assert shown(desk, code) == KEPT
    (event,) = desk.outbox.events
    assert event.override  # type: ignore[attr-defined]
    assert REASON not in event.model_dump_json()


def test_a_reason_that_was_not_needed_is_no_override(desk: Desk) -> None:
    code = desk.submit(caller=STAFF, override=REASON).code
    assert shown(desk, code) == []
    assert not desk.outbox.events[0].override  # type: ignore[attr-defined]


def test_the_reason_of_a_later_version_is_kept(desk: Desk) -> None:
    code = desk.submit().code
    desk.resubmit(code, now=LATE, caller=LEAD, override=REASON)
    assert shown(desk, code) == KEPT


def test_the_reasons_of_a_draft_stay_when_it_is_submitted(desk: Desk) -> None:
    code = desk.save(now=LATE, caller=LEAD, override=REASON).code
    desk.submit_draft(code, now=LATE, caller=LEAD, override=REASON)
    assert shown(desk, code) == KEPT * 2
    assert [event.override for event in desk.outbox.events] == [True, True]  # type: ignore[attr-defined]


def test_the_reason_of_an_import_is_kept_with_each_new_application(desk: Desk) -> None:
    known = desk.submit().code
    outcome = desk.bring_in({}, {"city": "Otra"}, {"city": "Tercera"}, now=LATE, caller=LEAD, override=REASON)
    assert [shown(desk, row.code) for row in outcome.accepted if row.code] == [KEPT, KEPT]
    assert shown(desk, known) == []


def test_the_privacy_notice_of_each_version_is_kept(desk: Desk) -> None:
    desk.resubmit(desk.submit().code)
    desk.bring_in({"city": "Otra"})
    assert desk.repository.notices == ["1", "1", "1"]
