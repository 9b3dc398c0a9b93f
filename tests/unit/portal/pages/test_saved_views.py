"""Saved views on pages: beside the fixed ones with their counts, saved from a narrowed list, removed."""

from typing import Any
from uuid import UUID

import pytest

from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from shared.contracts.reporting import ApplicationFilters, RemoveView, SavedView, SaveView
from shared.contracts.requests import Nothing, Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import headers
from tests.unit.portal.pages.test_reports_by_mail import sent
from tests.unit.portal.pages.test_staff_applications import PATH, staffs_door

OWN = SavedView(
    id=UUID(int=5), name="French ones", own=True, shared=False, number=1_234,
    filters=ApplicationFilters(language="fr", sort="-submitted_at"),
)  # fmt: skip
SHARED = SavedView(
    id=UUID(int=6), name="Renata’s", own=False, shared=True, number=2,
    filters=ApplicationFilters(reviewer=UUID(int=9), text="san"),
)  # fmt: skip
VIEWS = f"{PATH}/views"


def door(role: Role = Role.STAFF, **answers: Any) -> Doorway:
    listed = Page[SavedView](items=(OWN, SHARED), next=None, total=2)
    return staffs_door(role, **{"list_views": listed, "save_view": OWN, "remove_view": Nothing()} | answers)


def test_a_saved_view_stands_beside_the_others_with_how_many_it_holds() -> None:
    page = Read(door().get(PATH, headers=headers()))
    assert "French ones 1,234" in page.text
    assert f"{PATH}?language=fr&sort=-submitted_at" in page.links


def test_a_narrowed_list_leads_to_saving_it_and_a_saved_one_to_the_views() -> None:
    narrowed = Read(door().get(f"{PATH}?country=CA&sort=city", headers=headers()))
    assert ("Save as a view" in narrowed.text, f"{VIEWS}?country=CA&sort=city" in narrowed.links) == (True, True)
    for address in (f"{PATH}?language=fr", PATH):
        page = Read(door().get(address, headers=headers()))
        assert ("Save as a view" in page.text, VIEWS in page.links) == (False, True)


def test_nobody_is_led_to_views_where_there_are_none() -> None:
    none = Page[SavedView](items=(), next=None, total=0)
    assert VIEWS not in Read(door(list_views=none).get(PATH, headers=headers())).links
    assert "No saved views yet" in Read(door(list_views=none).get(VIEWS, headers=headers())).text


def test_the_form_says_by_what_the_list_is_narrowed_and_sends_it() -> None:
    at = door()
    page = Read(at.get(f"{VIEWS}?country=CA&text=san&sort=city", headers=headers()))
    assert "Country: Canada" in page.text
    typed = {"name": "Canada", "country": "CA", "text": "san", "sort": "city", "region": ""}
    saved = at.post(f"{VIEWS}/save", data=typed, headers=headers())
    assert (saved.status_code, saved.headers["Location"]) == (303, VIEWS)
    assert sent(at, SaveView) == [SaveView(name="Canada", country="CA", text="san", sort="city")]


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (Refusal("already_exists", Detail("name", "name_taken"), reason="view", name="Canada"), "one of this name"),
        (Refusal("invalid", Detail("name", "too_many_views", most=10)), "10 views already"),
    ],
)
def test_what_is_refused_stands_beside_what_was_typed(refusal: Refusal, said: str) -> None:
    answered = door(save_view=refusal).post(
        f"{VIEWS}/save", data={"name": "Canada", "country": "CA"}, headers=headers()
    )
    page = Read(answered)
    assert answered.status_code in (409, 422)
    for words in (said, "Country: Canada"):
        assert words in page.text, words
    assert 'value="Canada"' in answered.text


def test_leads_share_and_remove_what_is_shared() -> None:
    for role, may in ((Role.STAFF, False), (Role.PROGRAM_LEAD, True)):
        text = door(role).get(f"{VIEWS}?country=CA", headers=headers()).text
        assert ('name="shared"' in text, str(SHARED.id) in text, str(OWN.id) in text) == (may, may, True)


def test_a_view_is_removed() -> None:
    at = door()
    at.post(f"{VIEWS}/remove", data={"view_id": str(OWN.id)}, headers=headers())
    assert sent(at, RemoveView) == [RemoveView(view_id=OWN.id)]


@pytest.mark.parametrize("role", [Role.COACH, Role.REVIEWER, Role.APPLICANT])
def test_others_have_none(role: Role) -> None:
    assert door(role).get(VIEWS, headers=headers()).status_code == 403
    assert door(role).post(f"{VIEWS}/save", data={"name": "x"}, headers=headers()).status_code == 403
