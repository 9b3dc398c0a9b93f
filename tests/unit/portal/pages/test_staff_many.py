"""One verb for many: shown before it is done, done once each, with a result each; what failed says why."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from shared.contracts import eligibility, identity
from shared.contracts.errors import Refusal
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.staff_samples import RECORD, selection
from tests.unit.portal.pages.test_staff_applications import ANSWERS, STANDING, listed, page_of

A, B = "K7Q2M9X4TB", "AAAAAAAAAA"
ANA, BEN = UUID(int=8), UUID(int=9)
MANY = "/staff/applications/many"
BACK = "/staff/applications?state=in_review&sort=city"


def standing(code: str) -> eligibility.Standing:
    return STANDING.model_copy(update={"code": code, "city": f"City {code[0]}"})


def outstanding(code: str, reviewer: UUID) -> eligibility.ListedReview:
    return eligibility.ListedReview(
        code=code, call="2027", city=f"City {code[0]}", country="CO", language="es", reviewer_id=reviewer,
        state="assigned", stale=False, assigned_at=datetime(2026, 11, 1, tzinfo=UTC), due_on=date(2026, 11, 26),
    )  # fmt: skip


def reviews(*found: eligibility.ListedReview) -> Page[eligibility.ListedReview]:
    return Page[eligibility.ListedReview](items=found, next=None, total=len(found))


PART = eligibility.BalancedPart(
    assigned=(eligibility.AssignedReview(code=A, reviewer_id=ANA), eligibility.AssignedReview(code=B, reviewer_id=BEN)),
    short=(eligibility.ShortReview(code=B, language="pt", missing=2),),
    next=None,
)


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    many = {
        "get_standings": lambda request: eligibility.Standings(items=tuple(map(standing, request.codes))),
        "assign_balanced": PART,
        "list_reviews": reviews(outstanding(A, ANA), outstanding(A, BEN), outstanding(B, ANA)),
    }
    return door_of(role, **RECORD | ANSWERS | many | answers)


def asked(at: Doorway, method: str) -> list[Any]:
    return [one.request for one in at.client.asked if one.request.method == method]


def test_an_assignment_is_shown_before_anybody_is_asked() -> None:
    at = door()
    answer = at.go(MANY, data={"do": "assign", "code": [A, B], "list": BACK}, headers=headers())
    page = Read(answer)
    assert "2 reviews would be asked for" in page.text
    assert "City A lacks 2 reviews" in page.text
    assert f'value="{A} {ANA}"' in answer.text
    assert BACK in page.links
    assert [one.dry_run for one in asked(at, "assign_balanced")] == [True]
    assert asked(at, "assign_review") == []


def test_each_pair_has_its_result_and_one_that_fails_holds_up_no_other() -> None:
    def assign(request: eligibility.AssignReview) -> eligibility.Assessment:
        if request.code == A:
            raise Refusal("conflict_of_interest", reason="own_application")
        return selection().assessment

    at = door(assign_review=assign)
    form = {"pair": [f"{A} {ANA}", f"{B} {BEN}"], "list": BACK, "command_id": str(UUID(int=5))}
    page = Read(at.post(f"{MANY}/assign", data=form, headers=headers()))
    assert "1 of 2 done" in page.text
    assert "asked by mail" in page.text
    at.post(f"{MANY}/assign", data=form, headers=headers())
    ids = [one.command_id for one in at.client.asked if one.request.method == "assign_review"]
    assert ids[:2] == ids[2:]
    assert ids[0] != ids[1]


def test_a_reviewer_gets_one_reminder_of_all_that_is_theirs() -> None:
    at = door(
        remind_reviewer=lambda request: eligibility.RemindedReviewer(
            reviewer_id=request.reviewer_id, codes=request.codes
        )
    )
    shown = Read(at.go(MANY, data={"do": "remind", "code": [A, B], "list": BACK}, headers=headers()))
    assert "3 reviews are outstanding" in shown.text
    form = {"pair": [f"{A} {ANA}", f"{A} {BEN}", f"{B} {ANA}"], "note": "Thank you!", "list": BACK}
    at.post(f"{MANY}/remind", data=form, headers=headers())
    assert [(one.reviewer_id, one.codes, one.note) for one in asked(at, "remind_reviewer")] == [
        (ANA, (A, B), "Thank you!"),
        (BEN, (A,), "Thank you!"),
    ]


def test_single_reviews_are_reminded_of_from_their_list() -> None:
    shown = Read(
        door().go(MANY, data={"do": "remind", "pair": f"{B} {ANA}", "list": "/staff/reviews"}, headers=headers())
    )
    assert "1 review is outstanding" in shown.text
    assert "/staff/reviews" in shown.links


def test_all_that_match_are_those_of_the_filters() -> None:
    at = door(list_applications=page_of(listed(A), listed(B)))
    answer = at.go(MANY, data={"do": "shortlist", "all": "2", "list": BACK}, headers=headers())
    assert "2 applications are put on the shortlist" in Read(answer).text
    (request,) = asked(at, "list_applications")
    assert (request.state, request.sort) == ("in_review", "city")


def test_many_are_decided_alike_and_a_wrong_field_is_told_once() -> None:
    at = door(decide=selection("decided"))
    shown = at.post(f"{MANY}/decide", data={"code": [A, B], "list": BACK}, headers=headers())
    assert (shown.status_code, "#outcome" in Read(shown).links, asked(at, "decide")) == (422, True, [])
    assert "Reviews Mean Range" in Read(shown).text
    assert f"{STANDING.reviews}/{STANDING.required}" in Read(shown).text
    form = {"code": [A, B], "list": BACK, "outcome": "declined", "feedback": "Thank you"}
    page = Read(at.post(f"{MANY}/decide", data=form, headers=headers("es")))
    assert "2 de 2" in page.text
    assert [(one.code, one.outcome, one.feedback) for one in asked(at, "decide")] == [
        (A, "declined", "Thank you"), (B, "declined", "Thank you"),
    ]  # fmt: skip


def test_what_was_chosen_has_an_address_to_come_back_to() -> None:
    at = door()
    form = {"do": "assign", "code": [A, B], "list": BACK, "command_id": str(UUID(int=5))}
    address = at.post(MANY, data=form, headers=headers()).headers["Location"]
    assert parse_qs(urlsplit(address).query) == {"do": ["assign"], "code": [A, B], "list": [BACK]}
    assert at.get(address, headers=headers()).status_code == at.get(address, headers=headers()).status_code == 200
    assert asked(at, "assign_review") == []


def test_what_is_too_much_for_an_address_is_shown_at_once() -> None:
    form = {"do": "remind", "pair": [f"{A} {UUID(int=number)}" for number in range(200)], "list": "/staff/reviews"}
    assert door().post(MANY, data=form, headers=headers()).status_code == 200


def test_nothing_ticked_leads_back_to_the_same_list() -> None:
    answer = door().go(MANY, data={"do": "assign", "list": BACK}, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, BACK)


@pytest.mark.parametrize("form", [{"do": "erase", "code": A}, {"do": "", "code": A}])
def test_a_verb_that_there_is_not_is_not_found(form: dict[str, str]) -> None:
    assert door().go(MANY, data=form, headers=headers()).status_code == 404
    assert door().post(f"{MANY}/erase", data=form, headers=headers()).status_code == 404


@pytest.mark.parametrize("noise", [{"pair": "x"}, {"pair": f"{A} me"}, {"pair": "\0 \0"}, {}])
def test_noise_among_pairs_is_no_fault_of_ours(noise: dict[str, str]) -> None:
    assert door().post(f"{MANY}/assign", data=noise, headers=headers()).status_code in (200, 422)


def test_outstanding_reviews_are_listed_with_who_is_late() -> None:
    at = door()
    page = Read(at.get("/staff/reviews?call=2027", headers=headers()))
    assert "3 reviews" in page.text
    assert "Nov 26, 2026" in page.text
    assert (asked(at, "list_reviews")[0].outstanding, asked(at, "list_reviews")[0].call) == (True, "2027")
    at.get("/staff/reviews?state=submitted", headers=headers())
    assert asked(at, "list_reviews")[-1].outstanding is False


def test_a_call_is_balanced_after_it_was_shown() -> None:
    at = door()
    answer = at.get("/staff/reviews/balance?call=2027", headers=headers())
    assert f'value="{A} {ANA}"' in answer.text
    assert asked(at, "assign_balanced")[0].dry_run


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT])
def test_nobody_else_sees_or_does_it(role: Role) -> None:
    at = door(role)
    for path in ("/staff/reviews", "/staff/reviews/balance?call=2027"):
        assert at.get(path, headers=headers()).status_code == 403
    assert at.post(f"{MANY}/decide", data={"code": A}, headers=headers()).status_code == 403
    assert asked(at, "decide") == []


def test_reviews_are_taken_back_each_by_itself() -> None:
    at = door(unassign_review=selection().assessment)
    shown = Read(at.go(MANY, data={"do": "unassign", "pair": f"{B} {ANA}", "list": BACK}, headers=headers()))
    assert "1 review is not submitted and would be unassigned" in shown.text
    form = {"pair": [f"{A} {ANA}", f"{B} {BEN}"], "list": BACK}
    page = Read(at.post(f"{MANY}/unassign", data=form, headers=headers()))
    assert "2 of 2 done" in page.text
    assert [(one.code, one.reviewer_id) for one in asked(at, "unassign_review")] == [(A, ANA), (B, BEN)]


def test_everything_of_a_reviewer_on_leave_is_taken_back_after_it_was_shown() -> None:
    people = identity.PeopleNames(items=(identity.PersonName(id=ANA, name="Ana Ejemplo"),))
    released = eligibility.ReleasedReviews(reviewer_id=ANA, codes=(A, B))
    at = door(get_names=people, unassign_reviewer=released, list_reviews=reviews(outstanding(A, ANA)))
    assert f"/staff/reviewers/{ANA}" in Read(at.get(f"/staff/reviews?reviewer_id={ANA}", headers=headers())).links
    page = Read(at.get(f"/staff/reviewers/{ANA}", headers=headers()))
    assert "1 review is not submitted" in page.text
    assert "Unassign everything not submitted" in page.text
    assert asked(at, "unassign_reviewer") == []
    at.post(f"/staff/reviewers/{ANA}/release", data={"call": "2027"}, headers=headers())
    at.post(f"/staff/reviewers/{ANA}/release", data={"call": ""}, headers=headers())
    assert [(one.reviewer_id, one.call) for one in asked(at, "unassign_reviewer")] == [(ANA, "2027"), (ANA, None)]


@pytest.mark.parametrize("who", ["x", str(BEN)])
def test_a_reviewer_who_is_not_there_has_no_page(who: str) -> None:
    at = door(get_names=identity.PeopleNames(items=()))
    assert at.get(f"/staff/reviewers/{who}", headers=headers()).status_code in (404, 422)
