"""Commitments: written, opened, signed before published, revised, reaffirmed."""

from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from services.cohort.domain import commitments as domain
from services.cohort.domain.commitments import TRANSITIONS
from shared.contracts import cohort as contract
from shared.contracts.people import Caller, Role
from tests.support.refused import refusal_of, refused
from tests.unit.cohort.fake_city import OTHER, CityDesk
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, LEAD, NOW

ALLOWED = {("draft", "draft"), ("draft", "open"), ("open", "draft"), ("open", "open"), ("open", "signed"),
           ("open", "published"), ("signed", "draft"), ("signed", "published"), ("signed", "needs_reaffirmation"),
           ("published", "draft"), ("published", "needs_reaffirmation"), ("needs_reaffirmation", "draft"),
           ("needs_reaffirmation", "signed")}  # fmt: skip
IN_OFFICE = datetime(2027, 5, 26, 12, tzinfo=UTC)  # the successor is


def codes(refusal: Any) -> set[tuple[str, str]]:
    return {(detail.field, detail.code) for detail in refusal.details}


@pytest.mark.parametrize(("before", "after"), list(product(TRANSITIONS, TRANSITIONS)))
def test_each_step_between_states(before: str, after: str) -> None:
    if (before, after) in ALLOWED:
        domain.insist_on_step(before, after)
        return
    assert refused(lambda: domain.insist_on_step(before, after)).startswith("illegal_transition")


# -- the shared one ----------------------------------------------------------------------------------------------------


def test_the_shared_commitment_is_signed_by_each_city_and_then_published() -> None:
    desk = CityDesk()
    assert desk.write("shared").unsigned == (CODE, OTHER)
    assert desk.open("shared").state == "open"
    assert [event.code for event in desk.events(contract.CommitmentOpened)] == [CODE, OTHER]
    assert desk.sign("shared").unsigned == (OTHER,)
    refusal = refusal_of(lambda: desk.publish("shared"))
    assert (refusal.code, [d.message for d in refusal.details]) == ("not_signed", ["Puerto Ejemplo has not signed."])
    desk.sign("shared", OTHER)
    assert desk.publish("shared").state == "published"
    assert [(e.code, e.override) for e in desk.events(contract.CommitmentPublished)] == [(CODE, False), (OTHER, False)]


def test_a_program_lead_publishes_without_a_signature_and_the_late_city_signs_after() -> None:
    desk = CityDesk()
    desk.write("shared")
    desk.open("shared")
    desk.sign("shared")
    assert refused(lambda: desk.publish("shared", override="they travel")).startswith("forbidden")
    desk.publish("shared", LEAD, override="they travel")
    assert desk.outbox.events[-1].override is True
    assert desk.repository.commitment_steps == [("not_signed", "they travel")]
    assert desk.sign("shared", OTHER).unsigned == ()
    assert refused(lambda: desk.sign("shared", OTHER)) == "already_exists: The city has already signed this."


def test_a_city_that_paused_does_not_hold_the_others_up() -> None:
    desk = CityDesk()
    desk.write("shared")
    desk.open("shared")
    desk.sign("shared", OTHER)
    desk.put(status="paused")
    assert desk.publish("shared").state == "published"


# -- a mayor's ---------------------------------------------------------------------------------------------------------


def test_a_mayors_commitment_names_version_and_policies_and_meets_the_requirement() -> None:
    desk = CityDesk()
    desk.put(phase="close_out")
    desk.named()
    assert desk.requirements()["commitment_signed"] == (False, False)
    signed = desk.sign("mayor")
    assert (signed.state, signed.strategy_version, len(signed.policies)) == ("signed", 1, 1)
    event = desk.events(contract.CommitmentSigned)[-1]
    assert (event.strategy_version, event.policies, event.reaffirmed, event.method) == (
        1,
        1,
        False,
        "recorded_by_staff",
    )
    assert desk.requirements()["commitment_signed"] == (True, False)
    assert desk.publish("mayor").state == "published"
    assert desk.requirements()["commitment_signed"] == (True, False)
    assert desk.repository.commitment_steps == []


def test_without_them_it_is_opened_and_signed_by_override_alone() -> None:
    desk = CityDesk()
    desk.write("mayor")
    missing = {("strategy_version", "missing"), ("policies", "missing")}
    refusal = refusal_of(lambda: desk.open("mayor"))
    assert (refusal.code, codes(refusal)) == ("commitment_incomplete", missing)
    assert refused(lambda: desk.open("mayor", override="the convening is today")).startswith("forbidden")
    assert desk.outbox.events == [], "nobody is asked to sign what cannot be signed"
    assert desk.open("mayor", LEAD, override="the convening is today").state == "open"
    refusal = refusal_of(lambda: desk.sign("mayor"))
    assert (refusal.code, codes(refusal)) == ("commitment_incomplete", missing)
    assert desk.sign("mayor", caller=LEAD, override="the convening is today").state == "signed"
    assert desk.outbox.events[-1].override is True


def test_it_names_what_there_is() -> None:
    desk = CityDesk()
    desk.vision()
    refusal = refusal_of(lambda: desk.write("mayor", strategy_version=2, policies=(UUID(int=3),)))
    assert codes(refusal) == {("strategy_version", "too_large"), ("policies.0", "not_codified")}


@pytest.mark.parametrize(("outside", "method"), [(False, "portal"), (True, "recorded_by_staff")])
def test_who_signs_in_the_portal_is_the_citys_own_and_others_record(outside: bool, method: str) -> None:
    desk = CityDesk()
    desk.named()
    desk.repository.outside = outside
    assert codes(refusal_of(lambda: desk.sign("mayor", signature_method=method))) == {
        ("signature_method", "not_a_choice")
    }


def test_whoever_signs_is_who_is_signed_in() -> None:
    desk = CityDesk()
    desk.named()
    desk.repository.outside = True
    office = Caller(f"person:{UUID(int=44)}", frozenset({Role.CITY_MEMBER}))
    (signature,) = desk.sign("mayor", caller=office, signature_method="portal").signatures
    assert (signature.method, signature.entered_by) == ("portal", office.actor)
    assert desk.outbox.events[-1].method == "portal"


def test_signed_before_published_which_nobody_overrides() -> None:
    desk = CityDesk()
    desk.named()
    assert refused(lambda: desk.publish("mayor", LEAD, override="please")) == (
        "illegal_transition: A commitment that is open for signing cannot become published."
    )


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"signed_on": "2027-05-21"}, ("signed_on", "after_today")),
        ({"signed_on": "2023-12-31"}, ("signed_on", "before_office")),
        ({"signature_method": "uploaded_letter"}, ("file", "missing")),
        ({"signature_method": "uploaded_letter", "file": str(UUID(int=9))}, ("file", "no_document")),
    ],
)
def test_a_signature_has_a_day_and_a_letter_where_it_is_one(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    desk = CityDesk()
    desk.named()
    desk.outbox.events.clear()
    refusal = refusal_of(lambda: desk.sign("mayor", **changes))
    assert (refusal.code, codes(refusal)) == ("invalid", {fault})
    assert (desk.outbox.events, desk.repository.signatures) == ([], [])


FILED = contract.DocumentVersion(
    version=1, sha256="3f7a" * 16, name="letter.pdf", media_type="application/pdf", size=9, saved_by="a", saved_at=NOW
)


def test_a_letter_is_a_signature_with_its_document() -> None:
    desk, letter = CityDesk(), UUID(int=9)
    desk.named()
    fields = contract.DocumentFields(kind="letter", title="Signed letter", language="es", about="commitment")
    desk.repository.upsert_document(APPLICATION_ID, letter, fields)
    desk.repository.insert_document_version(letter, FILED)
    signed = desk.sign("mayor", signature_method="uploaded_letter", file=str(letter), signed_on="2027-05-20")
    assert [(s.method, s.file, s.current) for s in signed.signatures] == [("uploaded_letter", str(letter), True)]


def test_a_letter_out_of_use_signs_nothing() -> None:
    desk, letter = CityDesk(), UUID(int=9)
    desk.named()
    fields = contract.DocumentFields(kind="letter", title="Signed letter", language="es")
    desk.repository.upsert_document(APPLICATION_ID, letter, fields)
    desk.repository.insert_document_version(letter, FILED)
    desk.repository.insert_document_step(letter, "archived", "of another city", "staff", NOW)
    refusal = refusal_of(lambda: desk.sign("mayor", signature_method="uploaded_letter", file=str(letter)))
    assert codes(refusal) == {("file", "no_document")}


@pytest.mark.parametrize("step", ["open", "sign", "publish", "revise"])
@pytest.mark.parametrize("kind", ["shared", "mayor"])
def test_what_was_not_written_is_not_found(kind: str, step: str) -> None:
    assert refused(lambda: getattr(CityDesk(), step)(kind)).startswith("not_found")


def test_a_draft_is_neither_signed_nor_revised_and_what_is_open_is_not_written() -> None:
    desk = CityDesk()
    desk.write("mayor")
    assert refused(lambda: desk.sign("mayor")).startswith("illegal_transition")
    assert refused(lambda: desk.revise("mayor")).startswith("illegal_transition")
    assert desk.write("mayor", title="Another title").title == "Another title"
    desk.open("mayor", LEAD, override="the convening is today")
    assert refused(lambda: desk.write("mayor")).startswith("illegal_transition")
    before = len(desk.outbox.events)
    assert desk.open("mayor").state == "open"
    assert len(desk.outbox.events) == before  # asking twice asks once


def test_a_revised_commitment_is_signed_anew_and_the_old_signature_stays() -> None:
    desk = CityDesk()
    desk.put(phase="close_out")
    desk.named()
    desk.sign("mayor")
    assert desk.revise("mayor").state == "draft"
    assert desk.requirements()["commitment_signed"] == (False, False)
    desk.write("mayor", strategy_version=1, policies=desk.shown_policies())
    desk.open("mayor")
    again = desk.sign("mayor")
    assert [s.current for s in again.signatures] == [False, True]
    assert desk.repository.commitment_steps == [("revised", "a new policy")]


@pytest.mark.parametrize(
    ("kind", "named"), [("shared", {"code": CODE}), ("mayor", {"cohort": "cohort-2027"}), ("mayor", {}), ("shared", {})]
)
def test_it_must_be_clear_whose_commitment_is_meant(kind: str, named: dict[str, str]) -> None:
    fields = {"code": None, "cohort": None} | named
    refusal = refusal_of(lambda: CityDesk().publish(kind, **fields))
    assert (refusal.code, [d.code for d in refusal.details]) == ("invalid", ["whose_commitment"])


# -- a new mayor -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("published", [False, True])
def test_a_new_mayor_reaffirms_by_signing_again(published: bool) -> None:
    desk = CityDesk()
    desk.put(phase="close_out")
    desk.named()
    desk.sign("mayor")
    if published:
        desk.publish("mayor")
    desk.succeed()
    assert desk.requirements()["commitment_signed"] == (True, False)
    desk.watch(IN_OFFICE)
    event = desk.events(contract.CommitmentToReaffirm)[-1]
    assert event.reaffirm_by == date(2027, 7, 24)  # 60 days after 25 May
    assert desk.requirements()["commitment_signed"] == (False, False)
    refusal = refusal_of(lambda: desk.sign("mayor", now=IN_OFFICE, name="Pablo Supuesto"))
    assert codes(refusal) == {("signed_on", "before_office")}
    again = desk.sign("mayor", now=IN_OFFICE, signed_on="2027-05-25", name="Pablo Supuesto")
    assert (again.state, again.reaffirm_by) == ("signed", None)
    assert desk.events(contract.CommitmentSigned)[-1].reaffirmed is True
    assert desk.events(contract.ParticipationReaffirmed)[-1].reaffirmed_on == date(2027, 5, 25)
    assert desk.requirements()["commitment_signed"] == (True, False)


def test_who_was_mayor_before_does_not_reaffirm() -> None:
    desk = CityDesk()
    desk.named()
    desk.sign("mayor")
    desk.succeed()
    desk.watch(IN_OFFICE)
    refusal = refusal_of(lambda: desk.sign("mayor", now=IN_OFFICE, signed_on="2027-05-25"))
    assert [(d.field, d.code, d.message) for d in refusal.details] == [
        ("name", "not_in_office", "Pablo Supuesto has been in office since May 25, 2027 and must sign.")
    ]
    assert len(desk.events(contract.CommitmentSigned)) == 1
    for name in ("PABLO SUPUESTO", "Pablo J. Supuesto"):
        again = CityDesk()
        again.named()
        again.succeed()
        again.watch(IN_OFFICE)
        assert again.sign("mayor", now=IN_OFFICE, signed_on="2027-05-25", name=name).state == "signed"


def test_a_shared_commitment_is_signed_for_the_city_by_whom_it_sends() -> None:
    desk = CityDesk()
    desk.write("shared")
    desk.open("shared")
    desk.succeed()
    desk.watch(IN_OFFICE)
    assert desk.sign("shared", now=IN_OFFICE, signed_on="2027-05-25").unsigned == (OTHER,)


def test_an_interim_mayor_leaves_the_commitment_as_it_is() -> None:
    desk = CityDesk()
    desk.named()
    desk.sign("mayor")
    desk.succeed(interim=True, term_ends_on=None)
    desk.watch(IN_OFFICE)
    assert desk.events(contract.CommitmentToReaffirm) == []


def test_a_commitment_that_was_not_signed_needs_no_reaffirmation() -> None:
    desk = CityDesk()
    desk.named()
    desk.succeed()
    desk.watch(IN_OFFICE)
    assert desk.events(contract.CommitmentToReaffirm) == []
    assert desk.sign("mayor", now=IN_OFFICE, signed_on="2027-05-26", name="Pablo Supuesto").state == "signed"


def test_no_event_holds_names_or_texts() -> None:
    desk = CityDesk()
    desk.named()
    desk.sign("mayor", name="Marta Inventada")
    desk.succeed(office={"name": "Rosa Ficticia", "email": "despacho@puerto.example", "language": "pt"})
    desk.watch(IN_OFFICE)
    text = " ".join(event.model_dump_json() for event in desk.outbox.events)
    assert [word for word in ("Marta", "Pablo", "Rosa", "despacho", "comprometemos") if word in text] == []
