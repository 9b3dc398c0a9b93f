"""Which event becomes which mails, to whom, once; whatever comes first."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain import Mail, State
from services.notifications.handlers import applications, deciding, gatherings, phases
from shared.contracts import cohort, eligibility, identity, intake
from shared.contracts.lifecycle import ApplicationState
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
    tell,
    telling_of,
)
from tests.unit.notifications.tables import tables

TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"


def cause(event_id: UUID | None = None) -> Cause:
    return Cause(actor="person:1", traceparent=TRACE, causation_id=event_id or uuid4())


def submitted(ledger: Any, event_id: UUID | None = None, **changes: Any) -> None:
    event = SUBMITTED.model_copy(update=changes)
    applications.confirm_submission(event, telling_of(ledger, cause(event_id)))


def decided(ledger: Any, outcome: str, event_id: UUID | None = None, **changes: Any) -> None:
    fields: dict[str, Any] = {
        "application_id": APPLICATION_ID,
        "code": CODE,
        "call": "2027",
        "state": ApplicationState.OFFERED,
        "outcome": outcome,
        "reply_by": None,
        "has_feedback": False,
    }
    event = eligibility.DecisionSent(**fields | changes)
    deciding.tell_decision(event, telling_of(ledger, cause(event_id)))


def told(ledger: Any, template: str) -> list[Mail]:
    return [mail for mail in ledger.mails.values() if mail.template == template]


@pytest.fixture
def ledger() -> Any:
    ledger = tables()
    applications.take_in_call(CALL, ledger)
    return ledger


def test_an_application_is_confirmed_to_the_primary_contact_and_the_mayors_office(ledger: Any) -> None:
    event_id = uuid4()
    submitted(ledger, event_id)
    mails = told(ledger, "application_received")
    assert {(mail.recipient, mail.language) for mail in mails} == {(PRIMARY.ref, "es"), (MAYORS_OFFICE.ref, "en")}
    assert [mail.recipient for mail in mails if mail.is_first] == [PRIMARY.ref]
    for mail in mails:
        assert (mail.state, mail.code, mail.application_id) == (State.QUEUED, CODE, APPLICATION_ID)
        assert (mail.occasion_id, mail.traceparent) == (event_id, TRACE)
        assert mail.message_id == f"<{mail.id}@program.example>"
        assert mail.values == {
            "version": 1,
            "closes_at": "2027-04-01T03:59:59+00:00",
            "reinstated": None,
            "city": "Puerto Ejemplo",
            "city_zone": "America/Bogota",
            "call_title": "City Data Alliance 2027",
            "call_zone": "America/New_York",
        }


def test_an_application_after_the_closing_is_not_told_a_closing_date(ledger: Any) -> None:
    submitted(ledger, submitted_at=CALL.closes_at + timedelta(seconds=1))
    assert {mail.values["closes_at"] for mail in ledger.mails.values()} == {None}


def test_an_extended_call_is_told_with_its_new_closing(ledger: Any) -> None:
    later = datetime(2027, 5, 1, tzinfo=UTC)
    applications.take_in_closing(intake.CallExtended(call_id=CALL.call_id, call="2027", closes_at=later), ledger)
    submitted(ledger)
    assert {mail.values["closes_at"] for mail in ledger.mails.values()} == {later.isoformat()}


def test_an_application_to_a_call_that_is_not_known_yet_is_tried_again() -> None:
    with pytest.raises(LookupError):
        submitted(tables())


def test_a_later_version_is_told_again_to_its_own_contacts(ledger: Any) -> None:
    submitted(ledger)
    submitted(ledger, version=2, contacts=(MAYORS_OFFICE,), primary_contact=MAYORS_OFFICE.ref)
    second = [mail for mail in told(ledger, "application_received") if mail.values["version"] == 2]
    assert [mail.recipient for mail in second] == [MAYORS_OFFICE.ref]


def test_the_same_event_twice_is_one_mail_each(ledger: Any) -> None:
    event_id = uuid4()
    submitted(ledger, event_id)
    submitted(ledger, event_id)
    assert len(ledger.mails) == 2


@pytest.mark.parametrize(
    ("outcome", "template"),
    [
        ("admitted", "decision_admitted"),
        ("waitlisted", "decision_waitlisted"),
        ("declined", "decision_declined"),
        ("more_info", "decision_more_info"),
    ],
)
def test_each_decision_has_its_mail(ledger: Any, outcome: str, template: str) -> None:
    submitted(ledger)
    decided(ledger, outcome, reply_by=date(2027, 5, 14), has_feedback=True)
    mails = told(ledger, template)
    assert {mail.recipient for mail in mails} == {PRIMARY.ref, MAYORS_OFFICE.ref}
    assert {(mail.values["reply_by"], mail.values["has_feedback"]) for mail in mails} == {("2027-05-14", True)}


def test_a_decision_that_comes_before_the_application_waits_for_it(ledger: Any) -> None:
    event_id = uuid4()
    decided(ledger, "waitlisted", event_id)
    decided(ledger, "declined", application_id=uuid4())
    assert not ledger.mails
    submitted(ledger)
    assert {mail.occasion_id for mail in told(ledger, "decision_waitlisted")} == {event_id}
    assert len(told(ledger, "decision_waitlisted")) == 2
    assert len(ledger.pending) == 1  # the other application's
    submitted(ledger, version=2)
    assert len(told(ledger, "decision_waitlisted")) == 2


def test_whoever_takes_in_an_application_or_its_occasion_locks_it_first(ledger: Any) -> None:
    decided(ledger, "waitlisted")
    assert set(ledger.locked) == {APPLICATION_ID}
    submitted(ledger)
    assert set(ledger.locked) == {APPLICATION_ID}


def participation(ledger: Any, event_id: UUID | None = None) -> None:
    event = cohort.ParticipationStarted(
        application_id=APPLICATION_ID,
        code=CODE,
        cohort="2027",
        call="2027",
        city="Puerto Ejemplo",
        admin_area="Magdalena",
        country="CO",
        time_zone="America/Bogota",
        language="es",
        phase="onboarding",
        starts_on=date(2027, 6, 1),
    )
    tell(event, ledger, cause(event_id))


def visit(ledger: Any, sequence: int) -> None:
    event = cohort.VisitScheduled(
        application_id=APPLICATION_ID,
        code=CODE,
        cohort="2027",
        visit_id=UUID(int=9),
        starts_at=datetime(2027, 6, 8, 14, tzinfo=UTC),
        ends_at=datetime(2027, 6, 9, 22, tzinfo=UTC),
        time_zone="America/Bogota",
        sequence=sequence,
    )
    gatherings.tell_visit(event, telling_of(ledger, cause()))


def test_a_team_is_welcomed_each_in_their_language(ledger: Any) -> None:
    submitted(ledger)
    participation(ledger)
    mails = told(ledger, "welcome")
    assert {(mail.recipient, mail.language) for mail in mails} == {
        (PRIMARY.ref, "es"),
        (MAYORS_OFFICE.ref, "en"),
        (ANALYST.ref, "pt"),
    }
    assert {(mail.values["phase"], mail.values["starts_on"]) for mail in mails} == {("onboarding", "2027-06-01")}


def test_a_visit_is_told_and_a_moved_one_says_so(ledger: Any) -> None:
    submitted(ledger)
    visit(ledger, 0)
    visit(ledger, 1)
    mails = told(ledger, "visit_scheduled")
    assert (
        sorted((mail.values["sequence"], mail.values["moved"]) for mail in mails) == [(0, False)] * 3 + [(1, True)] * 3
    )
    assert (
        mails[0].values.items()
        >= {
            "meeting_id": str(UUID(int=9)),
            "starts_at": "2027-06-08T14:00:00+00:00",
            "ends_at": "2027-06-09T22:00:00+00:00",
            "meeting_zone": "America/Bogota",
        }.items()
    )


def invited(ledger: Any, person: PersonRef, sequence: int = 0) -> None:
    event = cohort.ConveningInvited(
        application_id=APPLICATION_ID,
        code=CODE,
        cohort="2027",
        convening_id=UUID(int=10),
        kind="leaders",
        person=person,
        starts_at=datetime(2027, 10, 12, 13, tzinfo=UTC),
        ends_at=datetime(2027, 10, 13, 21, tzinfo=UTC),
        time_zone="America/New_York",
        rsvp_by=date(2027, 9, 10),
        sequence=sequence,
    )
    gatherings.tell_convening(event, telling_of(ledger, cause()))


def test_a_convening_is_told_to_the_one_person_who_is_invited(ledger: Any) -> None:
    submitted(ledger)
    invited(ledger, ANALYST)
    (mail,) = told(ledger, "convening_invitation")
    assert (mail.recipient, mail.language, mail.code) == (ANALYST.ref, "pt", CODE)
    assert mail.values == {
        "meeting_id": str(UUID(int=10)),
        "sequence": 0,
        "starts_at": "2027-10-12T13:00:00+00:00",
        "ends_at": "2027-10-13T21:00:00+00:00",
        "meeting_zone": "America/New_York",
        "kind": "leaders",
        "rsvp_by": "2027-09-10",
        "moved": False,
        "city": "Puerto Ejemplo",
        "city_zone": "America/Bogota",
        "call_title": "City Data Alliance 2027",
        "call_zone": "America/New_York",
    }


def test_a_moved_convening_is_a_change_only_to_those_who_were_told_of_it(ledger: Any) -> None:
    submitted(ledger)
    invited(ledger, ANALYST)
    invited(ledger, ANALYST, sequence=1)
    invited(ledger, PRIMARY, sequence=1)
    found = [(m.recipient, m.values["sequence"], m.values["moved"]) for m in told(ledger, "convening_invitation")]
    assert found == [(ANALYST.ref, 0, False), (ANALYST.ref, 1, True), (PRIMARY.ref, 1, False)]


def test_an_invitation_that_comes_before_the_application_waits_for_it_and_keeps_its_person(ledger: Any) -> None:
    invited(ledger, ANALYST)
    assert not ledger.mails
    submitted(ledger, notify=False)
    assert {(mail.template, mail.recipient) for mail in ledger.mails.values()} == {
        ("convening_invitation", ANALYST.ref)
    }  # fmt: skip


def test_an_import_is_silent_and_its_contacts_are_kept_for_later(ledger: Any) -> None:
    submitted(ledger, notify=False)
    assert not ledger.mails
    decided(ledger, "waitlisted")
    assert {mail.recipient for mail in told(ledger, "decision_waitlisted")} == {PRIMARY.ref, MAYORS_OFFICE.ref}


def test_a_new_phase_is_told_to_the_team(ledger: Any) -> None:
    submitted(ledger)
    event = cohort.PhaseAdvanced(
        application_id=APPLICATION_ID,
        code=CODE,
        cohort="2027",
        from_phase="onboarding",
        to_phase="demonstration",
        planned_on=date(2027, 6, 1),
        advanced_on=date(2027, 6, 2),
        waived=(),
    )
    phases.tell_phase(event, telling_of(ledger, cause()))
    mails = told(ledger, "phase_started")
    assert len(mails) == 3
    assert {(mail.values["phase"], mail.values["advanced_on"]) for mail in mails} == {("demonstration", "2027-06-02")}
    assert {mail.values["again"] for mail in mails} == {False}


def test_a_step_back_is_told_and_the_phase_begins_again_after_it(ledger: Any) -> None:
    submitted(ledger)
    keys = {"application_id": APPLICATION_ID, "code": CODE, "cohort": "2027"}
    advanced = cohort.PhaseAdvanced(
        **keys,
        from_phase="onboarding",
        to_phase="demonstration",
        planned_on=None,
        advanced_on=date(2027, 6, 2),
        waived=(),
    )
    back = cohort.SteppedBack(**keys, from_phase="demonstration", to_phase="onboarding", stepped_on=date(2027, 6, 9))
    phases.tell_phase(advanced, telling_of(ledger, cause()))
    tell(back, ledger, cause())
    phases.tell_phase(advanced, telling_of(ledger, cause()))
    assert [mail.values["again"] for mail in told(ledger, "phase_started")] == [False] * 3 + [True] * 3
    stepped = told(ledger, "phase_stepped_back")
    assert {(mail.values["phase"], mail.values["left_phase"]) for mail in stepped} == {("onboarding", "demonstration")}


def test_a_sign_in_is_mailed_to_one_person_and_keeps_no_code(ledger: Any) -> None:
    person = PersonRef(ref=f"identity:{UUID(int=5)}", role="coach", language="fr")
    event = identity.SignInRequested(sign_in_id=UUID(int=6), person=person, expires_at=NOW + timedelta(hours=1))
    applications.mail_sign_in(event, telling_of(ledger, cause()))
    (mail,) = ledger.mails.values()
    assert (mail.template, mail.recipient, mail.language) == ("sign_in", person.ref, "fr")
    assert (mail.application_id, mail.code) == (None, None)
    assert mail.values == {"sign_in_id": str(UUID(int=6)), "expires_at": "2027-03-01T13:00:00+00:00"}
