"""No mail in a day of the demo told something that was not true when it went."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications.mails import MAILS
from tests.e2e.demo.conftest import owned
from tests.e2e.demo.truth import BY_ITSELF, UNDONE, Happened, Sent, all_untrue, untrue
from tests.e2e.system import System, quiet

OWNERS = ("intake", "eligibility", "cohort", "identity", "operations")
HAPPENED = "select event_id, type, created_at, payload from outbox"
SENT = """
select occasion_id, template, recipient, "values", sent_at from mails
where state = 'sent' and resent_from is null and template <> 'sample' order by sent_at
"""
#: What the sender found to be so no more, as if it went now.
KEPT_BACK = """
select occasion_id, template, recipient, "values", now() from mails
where state = 'suppressed' and notes @> '[{"code": "changed"}]'
"""
#: Of the kinds that a demo sends at the least.
TOLD = {"application_received", "decision_admitted", "welcome", "phase_started", "session_scheduled"}


def test_no_mail_of_the_demo_told_what_was_not_true(system: System, summary: dict[str, Any]) -> None:
    assert summary
    system.until(lambda: quiet(system), seconds=120)
    history = [Happened(*row) for owner in OWNERS for row in owned(system, owner, HAPPENED)]
    mails = [Sent(*row) for row in owned(system, "notifications", SENT)]
    assert {mail.template for mail in mails} >= TOLD
    assert all_untrue(mails, history) == []
    kept_back = [Sent(*row) for row in owned(system, "notifications", KEPT_BACK)]
    assert kept_back  # a demo is quicker than its mails
    assert len(all_untrue(kept_back, history)) == len(kept_back)


def test_of_every_mail_it_is_said_what_would_make_it_untrue() -> None:
    assert set(UNDONE) | BY_ITSELF == set(MAILS)
    assert not set(UNDONE) & BY_ITSELF


EARLY, LATER = datetime(2027, 3, 1, 9, tzinfo=UTC), datetime(2027, 3, 1, 10, tzinfo=UTC)
OF_VISIT = {"application_id": "one", "visit_id": "first"}
SET = Happened(UUID(int=1), "visit_scheduled", EARLY, OF_VISIT)


def visit_mail(at: datetime, cause: Happened = SET) -> Sent:
    return Sent(cause.id, "visit_scheduled", "intake:1", {}, at)


def test_a_mail_that_was_overtaken_is_found() -> None:
    moved = replace(SET, id=UUID(int=2), at=LATER)
    late = visit_mail(LATER + timedelta(minutes=1))
    assert untrue(late, [SET, moved]) == [f"visit_scheduled at {LATER}"]
    assert untrue(late, [SET, replace(moved, type="visit_cancelled")]) == [f"visit_cancelled at {LATER}"]
    assert untrue(replace(late, cause=moved.id), [SET, moved]) == []
    assert untrue(late, [SET, replace(moved, said=OF_VISIT | {"visit_id": "second"})]) == []
    assert untrue(visit_mail(LATER - timedelta(minutes=1)), [SET, moved]) == []
    assert untrue(visit_mail(LATER + timedelta(seconds=1)), [SET, moved]) == []  # it was on its way
    assert untrue(late, []) == ["nothing that happened caused it"]


def test_a_pause_leaves_a_phase_as_it_is_and_leaving_does_not() -> None:
    began = Happened(UUID(int=1), "phase_advanced", EARLY, {"application_id": "one"})
    mail = Sent(began.id, "phase_started", "intake:1", {}, LATER + timedelta(minutes=1))
    status = Happened(UUID(int=2), "status_changed", LATER, {"application_id": "one", "to_status": "paused"})
    assert untrue(mail, [began, status]) == []
    left = replace(status, said={"application_id": "one", "to_status": "withdrawn"})
    assert all_untrue([mail], [began, left]) == [
        f"phase_started to intake:1 at {mail.at}: ['status_changed at {LATER}']"
    ]


def test_a_decision_is_told_by_its_sending() -> None:
    said = {"application_id": "one", "decision_id": str(UUID(int=9))}
    sent = Happened(UUID(int=2), "decision_sent", LATER, said)
    mail = Sent(UUID(int=9), "decision_admitted", "intake:1", {}, LATER + timedelta(minutes=1))
    assert untrue(mail, [sent]) == []
    assert untrue(mail, [replace(sent, type="decision_made")]) == ["nothing that happened caused it"]


def test_an_invitation_is_undone_by_a_no_and_not_by_a_yes() -> None:
    said = {"application_id": "one", "convening_id": "first", "person": {"ref": "intake:1"}}
    invited = Happened(UUID(int=1), "convening_invited", EARLY, said)
    mail = Sent(invited.id, "convening_invitation", "intake:1", {}, LATER + timedelta(minutes=1))
    for answer, others in (("yes", 0), ("no", 1)):
        answered = Happened(UUID(int=2), "convening_answered", LATER, said | {"answer": answer})
        assert len(untrue(mail, [invited, answered])) == others
