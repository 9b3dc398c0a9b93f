"""One application as its owners tell it together."""

from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort, eligibility, intake, reporting
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import SETTLED, compose_state
from shared.contracts.lifecycle import ApplicationState as State
from shared.views.application import application_view, public_state, public_view
from shared.wording import has
from tests.support.fake_client import FakeClient, unavailable
from tests.support.refused import refusal_of, refused

CODE = "K7Q2M9X4TB"
ID = UUID(int=1)
NOW = datetime(2027, 4, 10, 12, tzinfo=UTC)
REPLY_BY = date(2027, 4, 24)
ASSESSMENT = eligibility.Assessment(
    required=3, assigned=0, submitted=0, recused=0, mean=None, lowest=None, highest=None, apart=False, reviews=()
)
RESULT = eligibility.EligibilityResult(outcome="eligible", criteria=(), criteria_version="1", as_of=date(2027, 3, 31))
PARTICIPATION = cohort.Participation(
    application_id=ID, code=CODE, cohort="cohort-2027", city="Puerto Ejemplo", country="CO", phase="onboarding",
    status="active", version=1, requirements=(),
)  # fmt: skip
TOLD = reporting.Clause(key="decision_sent", values={"outcome": "admitted"})
PAGE = reporting.CityPage(
    code=CODE, city="Puerto Ejemplo", country="CO", call="2027", state=State.OFFERED, cohort=None, phase=None,
    history=(reporting.HistoryEntry(at=NOW, actor="local-admin", event="decision_sent", clauses=(TOLD,)),),
)  # fmt: skip


def application(state: State = State.SUBMITTED) -> intake.Application:
    return intake.Application(
        id=ID, code=CODE, call="2027", city="Puerto Ejemplo", admin_area="Magdalena", country="CO",
        time_zone="America/Bogota", language="es", state=state, version=2, submitted_at=NOW,
    )  # fmt: skip


def selection(state: State = State.OFFERED, offer: bool = True) -> eligibility.Selection:
    return eligibility.Selection(
        application_id=ID, code=CODE, call="2027", state=state, version=5, eligibility=RESULT, assessment=ASSESSMENT,
        decision=None,
        offer=eligibility.Offer(state="offered", reply_by=REPLY_BY, answered_at=None) if offer else None,
    )  # fmt: skip


def test_a_view_is_composed_of_what_its_owners_say() -> None:
    client = FakeClient(
        get_application=application(), get_selection=selection(), get_participation=PARTICIPATION, get_city_page=PAGE
    )
    view = application_view(client, CODE)
    assert (view["id"], view["state"], view["public_state"]) == (str(ID), "offered", "Offered: reply by April 24, 2027")
    assert (view["version"], view["selection_version"]) == (2, 5)
    assert view["eligibility"] == RESULT.model_dump(mode="json")
    unanswered = {"answered_at": None, "mayor": None, "authorized": False, "reason": None}
    offer = {"state": "offered", "reply_by": "2027-04-24", "overdue": False} | unanswered
    assert view["offer"] == offer
    assert view["participation"]["phase"] == "onboarding"
    assert [entry["summary"] for entry in view["history"]] == ["Decision sent: admitted"]


def test_parts_that_are_not_there_yet_are_none() -> None:
    view = application_view(FakeClient(get_application=application()), CODE)
    assert (view["state"], view["public_state"], view["history"]) == ("submitted", "Received", [])
    parts = ("eligibility", "assessment", "decision", "offer", "selection_version", "participation")
    assert [view[part] for part in parts] == [None] * len(parts)


def test_what_its_reader_may_not_see_is_left_out() -> None:
    client = FakeClient(
        get_application=application(),
        get_selection=Refusal("forbidden"),
        get_selection_status=eligibility.SelectionStatus(state=State.OFFERED, reply_by=REPLY_BY),
        get_participation=PARTICIPATION,
        get_city_page=Refusal("forbidden"),
    )
    view = application_view(client, CODE)
    assert (view["state"], view["public_state"]) == ("offered", "Offered: reply by April 24, 2027")
    assert (view["offer"], view["eligibility"], view["history"]) == (None, None, [])
    assert view["participation"]["phase"] == "onboarding"


def test_every_owner_is_asked_by_the_code_as_it_is_kept() -> None:
    client = FakeClient(get_application=application(), get_selection=selection(), get_city_page=PAGE)
    view = application_view(client, "k7q2m-9x4tb")
    assert {asked.request.code for asked in client.asked} == {CODE}
    assert view["history"] != []


def test_what_another_owner_refuses_is_refused() -> None:
    client = FakeClient(get_application=application(), get_participation=unavailable())
    assert refused(lambda: application_view(client, CODE)) == "unavailable: The service intake is not answering."


def test_an_unknown_application_is_not_found() -> None:
    assert refusal_of(lambda: application_view(FakeClient(), CODE)).code == "not_found"
    assert refusal_of(lambda: public_view(FakeClient(), CODE)).code == "not_found"


@pytest.mark.parametrize("show", [application_view, public_view])
def test_what_cannot_be_a_code_is_named(show: Any) -> None:
    client = FakeClient()
    refusal = refusal_of(lambda: show(client, "A" * 21))
    assert str(refusal) == "invalid: 1 field must be corrected."
    assert [(one.field, one.code, one.message) for one in refusal.details] == [
        ("code", "too_long", "Write at most 20 characters.")
    ]
    assert client.asked == []


# -- the public state --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("selected", "reply_by", "shown"),
    [
        (State.OFFERED, REPLY_BY, "Offered: reply by April 24, 2027"),
        (State.DECIDED, None, "Under review"),
        (State.DECLINED, None, "Not selected this round"),
        (State.CONFIRMED, None, "Confirmed"),
    ],
)
def test_a_code_alone_shows_one_line(selected: State, reply_by: date | None, shown: str) -> None:
    client = FakeClient(
        get_application_status=intake.ApplicationStatus(application_id=ID, code=CODE, state=State.SUBMITTED),
        get_selection_status=eligibility.SelectionStatus(state=selected, reply_by=reply_by),
    )
    assert public_view(client, CODE) == {"code": CODE, "public_state": shown}


def test_a_city_that_applied_twice_withdrew_nothing() -> None:
    merged = intake.ApplicationStatus(application_id=ID, code=CODE, state=State.WITHDRAWN, merged=True)
    selection = eligibility.SelectionStatus(state=State.IN_REVIEW, reply_by=None)
    client = FakeClient(get_application_status=merged, get_selection_status=selection)
    assert public_view(client, CODE)["public_state"] == "Merged with another application"
    assert public_state(State.CONFIRMED, None, merged=True) == "Confirmed"


def test_a_city_that_has_left_its_cohort_does_not_read_that_it_takes_part() -> None:
    submitted = intake.ApplicationStatus(application_id=ID, code=CODE, state=State.SUBMITTED, merged=False)
    told = eligibility.SelectionStatus(state=State.CONFIRMED, reply_by=None, left=True)
    assert (
        public_view(FakeClient(get_application_status=submitted, get_selection_status=told), CODE)["public_state"]
        == "No longer takes part"
    )
    gone = PARTICIPATION.model_copy(update={"status": "exited"})
    client = FakeClient(get_application=application(), get_selection=selection(State.CONFIRMED), get_participation=gone)
    assert application_view(client, CODE)["public_state"] == "No longer takes part"


@pytest.mark.parametrize("state", State)
def test_every_state_has_words_for_people(state: State) -> None:
    assert has(f"public_states.{state}")
    assert "…" not in public_state(state, REPLY_BY)


@pytest.mark.parametrize(
    ("own", "selected"), list(product((State.SUBMITTED, State.WITHDRAWN), (None, *sorted(SETTLED), State.CHECKED)))
)
def test_a_withdrawal_ends_an_application_until_the_city_was_told_how_it_ended(
    own: State, selected: State | None
) -> None:
    if selected is None or (own is State.WITHDRAWN and selected is State.CHECKED):
        assert compose_state(own, selected) is own
    else:
        assert compose_state(own, selected) is selected
