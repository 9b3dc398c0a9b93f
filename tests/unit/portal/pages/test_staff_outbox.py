"""What staff do to mails before they go: rules that hold them, one changed, many released."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.errors import Detail, Refusal
from shared.contracts.identity import PeopleNames, PersonName
from shared.contracts.notifications import (
    EditMail,
    HoldMails,
    HoldRule,
    LiftHoldRule,
    ListHoldRules,
    ListMails,
    Mail,
    ReleaseMails,
)
from shared.contracts.people import Role
from shared.contracts.requests import Outcome, Outcomes, Page, Problem
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers
from tests.unit.portal.pages.test_staff_mail import ID, PATH, mail, sent, staffs_door

RULES, HELD = "/staff/mail/rules", "/staff/mail/held"
RULE, MAKER, OTHER = UUID(int=21), UUID(int=22), UUID(int=4)
ONCE = {"command_id": str(UUID(int=9))}


def rule(**changed: Any) -> HoldRule:
    fields = {
        "id": RULE, "template": "offer_reminder", "code": "K7Q2M9X4TB", "call": None, "reason": "We are talking.",
        "until": datetime(2027, 3, 5, 17, tzinfo=UTC), "made_by": f"person:{MAKER}", "lifted_by": None,
        "made_at": datetime(2027, 3, 1, 15, tzinfo=UTC), "ended_at": None, "held": 3,
    }  # fmt: skip
    return HoldRule.model_validate(fields | changed)


def door_with(*rules: HoldRule, **answers: Any) -> Doorway:
    return staffs_door(
        list_hold_rules=Page[HoldRule](items=rules, next=None, total=len(rules)),
        get_names=PeopleNames(items=(PersonName(id=MAKER, name="Philippa Ejemplar"),)),
        **answers,
    )


def test_rules_say_what_they_hold_until_when_why_and_who_made_them() -> None:
    door = door_with(rule())
    page = Read(door.get(RULES, headers=headers()))
    for said in ("K7Q2M9X4TB", "We are talking.", "Philippa Ejemplar", "March 5", "12:00"):
        assert said in page.text.replace("\u202f", " "), said
    assert f"/staff/mail?state=held&rule_id={RULE}" in page.links
    assert sent(door, ListHoldRules) == [ListHoldRules(limit=100)]
    Read(door.get(f"{RULES}?ended=yes", headers=headers("pt")))
    assert sent(door, ListHoldRules)[-1].ended is True


def test_without_a_rule_that_is_said() -> None:
    assert "No rule here" in Read(door_with().get(RULES, headers=headers())).text


def test_a_link_from_a_mail_fills_the_form() -> None:
    answer = door_with().get(f"{RULES}/hold?template=offer_reminder&code=K7Q2M9X4TB", headers=headers())
    assert 'value="K7Q2M9X4TB"' in answer.text
    assert 'value="offer_reminder" selected' in answer.text


def test_a_rule_is_made_by_staffs_own_clock_and_lifted() -> None:
    door = door_with(hold_mails=rule(), lift_hold_rule=rule(ended_at=datetime(2027, 3, 2, tzinfo=UTC)))
    typed = {"template": "offer_reminder", "until": "2027-03-05T12:00", "reason": "We are talking."}
    answer = door.post(f"{RULES}/hold", data=ONCE | typed, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, RULES)
    (asked,) = sent(door, HoldMails)
    assert (asked.template, asked.code, asked.until) == ("offer_reminder", None, datetime(2027, 3, 5, 17, tzinfo=UTC))
    answer = door.post(f"{RULES}/lift", data=ONCE | {"rule_id": str(RULE)}, headers=headers())
    assert answer.status_code == 303
    assert sent(door, LiftHoldRule) == [LiftHoldRule(rule_id=RULE)]


@pytest.mark.parametrize(
    ("typed", "refusal", "said"),
    [
        ({"reason": "We are talking."}, None, "Name a kind of mail, a city or a call, or hold everything."),
        (
            {"code": "K7Q2M9X4TB", "reason": "We are talking.", "until": "2020-01-01T10:00"},
            Refusal("invalid", Detail("until", "too_early")),
            "This is too early.",
        ),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_and_what_was_typed_is_kept(
    typed: dict[str, str], refusal: Refusal | None, said: str
) -> None:
    answer = door_with(hold_mails=refusal).post(f"{RULES}/hold", data=ONCE | typed, headers=headers())
    assert answer.status_code == 422
    assert said in Read(answer).text
    assert "We are talking.</textarea>" in answer.text


def test_a_mail_is_changed_and_says_by_whom() -> None:
    edited = mail(edited_by=f"person:{MAKER}", edited_at=datetime(2027, 3, 1, 16, tzinfo=UTC))
    door = door_with(edit_mail=edited, get_mail=edited)
    typed = {"subject": "Su ciudad", "note": "Hablamos el lunes."}
    assert door.post(f"{PATH}/edit", data=ONCE | typed, headers=headers()).status_code == 303
    assert sent(door, EditMail) == [EditMail(mail_id=ID, **typed)]
    assert "Philippa Ejemplar" in Read(door.get(PATH, headers=headers())).text


def test_held_mails_that_match_are_seen_before_they_go() -> None:
    held = Page[Mail](items=(mail(), mail(id=OTHER, awaits_decision=True)), next=None, total=2)
    door = door_with(list_mails=held)
    listed = Read(door.get("/staff/mail?state=held&language=es", headers=headers()))
    assert f"{HELD}?state=held&language=es" in listed.links
    page = door.get(f"{HELD}?state=held&language=es", headers=headers())
    assert f'name="code" value="{ID}"' in page.text
    assert str(OTHER) not in page.text
    assert "1 more waits for its decision" in Read(page).text
    assert sent(door, ListMails)[-1] == ListMails(state="held", language="es", limit=200)


def test_where_all_wait_for_decisions_nothing_is_said_of_choosing() -> None:
    waiting = Page[Mail](items=(mail(awaits_decision=True),), next=None, total=1)
    page = Read(door_with(list_mails=waiting).get(f"{HELD}?state=held", headers=headers()))
    assert "No mail on hold can be sent now." in page.text
    assert "0 mails" not in page.text


def test_each_that_is_released_has_its_result() -> None:
    refused = Problem(code="illegal_transition", message="", reason="mail_awaits_decision")
    outcomes = (Outcome[Mail](code=str(ID), reply=mail(state="queued")), Outcome[Mail](code=str(OTHER), error=refused))
    door = door_with(release_mails=Outcomes[Mail](items=outcomes))
    chosen = ONCE | {"list": "/staff/mail?state=held", "code": [str(ID), str(OTHER)]}
    page = Read(door.post(HELD, data=chosen, headers=headers()))
    assert sent(door, ReleaseMails) == [ReleaseMails(mail_ids=(ID, OTHER))]
    assert "The mail is on its way." in page.text
    assert "It goes when the decision is sent." in page.text
    assert "/staff/mail?state=held" in page.links


def test_nothing_chosen_sends_nothing() -> None:
    door = door_with()
    answer = door.post(HELD, data=ONCE | {"list": "/staff/mail?state=held", "code": "no id"}, headers=headers())
    assert answer.status_code == 303
    assert sent(door, ReleaseMails) == []


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_holds_or_releases(role: Role) -> None:
    for path in (RULES, f"{RULES}/hold", HELD):
        assert staffs_door(role).get(path, headers=headers()).status_code == 403
