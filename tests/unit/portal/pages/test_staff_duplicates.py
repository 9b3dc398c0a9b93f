"""Applications that may be one city's: as pairs, and beside either; the form of a merge names the other."""

from __future__ import annotations

from typing import Any

from shared.contracts import intake
from shared.contracts.people import Role
from shared.contracts.requests import Page
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.staff_samples import APPLICATION, CODE, RECORD
from tests.unit.portal.pages.test_staff_applications import ANSWERS

PATH, OTHER = "/staff/applications/duplicates", "AAAAAAAAAA"
PAIR = intake.LikelyMatch(
    call="2027", country="BR", city="Curitiba", codes=(CODE, OTHER), admin_areas=("Paraná", "PR")
)  # fmt: skip


def door(*pairs: intake.LikelyMatch, role: Role = Role.STAFF, **answers: Any) -> Doorway:
    found = Page[intake.LikelyMatch](items=pairs, next=f"{CODE}-{OTHER}" if pairs else None, total=len(pairs))
    return door_of(role, **RECORD | ANSWERS | {"list_likely_matches": found} | answers)


def sent(door: Doorway, method: str) -> Any:
    return next(one.request for one in door.client.asked if one.request.method == method)


def test_either_of_a_pair_can_be_kept() -> None:
    shown = door(PAIR)
    page = Read(shown.get(f"{PATH}?call=2027", headers=headers()))
    assert "1 pair of applications" in page.text
    assert f"/staff/applications/{OTHER}/merge?into={CODE}" in page.links
    assert f"/staff/applications/{CODE}/merge?into={OTHER}" in page.links
    assert sent(shown, "list_likely_matches").call == "2027"
    assert f"{PATH}?call=2027&after={CODE}-{OTHER}&from=2" in page.links


def test_without_any_it_is_said_what_would_stand_there() -> None:
    page = Read(door().get(PATH, headers=headers("es")))
    assert "escrito de otra manera" in page.text
    assert "0 a 0 de 0" not in page.text


def test_the_record_leads_to_a_merge_whose_form_names_the_other() -> None:
    twin = APPLICATION.model_copy(update={"likely_matches": (OTHER,)})
    shown = door(get_application=twin)
    merge = f"/staff/applications/{CODE}/merge?into={OTHER}"
    assert merge in Read(shown.get(f"/staff/applications/{CODE}", headers=headers())).links
    page = Read(shown.get(f"{merge}&override=x&reason=y", headers=headers()))
    assert page.fields["into"]["value"] == OTHER
    assert "reason" not in page.fields


def test_what_a_link_may_not_fill_stays_empty() -> None:
    page = Read(door().get(f"/staff/applications/{CODE}/decide?reason=because", headers=headers()))
    assert "because" not in page.text


def test_nobody_else_sees_them() -> None:
    assert door(role=Role.REVIEWER).get(PATH, headers=headers()).status_code == 403
