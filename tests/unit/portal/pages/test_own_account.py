"""One's own account: sessions, ways to sign in and how they are set up, name and languages; a command line let in."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.portal.web.qr import qr_picture
from shared.contracts import identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.people import Role
from shared.contracts.requests import Nothing, Page
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import OWN, Read
from tests.unit.portal.pages.signed_in import door_of, headers, person
from tests.unit.portal.pages.test_account import SESSION
from tests.unit.portal.pages.test_staff_signing_in import factors

BESIDE = {"list_work", "issue_token", "issue_tokens"}
AT = datetime(2026, 11, 29, 15, tzinfo=UTC)
THIS, OTHER, APP = (UUID(int=number) for number in (1, 2, 0))
KEY = identity.TotpKey(key="MV6UBP2NTUFQ", address="otpauth://totp/City:o?secret=MV6UBP2NTUFQ", picture="<svg/>")
CODES = identity.RecoveryCodes(codes=("abcde-fghjk", "12345-67890"))
DEVICE = identity.DeviceLoginShown(device="alliance, laptop", source="192.0.2.0/24", asked_at=AT, expires_at=AT)
PASSWORD = {"password": "gray kettles hum at noon", "repeated": "gray kettles hum at noon"}


def session(id_: UUID, current: bool, device: str | None) -> identity.OpenSession:
    return identity.OpenSession(
        id=id_, since=AT, used_at=AT, expires_at=AT, source="192.0.2.0/24", device=device, proof="passkey",
        current=current,
    )  # fmt: skip


OPEN = Page[identity.OpenSession](
    items=(session(THIS, True, "Firefox, Linux"), session(OTHER, False, None)), next=None, total=2
)


NO_TOKENS = Page[identity.AccessToken](items=(), next=None, total=0)


def account_door(*roles: Role, known: Any = None, **answers: Any) -> Doorway:
    listed = {
        "list_sessions": OPEN, "list_factors": known or factors("totp", "passkey"), "list_access_tokens": NO_TOKENS,
    }  # fmt: skip
    return door_of(*roles, **{**listed, **answers})


def asked(door: Doorway) -> Any:
    """What was asked for, beside what every page asks."""
    return [one.request for one in door.client.asked if one.request.method not in BESIDE][-1]


# -- the page ----------------------------------------------------------------------------------------------------------


def test_an_account_shows_where_one_is_signed_in_and_ends_what_is_not_this() -> None:
    door = account_door(end_session=Nothing(), end_sessions=identity.EndedSessions(ended=1))
    answer = door.get("/my/account", headers=headers())
    assert "Firefox, Linux" in Read(answer).text
    assert f"/my/account/sessions/{OTHER}/end" in answer.text
    assert f"/my/account/sessions/{THIS}/end" not in answer.text
    assert "list_factors" not in door.client.methods
    ended = door.post(f"/my/account/sessions/{OTHER}/end", headers=headers())
    assert (ended.status_code, ended.headers["Location"]) == (303, "/my/account")
    assert asked(door) == identity.EndSession(session_id=OTHER)
    door.post("/my/account/sessions/end-others", headers=headers())
    assert asked(door) == identity.EndSessions(but_this=True)


@pytest.mark.parametrize(
    ("known", "shown", "unshown"),
    [
        (factors(password=False), ["Whoever reads your mail", "Choose a password first."], ["Recovery codes"]),
        (factors(), ["Whoever reads your mail", "Set up the app"], ["Choose a password first."]),
        (factors("totp"), ["10 left", "Remove the app"], ["Whoever reads your mail", "Set up the app"]),
    ],
)
def test_staff_see_how_they_sign_in_and_what_is_missing(known: Any, shown: list[str], unshown: list[str]) -> None:
    text = Read(account_door(Role.STAFF, known=known).get("/my/account", headers=headers())).text
    assert [one for one in shown if one not in text] == []
    assert [one for one in unshown if one in text] == []


def test_parts_that_are_not_there_leave_the_rest() -> None:
    gone = {"list_sessions": unavailable(), "list_factors": unavailable()}
    answer = account_door(Role.STAFF, **gone).get("/my/account", headers=headers())
    assert (answer.status_code, Read(answer).fields["name"]["value"]) == (200, "Octavia Fernleigh")
    assert answer.text.count("A part of this page is not available") == 2


def test_name_and_languages_are_ones_own_to_say() -> None:
    door = account_door(change_own_details=person())
    form = {"name": " Octavia F. ", "language": "fr", "languages": ["", "en", "fr"]}
    answer = door.post("/my/account/details", data=form, headers=headers())
    assert answer.headers["Location"] == "/my/account?lang=fr"
    assert asked(door) == identity.ChangeOwnDetails(name="Octavia F.", languages=("fr", "en"))


@pytest.mark.parametrize("form", [{"name": "", "language": "en"}, {"name": "x" * 500, "language": "xx"}, {}])
def test_details_that_cannot_be_taken_are_said_and_kept(form: dict[str, str]) -> None:
    answer = account_door(change_own_details=person()).post("/my/account/details", data=form, headers=headers())
    page = Read(answer)
    assert answer.status_code == 422
    assert page.fields["name"]["value"] == form.get("name", "Octavia Fernleigh")


def test_a_factor_is_removed() -> None:
    door = account_door(Role.STAFF, remove_factor=Nothing())
    assert door.post(f"/my/account/factors/{APP}/remove", headers=headers()).status_code == 303
    assert asked(door) == identity.RemoveFactor(factor=APP)
    gone = account_door(Role.STAFF, remove_factor=Refusal("not_found", reason="factor"))
    assert gone.post(f"/my/account/factors/{APP}/remove", headers=headers()).status_code == 404


# -- set up ------------------------------------------------------------------------------------------------------------


def test_a_password_is_set_and_no_page_repeats_it() -> None:
    door = account_door(Role.STAFF, set_password=Nothing())
    assert "At least 12 characters." in Read(door.get("/my/account/password", headers=headers())).text
    assert door.post("/my/account/password", data=PASSWORD, headers=headers()).headers["Location"] == "/my/account"
    assert asked(door).password == PASSWORD["password"]


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"repeated": "another"}, None, "repeated"),
        ({"password": "short", "repeated": "short"}, None, "password"),
        ({}, Refusal("invalid", Detail("password", "too_common")), "password"),
        ({}, unavailable(), None),
    ],
)
def test_a_password_that_is_not_taken_is_typed_anew(changed: Any, refusal: Any, field: str | None) -> None:
    door = account_door(Role.STAFF, set_password=refusal or Nothing())
    answer = door.post("/my/account/password", data=PASSWORD | changed, headers=headers())
    assert answer.status_code in (422, 503)
    assert "gray kettles" not in answer.text
    assert field is None or f"{field}-error" in Read(answer).ids


def test_an_app_is_shown_its_key_until_one_of_its_codes_was_right() -> None:
    wrong = Refusal("invalid", Detail("code", "wrong_code"))
    door = account_door(Role.STAFF, start_totp=KEY, confirm_totp=wrong)
    shown = door.post("/my/account/app", headers=headers())
    page = Read(shown)
    assert KEY.key in page.text
    assert 'fill="#fff"' in shown.text  # white beneath, in dark pages too
    assert "style=" not in shown.text
    form = {name: page.fields[name]["value"] for name in ("key", "address")}
    again = door.post("/my/account/app/confirm", data=form | {"code": "123 456"}, headers=headers())
    assert (again.status_code, "code-error" in Read(again).ids) == (422, True)
    assert KEY.key in Read(again).text
    assert asked(door).code == "123456"
    door.client.answers["confirm_totp"] = CODES
    assert (
        "abcde-fghjk"
        in Read(door.post("/my/account/app/confirm", data=form | {"code": "1" * 6}, headers=headers())).text
    )


@pytest.mark.parametrize("address", ["", "<script>alert(1)</script>", "x" * 9000])
def test_a_picture_is_shapes_alone(address: str) -> None:
    drawn = qr_picture(address)
    assert re.fullmatch(r"(<svg [^<>]*>(<g [^<>]*>)?(<path [^<>]*/>)+(</g>)?</svg>)?", str(drawn))
    assert "script" not in drawn


def test_new_recovery_codes_are_shown_once() -> None:
    door = account_door(Role.STAFF, renew_recovery_codes=CODES)
    page = Read(door.post("/my/account/recovery-codes", headers=headers()))
    assert {"abcde-fghjk", "12345-67890"} <= set(page.texts)


@pytest.mark.parametrize(
    ("path", "led"),
    [
        *((f"/my/account/{path}", "/my/account") for path in ("app", "app/confirm", "recovery-codes")),
        *((f"/sign-in/{path}", "/sign-in") for path in ("code", "link", "password")),
    ],
)
def test_what_answers_a_form_leads_back_when_it_is_only_looked_at(path: str, led: str) -> None:
    """As by the language switch, or a reload in another window."""
    answer = account_door(Role.STAFF).get(f"{path}?lang=fr", headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, led)
    assert "lang=fr" in answer.headers["set-cookie"]


def test_a_passkey_is_named_and_kept() -> None:
    added = identity.Factor(id=APP, kind=identity.FactorKind.PASSKEY, name="Laptop", added_at=AT, used_at=None)
    options = identity.PasskeyOptions(options={"challenge": "x"})
    door = account_door(Role.STAFF, add_passkey=added, get_passkey_options=options)
    page = door.get("/my/account/passkey", headers=headers())
    assert 'data-passkey="create"' in page.text
    assert "needs a browser that knows them" not in Read(page).text
    assert door.get("/my/account/passkey/options", headers=headers()).json() == {"challenge": "x"}
    form = {"name": " Laptop ", "credential": '{"id": "x"}'}
    assert door.post("/my/account/passkey", data=form, headers=headers()).status_code == 303
    assert (asked(door).name, asked(door).credential) == ("Laptop", {"id": "x"})
    nameless = door.post("/my/account/passkey", data={"name": " "}, headers=headers())
    assert (nameless.status_code, "name-error" in Read(nameless).ids) == (422, True)


ACCOUNT_PAGES = ["/my/account", "/my/account/password", "/my/account/passkey", "/sign-in/device"]


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_an_account_is_nobodys_who_is_not_signed_in(path: str) -> None:
    assert Doorway().get(path).headers["Location"].startswith("/sign-in?next=/")
    over = door_of(get_person=Refusal("unauthenticated", reason="session_over"))
    assert over.get(path, headers=headers()).headers["Location"].startswith("/sign-in?next=/")


@pytest.mark.parametrize("roles", [(), (Role.REVIEWER,), (Role.COACH,)])
@pytest.mark.parametrize("path", ["password", "app", "app/confirm", "recovery-codes", "passkey"])
def test_passwords_and_factors_are_the_staffs_alone(roles: tuple[Role, ...], path: str) -> None:
    """On the page, and again by identity."""
    door = account_door(*roles)
    assert door.post(f"/my/account/{path}", headers=headers()).status_code == 403
    assert door.get("/my/account", headers=headers()).status_code == 200
    assert "How you sign in" not in Read(door.get("/my/account", headers=headers())).text


def test_whoever_of_the_staff_came_by_mail_alone_is_led_to_their_account() -> None:
    staff = SESSION.model_copy(update={"roles": (Role.STAFF,)})
    for next_, led in (("", "/my/account?then=/my"), ("/staff/people", "/staff/people")):
        answer = Doorway(confirm_sign_in=staff).post("/sign-in/link", data={"key": "k", "next": next_}, headers=OWN)
        assert answer.headers["Location"] == led
    password = Doorway(sign_in_with_password=staff).post("/sign-in/password", data={}, headers=OWN)
    assert password.headers["Location"] == "/my"


# -- a command line ----------------------------------------------------------------------------------------------------


def test_a_command_line_is_shown_before_it_is_let_in() -> None:
    door = account_door(Role.STAFF, get_device_login=DEVICE, confirm_device_login=Nothing())
    page = Read(door.get("/sign-in/device?user_code=bcdf+ghjk", headers=headers()))
    assert {"alliance, laptop", "192.0.2.0/24"} <= set(page.texts)
    assert "10:00" in page.text  # when it asked, by the program's clock
    for pressed, deny in (({}, False), ({"deny": "true"}, True)):
        answer = door.post("/sign-in/device", data={"user_code": "bcdf ghjk"} | pressed, headers=headers())
        assert answer.headers["Location"] == "/my/account"
        assert asked(door) == identity.ConfirmDeviceLogin(user_code="bcdf ghjk", deny=deny)


@pytest.mark.parametrize("code", ["XXXX-XXXX", "x" * 500, "<b>"])
def test_a_code_that_nothing_shows_is_said_beside_it(code: str) -> None:
    none = Refusal("not_found", reason="device_login")
    door = account_door(get_device_login=none, confirm_device_login=none)
    for answer in (
        door.get("/sign-in/device", params={"user_code": code}, headers=headers()),
        door.post("/sign-in/device", data={"user_code": code}, headers=headers()),
    ):
        page = Read(answer)
        assert answer.status_code in (404, 422)
        assert (page.fields["user_code"]["value"], "user_code-error" in page.ids) == (code, True)


def test_letting_in_asks_again_who_it_is() -> None:
    door = account_door(confirm_device_login=Refusal("reauthenticate"))
    answer = door.post("/sign-in/device", data={"user_code": "BCDF-GHJK"}, headers=headers())
    assert (answer.status_code, Read(answer).fields["next"]["value"]) == (403, "/sign-in/device")
