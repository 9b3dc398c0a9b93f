"""Selection: the pool weighed, decisions read before they are sent, a result for each."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import eligibility
from shared.contracts.errors import Refusal
from shared.contracts.intake import Call, CohortPlan
from shared.contracts.notifications import DecisionMail
from shared.contracts.people import Role
from shared.contracts.requests import Outcome, Outcomes, Page, Problem
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.staff_samples import selection
from tests.unit.portal.pages.test_staff_applications import STANDING

A, B = "K7Q2M9X4TB", "AAAAAAAAAA"
HERE = "/staff/selection/2027"
CALL = Call(
    id="2027", title="Round two", state="open", opens_at=datetime(2026, 11, 1, tzinfo=UTC),
    closes_at=datetime(2027, 1, 8, tzinfo=UTC), time_zone="America/New_York", eligibility_as_of=date(2027, 1, 8),
    capacity=22, reviews_required=3, cohort=CohortPlan(id="two", name="Cohort two", starts_on=date(2027, 5, 1)),
)  # fmt: skip


def city(code: str, mean: float | None, region: str = "south_america", **changed: Any) -> eligibility.PoolCity:
    fields = {
        "code": code, "city": f"City {code[0]}", "country": "CO", "region": region, "residents": 200_000,
        "size": "up_to_250000", "language": "es", "resident_outcomes": ("mobility",), "eligibility": "eligible",
        "state": "in_review", "reviews": 1, "mean": mean, "lowest": mean, "highest": mean, "apart": False,
        "shortlisted": False, "recommendation": None, "decision": None, "waitlist_rank": None,
    }  # fmt: skip
    return eligibility.PoolCity.model_validate(fields | changed)


POOL = eligibility.Pool(
    call="2027",
    groups={
        "region": {"south_america": 1, "north_america": 1},
        "state": {"in_review": 2, "confirmed": 12, "offered": 6},
    },
    items=(city(A, 4.2), city(B, 3.1, "north_america", decision="admitted", state="decided")),
    next=None,
    total=2,
)
PREVIEW = eligibility.DecisionPreview(
    code=B, city="City A", outcome="admitted", reviews=1, reply_by=date(2027, 2, 1), recipients=2
)
MAIL = DecisionMail(
    code=B, template="decision_admitted", language="es", to="ana@city.example", subject="Una vacante",
    text="Buen día, Ana", html="<p>",
)  # fmt: skip


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    known = {
        "list_calls": Page[Call](items=(CALL,), next=None, total=1),
        "get_pool": POOL,
        "list_waitlist": eligibility.Waitlist(call="2027", items=(), total=0),
        "list_proposals": Page[eligibility.Proposal](items=(), next=None, total=0),
        "list_pending_decisions": eligibility.PendingDecisions(codes=(B,)),
        "preview_decisions": eligibility.DecisionPreviews(items=(PREVIEW,)),
        "preview_decision_mail": MAIL,
        "get_standings": lambda request: eligibility.Standings(
            items=tuple(STANDING.model_copy(update={"code": code, "city": f"City {code[0]}"}) for code in request.codes)
        ),
    }
    return door_of(role, **known | answers)


def asked(at: Doorway, method: str) -> list[Any]:
    return [one.request for one in at.client.asked if one.request.method == method]


def test_the_pool_is_grouped_and_places_are_counted() -> None:
    page = Read(door().get(HERE, headers=headers()))
    for said in (
        "19 of 22 places are taken",
        "3 left",
        "12 confirmed",
        "South America",
        "North America",
        "4.2",
        "City K",
    ):
        assert said in page.text, said
    by_language = Read(door().get(f"{HERE}?by=language", headers=headers("fr")))
    assert "Espagnol" in by_language.text


def test_filters_narrow_the_pool_and_not_the_places() -> None:
    at = door()
    at.get(f"{HERE}?region=south_america&shortlisted=true", headers=headers())
    narrowed, whole = asked(at, "get_pool")
    assert (narrowed.region, narrowed.shortlisted, whole.region) == ("south_america", True, None)


def test_a_score_ticks_those_that_reach_it() -> None:
    answer = door().get(f"{HERE}?least=4,0", headers=headers("es"))
    ticks = [line for line in answer.text.split("<input") if 'name="code"' in line and "Seleccionar" in line]
    assert [(A in one, " checked" in one) for one in ticks] == [(True, True), (False, False)] or [
        (A in one, " checked" in one) for one in ticks
    ] == [(False, False), (True, True)]


def test_each_mail_is_read_before_anything_is_sent() -> None:
    at = door()
    page = Read(at.go(f"{HERE}/decisions", data={"code": B, "do": "send", "list": HERE}, headers=headers()))
    for said in ("Buen día, Ana", "ana@city.example", "Una vacante", "to 2 contacts"):
        assert said in page.text, said
    assert asked(at, "send_decisions") == []
    (request,) = asked(at, "preview_decision_mail")
    assert (request.outcome, request.reply_by) == ("admitted", date(2027, 2, 1))


def test_a_mail_that_cannot_be_shown_says_why_and_is_not_ticked() -> None:
    at = door(preview_decision_mail=Refusal("incomplete", reason="mail_cannot_be_written", why="feedback"))
    answer = at.go(f"{HERE}/decisions", data={"code": B, "do": "send", "list": HERE}, headers=headers())
    assert "feedback" in Read(answer).text
    assert f'value="{B}" checked' not in answer.text


def test_each_decision_has_its_result_and_a_reload_is_the_same_command() -> None:
    refused = Problem(code="not_found", message="no", values={"thing": "application", "name": A})
    outcomes = Outcomes[eligibility.Selection](
        items=(Outcome[eligibility.Selection](code=B, reply=selection("offered")),
               Outcome[eligibility.Selection](code=A, error=refused)),
    )  # fmt: skip
    at = door(send_decisions=outcomes)
    form = {"code": [B, A], "list": HERE, "command_id": str(UUID(int=5))}
    for _ in range(2):
        page = Read(at.post(f"{HERE}/send", data=form, headers=headers()))
    assert "1 of 2 done" in page.text
    assert f"City {B[0]} · {B}" in page.text
    assert HERE in page.links
    ids = {one.command_id for one in at.client.asked if one.request.method == "send_decisions"}
    assert ids == {UUID(int=5)}


def test_pending_decisions_are_taken_back() -> None:
    at = door(rescind_decision=selection())
    page = Read(at.go(f"{HERE}/decisions", data={"code": B, "do": "rescind", "list": HERE}, headers=headers()))
    assert "1 of 1 done" in page.text
    assert asked(at, "rescind_decision") == [eligibility.RescindDecision(code=B)]


@pytest.mark.parametrize("down", ["list_waitlist", "list_proposals", "list_pending_decisions"])
def test_a_part_that_is_down_is_left_out_and_said(down: str) -> None:
    page = Read(door(**{down: unavailable()}).get(HERE, headers=headers()))
    assert "City K" in page.text


def test_selection_leads_to_the_call_opened_last() -> None:
    assert door().get("/staff/selection", headers=headers()).headers["Location"] == HERE
    nothing = door(list_calls=Page[Call](items=(), next=None, total=0))
    assert "Open a call first" in Read(nothing.get("/staff/selection", headers=headers())).text
    assert door().get("/staff/selection/2031", headers=headers()).status_code == 404


@pytest.mark.parametrize("noise", ["least=x", "by=nothing", "state=x", "least=nan", "least=1e999", "after=%00"])
def test_noise_in_the_address_is_no_fault_of_ours(noise: str) -> None:
    assert door().get(f"{HERE}?{noise}", headers=headers()).status_code in (200, 422)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.CITY_MEMBER])
def test_nobody_else_sees_or_sends(role: Role) -> None:
    at = door(role)
    assert at.get(HERE, headers=headers()).status_code == 403
    assert at.post(f"{HERE}/send", data={"code": B}, headers=headers()).status_code == 403
    assert asked(at, "send_decisions") == []
