"""An application as staff read it, and its verbs: each a form, refused by code, overridden by leads alone."""

from typing import Any
from uuid import UUID

import pytest

from services.portal.pages.staff.verbs import VERBS
from shared.contracts import eligibility, intake
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.people import Role
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.staff_samples import CODE, RECORD, review, selection
from tests.unit.portal.pages.test_staff_selection import MAIL, PREVIEW

HERE = f"/staff/applications/{CODE}"


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    decided = {"preview_decisions": eligibility.DecisionPreviews(items=(PREVIEW,)), "preview_decision_mail": MAIL}
    return door_of(role, **RECORD | decided | answers)


def asked(at: Doorway, method: str) -> Any:
    return [one.request for one in at.client.asked if one.request.method == method][-1]


def test_the_record_shows_check_reviews_texts_and_what_changed() -> None:
    page = Read(door().get(HERE.lower().replace("staff", "staff"), headers=headers()))
    for said in (
        "Montería, Córdoba", "Needs review", "North, Central, or South America", "1 of 3", "Octavia Fernleigh",
        "A map without an owner", "Contar <b>todo</b>", "1 field changed", "490,935",
    ):  # fmt: skip
        assert said in page.text, said
    assert f"{HERE}/decide" in page.links
    assert f"{HERE}/send" not in page.links


def test_an_older_version_is_read_by_its_number() -> None:
    at = door()
    at.get(f"{HERE}?version=1", headers=headers())
    assert asked(at, "get_application_version").version == 1


@pytest.mark.parametrize("down", ["get_selection", "get_city_page", "list_mails", "get_decision_history"])
def test_a_part_whose_service_is_down_is_left_out_and_said(down: str) -> None:
    answer = door(**{down: unavailable()}).get(HERE, headers=headers())
    assert answer.status_code == 200
    assert "Montería" in answer.text


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_has_a_page_that_says_what_will_happen(verb: str) -> None:
    answer = door().get(f"{HERE}/{verb}", headers=headers("fr"))
    page = Read(answer)
    assert answer.status_code == 200
    assert f'action="{HERE}/{verb}"' in answer.text
    assert page.fields["command_id"]["value"]
    assert "pages.staff" not in page.text


def test_what_the_reviews_say_is_read_before_something_is_decided() -> None:
    older = review("cleared", stale=True)
    together = selection().assessment.model_copy(update={"reviews": (review("submitted"), older), "apart": True})
    page = Read(door(get_selection=selection(assessment=together)).get(f"{HERE}/decide", headers=headers()))
    for said in ("1 of 3", "weighted mean 3.8, from 3.8 to 3.8", "to 3.8 apart", "Octavia Fernleigh", "older version"):
        assert said in page.text, said


def test_a_decisions_mail_is_read_before_it_goes() -> None:
    at = door(get_selection=selection("decided"))
    page = Read(at.get(f"{HERE}/send", headers=headers()))
    for said in ("Buen día, Ana", "ana@city.example", "Una vacante"):
        assert said in page.text, said
    assert asked(at, "preview_decisions").codes == (CODE,)
    assert "send_decision" not in at.client.methods


def test_the_mail_of_a_longer_offer_is_read_before_it_goes_also_of_another_day() -> None:
    at = door(get_selection=selection("offered"), extend_offer=selection("offered"))

    def press(day: str, seen: str = "") -> int:
        return at.post(f"{HERE}/extend", data={"reply_by": day, "seen": seen}, headers=headers()).status_code

    looked = at.post(f"{HERE}/extend", data={"reply_by": "2027-01-15"}, headers=headers())
    page = Read(looked)
    assert "Buen día, Ana" in page.text
    assert (page.fields["reply_by"]["value"], looked.text.count('name="seen" value="2027-01-15"')) == ("2027-01-15", 1)
    mail = asked(at, "preview_decision_mail")
    assert (mail.code, mail.outcome, mail.reply_by.isoformat()) == (CODE, "extended", "2027-01-15")
    assert press("2027-01-20", seen="2027-01-15") == 200
    assert "extend_offer" not in at.client.methods
    assert press("2027-01-20", seen="2027-01-20") == 303
    assert asked(at, "extend_offer").reply_by.isoformat() == "2027-01-20"


def test_a_decision_carries_what_was_typed_and_the_version_that_was_seen() -> None:
    at = door(decide=selection("decided"))
    form = {
        "outcome": "more_info",
        "feedback": "Who leads?",
        "due_on": "2027-02-01",
        "expected_version": "7",
        "rank": "",
    }
    answer = at.post(f"{HERE}/decide", data=form, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, HERE)
    assert asked(at, "decide") == eligibility.Decide.model_validate(
        {"code": CODE, "outcome": "more_info", "feedback": "Who leads?", "due_on": "2027-02-01", "expected_version": 7}
    )


def test_comments_are_offered_as_feedback_without_who_wrote_them() -> None:
    page = Read(door().get(f"{HERE}/decide", headers=headers()))
    assert "A map without an owner" in page.text
    assert "Octavia Fernleigh" not in page.text.split("without their names")[1]


@pytest.mark.parametrize(("role", "offered"), [(Role.PROGRAM_LEAD, True), (Role.STAFF, False)])
def test_a_rule_is_overridden_by_leads_alone(role: Role, offered: bool) -> None:
    at = door(role, decide=Refusal("cohort_full", capacity=20))
    answer = at.post(f"{HERE}/decide", data={"outcome": "admitted", "reason": "strong"}, headers=headers("es"))
    page = Read(answer)
    assert (answer.status_code, "override" in page.fields) == (409, offered)
    assert page.language == "es"
    assert "strong" in answer.text
    at.client.answers["decide"] = selection("decided")
    done = at.post(f"{HERE}/decide", data={"outcome": "admitted", "override": "balance"}, headers=headers())
    assert done.status_code == 303
    assert asked(at, "decide").override == "balance"


def test_a_refused_field_is_named_beside_it_and_keeps_what_was_typed() -> None:
    at = door(extend_offer=Refusal("invalid", Detail("reply_by", "missing")))
    answer = at.post(f"{HERE}/extend", data={"reply_by": "yesterday"}, headers=headers())
    assert (answer.status_code, "#reply_by" in Read(answer).links) == (422, True)
    assert Read(answer).fields["reply_by"]["value"] == "yesterday"


def test_reviewers_are_offered_with_languages_and_load_and_without_conflicts() -> None:
    at = door(assign_review=selection().assessment)
    answer = at.get(f"{HERE}/assign", headers=headers())
    assert "Spanish and English, 2 reviews" in Read(answer).text
    assert "does not read the application" in Read(answer).text
    assert (str(UUID(int=8)) in answer.text, str(UUID(int=9)) in answer.text) == (True, False)
    at.post(f"{HERE}/assign", data={"reviewer_id": str(UUID(int=8))}, headers=headers())
    assert asked(at, "assign_review") == eligibility.AssignReview(code=CODE, reviewer_id=UUID(int=8))


def test_a_moment_is_by_the_citys_clock() -> None:
    at = door(schedule_interview=eligibility.Interviews(code=CODE, shortlisted=True, items=(), total=0))
    form = [("starts_at", "2027-02-01T10:00"), ("panel", str(UUID(int=8))), ("panel", str(UUID(int=9)))]
    answer = at.post(f"{HERE}/schedule-interview", content="&".join(f"{k}={v}" for k, v in form), headers=headers())
    assert answer.status_code == 303
    request = asked(at, "schedule_interview")
    assert (request.starts_at.isoformat(), len(request.panel)) == ("2027-02-01T10:00:00-05:00", 2)


def test_what_the_page_fixes_cannot_be_typed_over() -> None:
    at = door(withdraw_application=intake.Receipt(id=UUID(int=1), code=CODE, state="withdrawn", version=2))
    at.post(f"{HERE}/withdraw", data={"code": "AAAAAAAAAA"}, headers=headers())
    assert asked(at, "withdraw_application").code == CODE


def test_while_the_service_is_down_nothing_typed_is_lost() -> None:
    at = door(decide=unavailable())
    answer = at.post(f"{HERE}/decide", data={"outcome": "admitted", "reason": "strong team"}, headers=headers())
    assert answer.status_code == 503
    assert "strong team" in answer.text


def test_a_verb_that_there_is_not_is_not_found() -> None:
    assert door().get(f"{HERE}/promote", headers=headers()).status_code == 404
    assert door().post(f"{HERE}/promote", data={}, headers=headers()).status_code == 404


@pytest.mark.parametrize("noise", [{"outcome": "\0"}, {"rank": "9" * 5000}, {"due_on": "x" * 9000}, {"outcome": "x"}])
def test_noise_is_refused(noise: dict[str, str]) -> None:
    at = door(decide=Refusal("invalid", Detail("outcome", "missing")))
    assert at.post(f"{HERE}/decide", data=noise, headers=headers()).status_code == 422


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_reads_or_acts(role: Role) -> None:
    at = door(role)
    assert at.get(HERE, headers=headers()).status_code == 403
    assert at.post(f"{HERE}/decide", data={"outcome": "admitted"}, headers=headers()).status_code == 403
    assert not {"get_application", "decide"} & set(at.client.methods)


def test_verbs_follow_the_state() -> None:
    offered = Read(door(get_selection=selection("offered", review())).get(HERE, headers=headers()))
    assert f"{HERE}/extend" in offered.links
    assert f"{HERE}/decide" not in offered.links


def test_an_application_that_there_is_not_is_said_beside_what_was_typed() -> None:
    at = door(merge_applications=not_found("application", "AAAAAAAAAA"))
    answer = at.post(f"{HERE}/merge", data={"into": "AAAAAAAAAA"}, headers=headers())
    assert (answer.status_code, Read(answer).fields["into"]["value"]) == (404, "AAAAAAAAAA")


def test_nobody_is_chosen_before_somebody_chooses() -> None:
    assert '<option value=""></option>' in door().get(f"{HERE}/assign", headers=headers()).text
