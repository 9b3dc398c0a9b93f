"""Drafts: kept with whatever is there, judged where something is, submitted as if they came in whole."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.intake.handlers import applications, drafts
from shared.contracts import intake
from shared.contracts.intake import ApplicationSubmitted, ApplicationWithdrawn, DraftSaved
from shared.contracts.lifecycle import ApplicationState
from tests.support.refused import refusal_of, refused
from tests.unit.intake.fake_intake import LEAD, NOW, PERSONAL, STAFF, Desk, document

LATE = NOW + timedelta(days=90)
OWNER = {"name": "Luz Ejemplar", "email": "luz@puerto.example"}
#: As little as a draft can hold.
LEAST = {name: ... for name in document() if name not in ("call", "contacts")} | {"contacts": [OWNER]}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def codes(refusal: Any) -> dict[str, str]:
    return {detail.field: detail.code for detail in refusal.details}


# -- saving ------------------------------------------------------------------------------------------------------------


def test_a_draft_with_its_call_and_owner_alone_is_kept_and_says_what_it_lacks(desk: Desk) -> None:
    receipt = desk.save(**LEAST)
    assert (receipt.state, receipt.revision) == ("draft", 1)
    missing = {fault.field: fault.code for fault in receipt.missing}
    assert set(missing.values()) == {"missing"}
    assert {"city", "country", "residents", "mayor", "ambition", "contacts.0.role"} <= set(missing)
    (event,) = desk.outbox.events
    assert isinstance(event, DraftSaved)
    assert (event.code, event.call, event.revision, event.city, event.time_zone) == (
        receipt.code, "2027", 1, None, None,
    )  # fmt: skip


def test_a_whole_draft_lacks_nothing(desk: Desk) -> None:
    assert desk.save().missing == ()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("ambition", "Queremos", "too_short"),
        ("resident_outcomes", [], "too_few"),
        ("resident_outcomes", ["other"], None),  # other_outcome is missing
        ("endorsed_by_mayor", False, "must_be_true"),
        ("contacts", [OWNER | {"role": "team"}], "one_primary_contact"),
        ("contacts", [OWNER | {"role": "team", "primary": True}], "mayors_office_contact"),
        ("evidence", [{"kind": "policy"}], None),
        ("mayor", {"name": "Ana Ficticia"}, None),
        ("city", None, "missing"),
    ],
)
def test_what_is_unfinished_is_kept_and_listed(desk: Desk, field: str, value: Any, code: str | None) -> None:
    receipt = desk.save(**{field: value})
    assert len(receipt.missing) == 1
    if code:
        assert (receipt.missing[0].field, receipt.missing[0].code) == (field, code)


@pytest.mark.parametrize(
    ("field", "value", "wrong", "code"),
    [
        ("residents", "100,000", "residents", "not_a_number"),
        ("residents", 0, "residents", "too_small"),
        ("country", "co", "country", "not_a_country"),
        ("city", "x" * 121, "city", "too_long"),
        ("city", "a\x07b", "city", "control_characters"),
        ("population_year", 2028, "population_year", "in_the_future"),
        ("mayor", {"term_starts_on": "2024-01-01", "term_ends_on": "2024-01-01"}, "mayor.term_ends_on",
         "end_before_start"),
        ("contacts", [{"name": "Luz", "email": "luz@"}], "contacts.0.email", "not_an_email"),
        ("contacts", [], "contacts", "no_owner"),
        ("contacts", [{"name": "Luz"}], "contacts", "no_owner"),
        ("contacts", "luz@puerto.example", "contacts", "not_a_list"),
        ("call", ..., "call", "missing"),
        ("call", "2031", "call", "no_such_call"),
        ("colour", "red", "colour", "unknown_field"),
        ("other_outcome", "roads", "other_outcome", "only_with_other"),
    ],
)  # fmt: skip
def test_what_is_given_must_be_right(desk: Desk, field: str, value: Any, wrong: str, code: str) -> None:
    refusal = refusal_of(lambda: desk.save(**{field: value}))
    assert (refusal.code, codes(refusal)) == ("invalid", {wrong: code})
    assert (desk.repository.drafts, desk.outbox.events) == ({}, [])


def test_a_draft_may_be_begun_before_the_call_opens_and_not_after_its_grace(desk: Desk) -> None:
    desk.open_call(id="later", opens_at=date(2027, 2, 10), closes_at=date(2027, 3, 1))
    assert desk.save(call="later").state == "draft"
    assert refused(lambda: desk.save(now=LATE)) == "call_not_open: The call 2027 is closed."
    assert desk.save(now=LATE, caller=LEAD, override="a flood in the city").state == "draft"
    assert refused(lambda: desk.save(now=LATE, override="please")).startswith("forbidden")


def test_the_primary_contact_owns_the_draft_else_the_first_that_can_be_written_to(desk: Desk) -> None:
    desk.save()
    desk.save(contacts=[{"role": "team"}, {"name": "Leo Supuesto", "email": "leo@puerto.example"}])
    owners = [draft.owner_email for draft in desk.repository.drafts.values()]
    assert owners == ["luz@puerto.example", "leo@puerto.example"]


def test_the_event_of_a_draft_holds_nothing_personal(desk: Desk) -> None:
    desk.save()
    (event,) = desk.outbox.events
    told = event.model_dump_json()
    assert [word for word in PERSONAL if word in told] == []
    assert "Puerto Ejemplo" in told


def test_the_owner_can_be_written_to_before_and_after_the_submission(desk: Desk) -> None:
    code = desk.save().code
    owner_id = desk.outbox.events[0].owner.ref.partition(":")[2]  # type: ignore[attr-defined]
    before = applications.get_contact(intake.GetContact(contact_id=owner_id), desk.repository)
    desk.submit_draft(code)
    after = applications.get_contact(intake.GetContact(contact_id=owner_id), desk.repository)
    assert before == after == intake.Contact(name="Luz Ejemplar", email="luz@puerto.example", language="es")


# -- writing on --------------------------------------------------------------------------------------------------------


def test_a_draft_is_read_and_kept_again(desk: Desk) -> None:
    code = desk.save(**LEAST).code
    assert desk.revise(code).revision == 2
    shown = drafts.get_draft(intake.GetDraft(code=code), desk.repository, NOW)
    assert (shown.revision, shown.document, shown.missing) == (2, document(), ())
    assert [event.revision for event in desk.outbox.events] == [1, 2]  # type: ignore[attr-defined]


def test_mails_know_the_owner_by_the_same_id_as_long_as_the_address_stays(desk: Desk) -> None:
    code = desk.save().code
    desk.revise(code, contacts=[OWNER | {"name": "Luz E.", "email": "LUZ@puerto.example"}])
    desk.revise(code, contacts=[{"name": "Leo", "email": "leo@puerto.example"}])
    first, second, third = (event.owner.ref for event in desk.outbox.events)  # type: ignore[attr-defined]
    assert first == second != third


def test_a_draft_that_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    code = desk.save().code
    desk.revise(code, expected=1)
    assert (
        refused(lambda: desk.revise(code, expected=1))
        == "stale_version: Somebody changed this after it was read: it is now at version 2. Read it again."
    )


def test_a_draft_stays_in_its_call(desk: Desk) -> None:
    desk.open_call(id="other")
    code = desk.save().code
    assert codes(refusal_of(lambda: desk.revise(code, call="other"))) == {"call": "not_changeable"}


def test_drafts_are_listed_the_latest_first_by_pages_and_by_owner(desk: Desk) -> None:
    kept = [desk.save(now=NOW + timedelta(minutes=n), city=f"City {n}").code for n in range(3)]
    theirs = desk.save(contacts=[{"name": "Leo", "email": "Leo@puerto.example"}]).code

    def page(**fields: Any) -> tuple[list[str], str | None, int]:
        found = drafts.list_drafts(intake.ListDrafts(**fields), desk.repository)
        return [draft.code for draft in found.items], found.next, found.total

    assert page(limit=2) == ([kept[2], kept[1]], kept[1], 4)
    assert page(email="leo@puerto.example") == ([theirs], None, 1)
    (detail,) = refusal_of(lambda: page(call="none")).details
    assert (detail.field, detail.code) == ("call", "no_such_call")


# -- submitting --------------------------------------------------------------------------------------------------------


def test_a_whole_draft_becomes_the_application_of_its_code(desk: Desk) -> None:
    draft = desk.save()
    receipt = desk.submit_draft(draft.code)
    assert (receipt.id, receipt.code, receipt.state, receipt.version) == (draft.id, draft.code, "submitted", 1)
    assert desk.repository.drafts == {}
    assert isinstance(desk.outbox.events[-1], ApplicationSubmitted)


def test_an_unfinished_draft_is_not_submitted_and_stays(desk: Desk) -> None:
    code = desk.save(endorsed_by_mayor=False, city=...).code
    refusal = refusal_of(lambda: desk.submit_draft(code))
    assert codes(refusal) == {"city": "missing", "endorsed_by_mayor": "must_be_true"}
    assert len(desk.repository.drafts) == len(desk.outbox.events) == 1


def test_a_draft_is_submitted_only_into_an_open_call(desk: Desk) -> None:
    code = desk.save().code
    assert refused(lambda: desk.submit_draft(code, now=LATE)) == "call_not_open: The call 2027 is closed."
    assert desk.submit_draft(code, now=LATE, caller=LEAD, override="a flood in the city").version == 1


def test_a_draft_of_a_city_that_has_applied_is_a_duplicate(desk: Desk) -> None:
    code = desk.save().code
    desk.submit()
    assert refused(lambda: desk.submit_draft(code)).startswith("duplicate_application")


def test_drafts_of_one_city_do_not_count_as_applications(desk: Desk) -> None:
    desk.save()
    desk.save()
    assert desk.submit().state == "submitted"


# -- the steps that are not for a draft, or only for one -------------------------------------------------------------


def test_a_draft_that_is_given_up_keeps_nothing_that_was_written(desk: Desk) -> None:
    code = desk.save().code
    receipt = desk.withdraw(code)
    assert (receipt.state, receipt.version) == ("withdrawn", 0)
    assert isinstance(desk.outbox.events[-1], ApplicationWithdrawn)
    (draft,) = desk.repository.drafts.values()
    assert (draft.document, draft.state) == ({}, ApplicationState.WITHDRAWN)
    assert desk.withdraw(code) == receipt
    assert len(desk.outbox.events) == 2
    assert refused(lambda: desk.revise(code)) == (
        "illegal_transition: An application that is withdrawn cannot become a draft."
    )
    assert refused(lambda: desk.submit_draft(code)).startswith("illegal_transition")
    assert refused(lambda: drafts.get_draft(intake.GetDraft(code=code), desk.repository, NOW)).startswith("not_found")


def test_steps_of_drafts_and_applications_are_told_apart(desk: Desk) -> None:
    draft, application = desk.save().code, desk.submit().code
    for step in (desk.resubmit, desk.answer):
        assert refused(lambda step=step: step(draft)) == (
            f"illegal_transition: {draft} is a draft: this step is for submitted applications."
        )
    for step in (desk.revise, desk.submit_draft):
        assert refused(lambda step=step: step(application)) == (
            f"illegal_transition: {application} is received: this step is for drafts."
        )
        assert refused(lambda step=step: step("XYZ")) == "not_found: There is no draft XYZ."


def test_a_draft_is_shown_as_far_as_it_goes(desk: Desk) -> None:
    code = desk.save(**LEAST).code
    shown = desk.show(code)
    assert (shown.state, shown.version, shown.city, shown.submitted_at) == ("draft", 0, None, None)
    status = applications.get_application_status(intake.GetApplicationStatus(code=code), desk.repository)
    assert status.state == "draft"


def test_only_a_program_lead_overrides(desk: Desk) -> None:
    code = desk.save().code
    assert refused(lambda: desk.submit_draft(code, now=LATE, caller=STAFF, override="please")).startswith("forbidden")
