"""Addresses that answer forms, looked at: after another language was chosen on a refused form, or a reload."""

import pytest

from shared.contracts.errors import Refusal
from shared.contracts.people import Role
from tests.unit.portal.pages.signed_in import door_of, headers

CODE = "K7Q2M9X4TB"


@pytest.mark.parametrize(
    ("path", "page"),
    [
        (f"/applications/{CODE}/confirm", f"/applications/{CODE}"),
        (f"/applications/{CODE}/people/remove", f"/applications/{CODE}/people"),
        (f"/reviews/{CODE}/declaration", f"/reviews/{CODE}"),
        (f"/staff/people/{CODE}/privacy/erase", f"/staff/people/{CODE}/privacy"),
        ("/my/account/sessions/end-others", "/my/account"),
        ("/sign-out", "/"),
    ],
)
def test_it_leads_to_the_page_of_its_form_in_the_language_that_was_chosen(path: str, page: str) -> None:
    answer = door_of(Role.STAFF).get(f"{path}?lang=fr", headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert "lang=fr" in answer.headers["Set-Cookie"]


def test_a_part_that_cannot_be_had_now_stays_as_it_is() -> None:
    alarm = Refusal("unavailable", reason="broker_alarm")
    deaf = door_of(get_person=alarm, issue_token=alarm, issue_tokens=alarm)
    part = deaf.get("/my/places", headers=headers() | {"HX-Request": "true", "HX-Target": "places"})
    assert (part.status_code, part.content, part.headers["HX-Reswap"]) == (503, b"", "none")
    whole = deaf.get("/my", headers=headers() | {"HX-Request": "true", "HX-Boosted": "true"})
    assert (whole.status_code, "HX-Reswap" in whole.headers) == (503, False)


def test_a_part_that_asks_by_itself_ends_with_the_session_and_puts_no_page_in_its_place() -> None:
    over = door_of(get_person=Refusal("unauthenticated"), issue_token=Refusal("unauthenticated"))
    answer = over.get("/my/places", headers=headers() | {"HX-Request": "true"})
    assert (answer.status_code, answer.content, answer.headers["HX-Reswap"]) == (286, b"", "none")
    whole = over.get("/my", headers=headers() | {"HX-Request": "true", "HX-Boosted": "true"})
    assert whole.headers["Location"] == "/sign-in?next=/my"
