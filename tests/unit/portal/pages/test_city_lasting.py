"""What may be published of a city, how its residents took part, what remains of its work: each page with its verbs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts import cohort
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.rooms import CODE, HOME, page_of, room
from tests.unit.portal.pages.signed_in import headers

ONE, AT = UUID(int=95), datetime(2026, 11, 20, 15, tzinfo=UTC)
TEAM = ("get_city", "get_team", "get_publishing", "list_engagements", "record_engagement", "list_follow_ups")
COACH = (*TEAM, "record_follow_up")
STAFF = (*COACH, "record_silence", "take_back_silence", "record_media_consent", "waive_follow_up")
LEAD = (*STAFF, "override_silence")
PUBLISHING, ENGAGEMENT, FOLLOW_UP = f"{HOME}/publishing", f"{HOME}/engagement", f"{HOME}/follow-up"


def sent(door: Doorway, method: str) -> Any:
    return next(one.request for one in door.client.asked if one.request.method == method)


# -- publishing --------------------------------------------------------------------------------------------------------


def publishing(**changed: Any) -> cohort.Publishing:
    until = datetime(2099, 11, 1, 5, tzinfo=UTC)
    silence = {
        "id": ONE, "starts_on": date(2026, 10, 1), "ends_on": date(2099, 10, 31), "holds": True,
        "taken_back_because": None, "recorded_by": "local-admin", "recorded_at": AT,
    }  # fmt: skip
    fields: dict[str, Any] = {
        "code": CODE, "time_zone": "America/Bogota", "silences": (silence,), "consent": None,
        "strategy": ({"rule": "electoral_silence", "until": until}, {"rule": "media_consent", "until": None}),
        "commitment": (),
    }  # fmt: skip
    return cohort.Publishing.model_validate(fields | changed)


def press(may: tuple[str, ...] = STAFF, role: Role = Role.STAFF, **answers: Any) -> Doorway:
    return room(may, role, **{"get_publishing": publishing()} | answers)


def test_what_is_held_says_by_what_and_until_when() -> None:
    page = Read(press().get(PUBLISHING, headers=headers()))
    assert "Electoral silence until Sunday, November 1, 2099" in page.text
    assert "The city has not consented to being named in public" in page.text
    assert "Nothing holds it" in page.text, "the mayor's commitment is free"


def test_only_a_lead_lets_through_what_the_silence_holds_and_says_why() -> None:
    assert "override-silence" not in press().get(PUBLISHING, headers=headers()).text
    door = press(LEAD, Role.PROGRAM_LEAD, override_silence=publishing())
    page = Read(door.get(PUBLISHING, headers=headers()))
    assert page.fields["about"]["value"] == "strategy", "the commitment is not held"
    form = {"about": "strategy", "reason": "Counsel agrees"}
    assert door.post(f"{PUBLISHING}/override-silence", data=form, headers=headers()).status_code == 303
    assert (sent(door, "override_silence").about, sent(door, "override_silence").reason) == ("strategy", form["reason"])
    assert press().post(f"{PUBLISHING}/override-silence", data=form, headers=headers()).status_code == 403


def test_a_silence_is_recorded_and_taken_back_by_its_id() -> None:
    door = press(record_silence=publishing(), take_back_silence=publishing())
    days = {"starts_on": "2027-10-01", "ends_on": "2027-10-31"}
    door.post(f"{PUBLISHING}/record-silence", data=days, headers=headers())
    assert sent(door, "record_silence").ends_on == date(2027, 10, 31)
    door.post(f"{PUBLISHING}/take-back-silence", data={"id": str(ONE), "reason": "Another city"}, headers=headers())
    assert sent(door, "take_back_silence").id == ONE


def test_a_silence_that_ends_before_it_begins_is_refused_beside_its_field() -> None:
    door = press(record_silence=Refusal("invalid", Detail("ends_on", "missing")))
    answer = door.post(f"{PUBLISHING}/record-silence", data={"starts_on": "2027-10-01"}, headers=headers("es"))
    assert answer.status_code == 422
    assert Read(answer).ids["record-silence-ends_on"]["aria-invalid"] == "true"


def test_consent_is_recorded_and_a_city_reads_without_verbs() -> None:
    door = press(record_media_consent=publishing())
    form = {"given": "no", "said_on": "2026-11-20", "name": "Ana Ficticia", "title": "Press"}
    door.post(f"{PUBLISHING}/media-consent", data=form, headers=headers())
    assert sent(door, "record_media_consent").given is False
    page = Read(press(TEAM, Role.CITY_MEMBER).get(PUBLISHING, headers=headers("pt")))
    assert "Defeso eleitoral" in page.text
    assert not {"starts_on", "given", "reason"} & page.fields.keys()


# -- engagement --------------------------------------------------------------------------------------------------------

TOLD = {
    "engaged_by": "survey", "held_on": "2026-10-05", "residents": "1,200", "finding": "Clinics open too late",
    "changed": "Two clinics open at six", "linked_to": "policy", "reference": "Decree 12",
}  # fmt: skip


def engagement() -> cohort.Engagement:
    return cohort.Engagement.model_validate(TOLD | {"id": ONE, "residents": 1200, "held_on": date(2026, 10, 5)})


def test_how_residents_took_part_is_read_and_recorded() -> None:
    known = page_of(cohort.Engagement, engagement())
    door = room(TEAM, list_engagements=known, record_engagement=engagement())
    page = Read(door.get(ENGAGEMENT, headers=headers()))
    assert "1,200 residents took part, in 1 way" in page.text
    assert "Two clinics open at six" in page.text
    assert "Policy: Decree 12" in page.text
    assert door.post(f"{ENGAGEMENT}/record-engagement", data=TOLD, headers=headers()).status_code == 303
    assert (sent(door, "record_engagement").residents, sent(door, "record_engagement").linked_to) == (1200, "policy")


def test_of_a_city_that_asked_nobody_it_is_said_what_will_stand_there() -> None:
    page = Read(room(TEAM, list_engagements=page_of(cohort.Engagement)).get(ENGAGEMENT, headers=headers("fr")))
    assert "une assemblée publique" in page.text


# -- follow-up ---------------------------------------------------------------------------------------------------------


def follow_up(months: int, state: str, **changed: Any) -> cohort.FollowUp:
    fields = {
        "code": CODE, "city": "Puerto Ejemplo", "months": months, "due_on": date(2028, 1, 1), "state": state,
        "found": None, "reason": None,
    }  # fmt: skip
    return cohort.FollowUp.model_validate(fields | changed)


FOUND = {
    "held_on": date(2028, 1, 9), "strategy_in_force": True, "senior_leader_in_post": False, "targets_measured": 3,
}  # fmt: skip
ALL = (follow_up(6, "done", found=FOUND), follow_up(12, "due"), follow_up(24, "waived", reason="It was merged"))


def later(may: tuple[str, ...] = STAFF, role: Role = Role.STAFF, phase: str = "completed", **answers: Any) -> Doorway:
    known = {"list_follow_ups": cohort.FollowUps(items=ALL)}
    return room(may, role, of={"phase": phase}, **known | answers)


def test_each_date_has_its_own_form_with_what_is_known_of_it() -> None:
    answer = later().get(FOLLOW_UP, headers=headers())
    page = Read(answer)
    assert "12 months after the end" in page.text
    assert "No follow-up on this date: It was merged" in page.text
    assert page.ids["record-follow-up-6-targets_measured"]["value"] == "3"
    assert page.ids["record-follow-up-12-targets_measured"]["value"] == ""
    assert "waive-follow-up-24-reason" not in page.ids, "it is waived"
    chosen = 'name="strategy_in_force" value="true" checked'
    assert answer.text.count(chosen) == 1


def test_what_was_found_is_recorded_for_its_date() -> None:
    door = later(COACH, Role.COACH, record_follow_up=ALL[0])
    form = {
        "months": "12", "held_on": "2028-07-01", "strategy_in_force": "true", "senior_leader_in_post": "false",
        "targets_measured": "0", "notes": "",
    }  # fmt: skip
    assert door.post(f"{FOLLOW_UP}/record-follow-up", data=form, headers=headers()).status_code == 303
    asked = sent(door, "record_follow_up")
    assert (asked.months, asked.strategy_in_force, asked.senior_leader_in_post) == (12, True, False)


def test_a_date_is_waived_by_staff_alone() -> None:
    door = later(waive_follow_up=ALL[2])
    form = {"months": "36", "reason": "Elections"}
    assert door.post(f"{FOLLOW_UP}/waive-follow-up", data=form, headers=headers()).status_code == 303
    assert sent(door, "waive_follow_up").months == 36
    assert (
        later(COACH, Role.COACH).post(f"{FOLLOW_UP}/waive-follow-up", data=form, headers=headers()).status_code == 403
    )


@pytest.mark.parametrize(("phase", "offered"), [("completed", True), ("close_out", False)])
def test_only_a_city_that_went_through_the_program_is_followed_up(phase: str, offered: bool) -> None:
    page = Read(later(phase=phase).get(FOLLOW_UP, headers=headers()))
    assert ("held_on" in page.fields) is offered
    assert ("these are the dates" in page.text) is not offered
