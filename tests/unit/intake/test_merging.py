"""Merging: one application ends, the other goes on and is owned by the people of both."""

from typing import Any

import pytest

from services.intake.handlers import answers
from services.intake.handlers.applications import get_application_status
from shared.contracts import eligibility, intake
from shared.contracts.intake import ApplicationMerged, ApplicationSubmitted, ApplicationWithdrawn, Receipt
from shared.contracts.lifecycle import SETTLED
from shared.contracts.lifecycle import ApplicationState as State
from tests.support.refused import refusal_of, refused
from tests.unit.intake.fake_intake import Desk

OTHERS = [
    {"name": "Luz Ejemplar", "email": "LUZ@puerto.example", "role": "mayors_office", "primary": True},
    {"name": "Eva Nueva", "email": "eva@puerto.example", "role": "team"},
]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def pair(desk: Desk) -> tuple[str, str]:
    """The one that ends, and the one that goes on."""
    into = desk.submit().code
    one = desk.submit(admin_area="Dep. Magdalena", contacts=OTHERS).code
    desk.outbox.events.clear()
    return one, into


def said(desk: Desk, code: str, state: State) -> None:
    receipt: Any = desk.show(code)
    event = eligibility.SelectionEnded(application_id=receipt.id, code=code, call="2027", state=state)
    answers.follow_selection(event, desk.repository)


def test_one_ends_and_the_other_takes_over_the_contacts_that_it_lacks(desk: Desk, pair: tuple[str, str]) -> None:
    one, into = pair
    receipt = desk.merge(one, into)
    assert (receipt.code, receipt.state, receipt.version) == (into, "submitted", 2)
    ended, goes_on = desk.show(one), desk.show(into)
    assert (ended.state, ended.merged_into, goes_on.likely_matches) == ("withdrawn", into, ())
    document = desk.repository.get_document(goes_on.id, 2)
    assert [(c.email, c.primary) for c in document.contacts] == [
        ("luz@puerto.example", True), ("leo@puerto.example", False), ("eva@puerto.example", False),
    ]  # fmt: skip


def test_the_code_alone_tells_that_it_was_merged_and_not_with_which(desk: Desk, pair: tuple[str, str]) -> None:
    one, into = pair
    desk.merge(one, into)
    ended, goes_on = (
        get_application_status(intake.GetApplicationStatus(code=code), desk.repository) for code in (one, into)
    )
    assert (ended.merged, goes_on.merged) == (True, False)
    assert into not in ended.model_dump_json()


def test_the_merger_is_told_of_both_and_the_version_is_silent(desk: Desk, pair: tuple[str, str]) -> None:
    one, into = pair
    desk.merge(one, into)
    submitted, withdrawn, merged = desk.outbox.events
    assert isinstance(submitted, ApplicationSubmitted)
    assert (submitted.code, submitted.version, submitted.notify) == (into, 2, False)
    assert isinstance(withdrawn, ApplicationWithdrawn)
    assert (withdrawn.code, withdrawn.merged_into) == (one, into)
    assert isinstance(merged, ApplicationMerged)
    assert (merged.code, merged.merged_code) == (into, one)


def test_nothing_new_makes_no_version(desk: Desk) -> None:
    into, one = desk.submit().code, desk.submit(admin_area="Dep. Magdalena").code
    assert desk.merge(one, into).version == 1


def test_no_application_gets_more_contacts_than_it_may_have(desk: Desk) -> None:
    full = [{"name": f"P {n}", "email": f"p{n}@puerto.example", "role": "mayors_office", "primary": n == 0}
            for n in range(9)]  # fmt: skip
    into = desk.submit(contacts=full).code
    desk.merge(desk.submit(admin_area="Dep. Magdalena").code, into)
    contacts = desk.repository.get_document(desk.show(into).id, 2).contacts
    assert [contact.email for contact in contacts][9:] == ["luz@puerto.example"]


def test_merged_before_is_the_same_answer(desk: Desk, pair: tuple[str, str]) -> None:
    receipt = desk.merge(*pair)
    told = len(desk.outbox.events)
    assert desk.merge(*pair) == receipt
    assert len(desk.outbox.events) == told


def test_mergers_that_make_no_sense_are_refused(desk: Desk, pair: tuple[str, str]) -> None:
    one, into = pair
    desk.open_call(id="2028")
    elsewhere, draft, gone = desk.submit(call="2028").code, desk.save().code, desk.submit(city="Otra").code
    desk.withdraw(gone)
    assert refused(lambda: desk.merge(one, one)) == "invalid: 1 field must be corrected."
    assert [d.code for d in refusal_of(lambda: desk.merge(one, elsewhere)).details] == ["other_call"]
    assert refused(lambda: desk.merge(one, draft)).startswith("illegal_transition")
    assert refused(lambda: desk.merge(draft, into)).startswith("illegal_transition")
    assert refused(lambda: desk.merge(one, gone)).startswith("illegal_transition")
    assert refused(lambda: desk.merge(gone, into)).startswith("illegal_transition")
    assert refused(lambda: desk.merge(one, "XYZ")) == "not_found: There is no application XYZ."
    assert desk.show(one).state == "submitted"


@pytest.mark.parametrize("state", sorted(SETTLED))
def test_an_application_whose_end_was_told_is_not_merged_away(desk: Desk, pair: tuple[str, str], state: State) -> None:
    one, into = pair
    said(desk, one, state)
    refusal = refusal_of(lambda: desk.merge(one, into))
    assert (refusal.reason, refusal.values["application"]) == ("merge_settled", one)
    assert isinstance(desk.merge(into, one), Receipt)
