"""Addresses that mail does not reach, on staff's page: whose, since when, allowed again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.contracts.notifications import LiftSuppression, ListSuppressions, Suppression
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers
from tests.unit.portal.pages.test_staff_mail import CONTACT, ID, sent, staffs_door

PATH, ONE = "/staff/mail/suppressed", UUID(int=31)


def door_with(*found: Suppression, **answers: Any) -> Doorway:
    page = Page[Suppression](items=found, next=None, total=len(found))
    return staffs_door(list_suppressions=page, **answers)


def suppression(**changed: Any) -> Suppression:
    fields = {
        "id": ONE, "mail_id": ID, "recipient": f"intake:{CONTACT}", "code": "K7Q2M9X4TB", "status": "5.1.1",
        "since": datetime(2027, 3, 1, 15, tzinfo=UTC), "soft": 2, "lifted_by": None, "lifted_at": None,
    }  # fmt: skip
    return Suppression.model_validate(fields | changed)


def test_they_are_listed_with_whose_they_are_and_allowed_again() -> None:
    door = door_with(suppression(), lift_suppression=suppression(lifted_by="person:1"))
    page = Read(door.get(PATH, headers=headers()))
    for said in ("Luz Ejemplar", "K7Q2M9X4TB", "5.1.1", "March 1"):
        assert said in page.text
    assert f"/staff/mail/{ID}" in page.links
    answer = door.post(f"{PATH}/allow", data={"suppression_id": str(ONE)}, headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, PATH)
    assert sent(door, LiftSuppression) == [LiftSuppression(suppression_id=ONE)]


def test_those_allowed_again_say_by_whom_and_none_are_said_to_be_none() -> None:
    lifted = suppression(lifted_by="local-admin", lifted_at=datetime(2027, 3, 2, 15, tzinfo=UTC))
    door = door_with(lifted)
    page = Read(door.get(f"{PATH}?lifted=yes", headers=headers("fr")))
    assert "local-admin" in page.text
    assert sent(door, ListSuppressions) == [ListSuppressions(lifted=True)]
    assert "No address here" in Read(door_with().get(PATH, headers=headers())).text


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COACH, Role.APPLICANT, Role.CITY_MEMBER])
def test_nobody_else_sees_them(role: Role) -> None:
    assert staffs_door(role).get(PATH, headers=headers()).status_code == 403
