"""Under which correlation an event is recorded, and what a cause is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

from shared.contracts.identity import PersonAdded
from shared.contracts.intake import ApplicationWithdrawn
from shared.contracts.notifications import MailSent
from shared.messaging.cause import current_cause
from shared.messaging.outbox import correlation_of

INHERITED = uuid4()


def mail(application_id: UUID | None) -> MailSent:
    return MailSent(
        mail_id=uuid4(), template="offer", language="en", recipient="intake:1", application_id=application_id,
        code=None, attempts=1,
    )  # fmt: skip


def test_an_application_correlates_all_that_is_about_it() -> None:
    application_id = uuid4()
    event = ApplicationWithdrawn(
        application_id=application_id, code="A", call="B", withdrawn_at=datetime(2027, 1, 1, tzinfo=UTC)
    )
    assert correlation_of(event, INHERITED) == application_id
    assert correlation_of(mail(application_id), INHERITED) == application_id


def test_else_the_correlation_is_the_causes() -> None:
    assert correlation_of(mail(None), INHERITED) == INHERITED


def test_else_it_is_the_aggregate() -> None:
    person_id = uuid4()
    assert correlation_of(PersonAdded(person_id=person_id, roles=(), languages=()), None) == person_id


def test_without_a_cause_the_system_acts_in_a_trace_of_its_own() -> None:
    first, second = current_cause(), current_cause()
    assert (first.actor, first.correlation_id, first.causation_id) == ("system", None, None)
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", first.traceparent)
    assert first.traceparent != second.traceparent
