"""What `advance` and `send-decisions` make of a list: a result for each, and waivers as they are written."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from alliance.cohort.advancing import change_text, changes_text, move, move_all, parse_waivers
from alliance.output import CommandError
from alliance.selection.decisions import selection_text, send_all
from shared.contracts import cohort, eligibility
from shared.contracts.cohort import AdvanceCohort, AdvancePhase
from shared.contracts.eligibility import SendDecisions
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.requests import Outcomes
from tests.support.fake_client import FakeClient, unavailable
from tests.support.refused import refusal_of, refused

NOW = datetime(2027, 5, 20, 12, tzinfo=UTC)


def member(code: str, version: int) -> cohort.TrackedMember:
    return cohort.TrackedMember(
        code=code, city="Puerto Ejemplo", country="CO", phase="onboarding", status="active", version=version,
        requirements=cohort.RequirementCount(met=2, of=2),
    )  # fmt: skip


def advance(request: AdvancePhase) -> cohort.PhaseChange:
    if request.code == "BBBBBBBBBB":
        raise Refusal("requirements_not_met")
    return cohort.PhaseChange(
        code=request.code, from_phase="onboarding", to_phase=request.phase, at=NOW, version=request.expected_version + 1
    )


def advance_each(request: AdvanceCohort) -> Outcomes[cohort.PhaseChange]:
    items = []
    for code, version in request.versions.items():
        one = AdvancePhase(code=code, phase=request.phase, expected_version=version, waive=request.waive)
        try:
            items.append({"code": code, "reply": advance(one)})
        except Refusal as refusal:
            items.append({"code": code, "error": refusal.as_dict()})
    return Outcomes[cohort.PhaseChange].model_validate({"items": items})


TRACKER = cohort.Tracker(cohort="c", phases=(), members=(member("AAAAAAAAAA", 3), member("BBBBBBBBBB", 7)))
PARTICIPATION = cohort.Participation(
    application_id=UUID(int=1), code="AAAAAAAAAA", cohort="c", city="Puerto Ejemplo", country="CO", phase="onboarding",
    status="active", version=4, requirements=(),
)  # fmt: skip


# -- waivers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "waivers"),
    [
        ([], {}),
        (["planned_date=early start agreed"], {"planned_date": "early start agreed"}),
        ([" visit_scheduled = a = b "], {"visit_scheduled": "a = b"}),
        (["a=one", "b=two", "a=three"], {"a": "three", "b": "two"}),
    ],
)
def test_waivers_are_read(pairs: list[str], waivers: dict[str, str]) -> None:
    assert parse_waivers(pairs) == waivers


@pytest.mark.parametrize("pair", ["planned_date", "planned_date=", "planned_date=  ", "=reason", " =reason", ""])
def test_a_waiver_needs_a_condition_and_a_reason(pair: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_waivers([pair])
    assert (caught.value.code, caught.value.exit_code) == ("usage", 2)
    assert caught.value.message == f"“{pair}” does not have the form CONDITION=REASON that --waive takes."


# -- advancing ---------------------------------------------------------------------------------------------------------


def test_a_move_sends_the_version_that_was_given() -> None:
    client = FakeClient(advance_phase=advance)
    change = move(client, "AAAAAAAAAA", "demonstration", 3, {"planned_date": "agreed"})
    assert change == {
        "code": "AAAAAAAAAA", "from": "onboarding", "to": "demonstration", "at": "2027-05-20T12:00:00Z", "version": 4,
    }  # fmt: skip
    assert client.asked[0].request == AdvancePhase(
        code="AAAAAAAAAA", phase="demonstration", expected_version=3, waive={"planned_date": "agreed"}
    )


def test_a_move_without_a_version_sends_the_one_just_read() -> None:
    client = FakeClient(get_participation=PARTICIPATION, advance_phase=advance)
    assert move(client, "AAAAAAAAAA", "demonstration", None, {})["version"] == 5
    assert client.methods == ["get_participation", "advance_phase"]


def test_a_waivers_reason_that_is_too_short_is_named() -> None:
    refusal = refusal_of(lambda: move(FakeClient(), "A", "demonstration", 1, {"planned_date": "x"}))
    assert [one.field for one in refusal.details] == ["waive.planned_date"]


def test_a_cohort_moves_with_a_result_for_each_city() -> None:
    changes = move_all(FakeClient(get_tracker=TRACKER, advance_cohort=advance_each), "c", "demonstration", {})
    assert (changes["total"], changes["advanced"], changes["next"]) == (2, 1, None)
    assert [item["code"] for item in changes["items"]] == ["AAAAAAAAAA", "BBBBBBBBBB"]
    assert changes["items"][0]["version"] == 4
    assert changes["items"][1]["error"]["code"] == "requirements_not_met"


def test_a_cohort_stops_moving_when_the_system_is_down() -> None:
    client = FakeClient(get_tracker=TRACKER, advance_cohort=unavailable())
    assert refused(lambda: move_all(client, "c", "demonstration", {})).startswith("unavailable: ")
    assert client.methods == ["get_tracker", "advance_cohort"]


def test_changes_read_as_one_line_a_city(capsys: pytest.CaptureFixture[str]) -> None:
    changes = move_all(FakeClient(get_tracker=TRACKER, advance_cohort=advance_each), "c", "demonstration", {})
    changes_text(changes)
    change_text(changes["items"][0])
    assert capsys.readouterr().out.splitlines() == [
        "AAAAAAAAAA: onboarding -> demonstration, version 4",
        "BBBBBBBBBB: The phase has requirements that are neither met nor waived.",
        "1 of 2 moved.",
        "AAAAAAAAAA: onboarding -> demonstration, version 4",
    ]


# -- decisions ---------------------------------------------------------------------------------------------------------


def selection(state: State, **parts: Any) -> eligibility.Selection:
    assessment = eligibility.Assessment(
        required=3, assigned=0, submitted=0, recused=0, mean=None, lowest=None, highest=None, apart=False, reviews=()
    )
    empty = {"eligibility": None, "decision": None, "offer": None}
    return eligibility.Selection(
        application_id=UUID(int=1), code="AAAAAAAAAA", call="2027", state=state, version=5, assessment=assessment,
        **empty | parts,
    )  # fmt: skip


def send_each(request: SendDecisions) -> Outcomes[eligibility.Selection]:
    refusal = Refusal("illegal_transition")
    items = [
        {"code": code, "error": refusal.as_dict()} if code == "BBBBBBBBBB" else
        {"code": code, "reply": selection(State.OFFERED)} for code in request.codes
    ]  # fmt: skip
    return Outcomes[eligibility.Selection].model_validate({"items": items})


def test_each_sent_decision_is_a_state_or_an_error() -> None:
    sent = send_all(FakeClient(send_decisions=send_each), ["AAAAAAAAAA", "BBBBBBBBBB"])
    assert (sent["total"], sent["sent"]) == (2, 1)
    assert sent["items"][0] == {"code": "AAAAAAAAAA", "state": "offered"}
    assert sent["items"][1]["error"]["code"] == "illegal_transition"


def test_many_are_sent_some_at_a_time() -> None:
    codes = [f"{number:0>10}" for number in range(45)]
    client = FakeClient(send_decisions=send_each)
    assert [item["code"] for item in send_all(client, codes)["items"]] == codes
    assert [len(one.request.codes) for one in client.asked] == [20, 20, 5]


def test_a_selection_reads_as_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    decision = eligibility.Decision(
        outcome="admitted", state="sent", decided_at=NOW, sent_at=NOW, reviews=0, reason=None, feedback=None
    )
    offer = eligibility.Offer(state="offered", reply_by=NOW.date(), answered_at=None)
    said = [selection(State.OFFERED, decision=decision, offer=offer), selection(State.CHECKED)]
    assert [selection_text(one) for one in said] == [
        "AAAAAAAAAA: offered, admitted (sent), reply by 2027-05-20; version 5",
        "AAAAAAAAAA: checked; version 5",
    ]
