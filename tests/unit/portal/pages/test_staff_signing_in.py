"""Signing in by password, passkey and the organization's provider; and proving it again for what is sensitive."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from services.portal.pages.account.onward import pairs_of
from services.portal.web.device import device_of
from services.portal.web.passkey_site import passkey_site
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.people import Role
from shared.contracts.requests import Nothing
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import OWN, Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_account import SESSION

FAILED = Refusal("sign_in_failed")
AGAIN = Refusal("reauthenticate")
CODE = "K7Q2M9X4TB"
WITHDRAW = f"/applications/{CODE}/withdraw"
SITE = {"PORTAL_URL": "http://portal.example"}
PROVIDED = SITE | {"OIDC_ISSUER": "https://sso.example"}
PASSWORD = {"user": " o@x.example ", "password": "gray kettles hum", "second": " 123 456 ", "next": "/staff/people"}
STARTED = identity.StartedSingleSignOn(address="https://sso.example/authorize?state=x", flow="f" * 40)


def factors(*kinds: str, password: bool = True) -> identity.Factors:
    items = [
        {"id": f"{n:032}", "kind": kind, "name": "", "added_at": 0, "used_at": None} for n, kind in enumerate(kinds)
    ]
    return identity.Factors.model_validate({"password": password, "items": items, "recovery_codes": 10})


# -- every way ---------------------------------------------------------------------------------------------------------


def test_the_page_offers_every_way_and_the_provider_where_there_is_one() -> None:
    page = Read(Doorway().get("/sign-in?next=/reviews"))
    assert {"email", "user", "password", "second", "credential"} <= set(page.fields)
    assert page.fields["next"]["value"] == "/reviews"
    assert page.fields["password"]["autocomplete"] == "current-password"
    assert not any(one.startswith("/sign-in/sso") for one in page.links)
    assert "/sign-in/sso?next=/reviews" in Read(Doorway(settings=PROVIDED).get("/sign-in?next=/reviews")).links


def test_password_and_code_sign_in_and_end_the_session_of_before() -> None:
    door = Doorway(sign_in_with_password=SESSION, sign_out=Nothing())
    browser = OWN | {"Cookie": "session=old", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"}
    answer = door.post("/sign-in/password", data=PASSWORD, headers=browser)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/people")
    asked = door.client.asked[0].request
    assert (asked.email, asked.code, asked.session, asked.device) == ("o@x.example", "123456", None, "Firefox, Linux")
    assert [one.request for one in door.client.asked][-1] == identity.SignOut(session="old")
    assert "session=s3cret;" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("refusal", "status", "said"),
    [
        (FAILED, 401, "Address, password or second factor is wrong"),
        (Refusal("too_many_tries", seconds=120), 429, "Wait 2 minutes"),
        (unavailable(), 503, "What you typed is still here"),
    ],
)
def test_what_is_wrong_has_one_answer_and_no_secret_comes_back(refusal: Refusal, status: int, said: str) -> None:
    answer = Doorway(sign_in_with_password=refusal).post("/sign-in/password", data=PASSWORD, headers=OWN)
    page = Read(answer)
    assert answer.status_code == status
    assert said in page.text
    assert (page.fields["user"]["value"], page.fields["next"]["value"]) == (" o@x.example ", "/staff/people")
    assert "gray kettles" not in answer.text
    assert "123 456" not in answer.text


def test_a_recovery_code_is_taken_as_it_is_typed() -> None:
    door = Doorway(sign_in_with_password=SESSION)
    door.post("/sign-in/password", data=PASSWORD | {"second": " abcde-fghjk"}, headers=OWN)
    assert door.client.asked[0].request.code == "abcde-fghjk"


@pytest.mark.parametrize(
    ("path", "proof"),
    [("/sign-in/code", {"email": "o@x.example", "code": "418207"}), ("/sign-in/link", {"key": "k"})],
)
def test_whoever_has_a_second_factor_is_asked_for_it_beside_the_mail(path: str, proof: dict[str, str]) -> None:
    """Who forgot the password, or lost the device, gets in by it all the same."""
    door = Doorway(confirm_sign_in=Refusal("second_factor_needed"))
    answer = door.post(path, data=proof | {"next": "/staff"}, headers=OWN)
    page = Read(answer)
    assert (answer.status_code, "second-error" in page.ids) == (200, False)
    form = {name: page.fields[name]["value"] for name in (*proof, "next")}
    assert form == proof | {"next": "/staff"}
    door.client.answers["confirm_sign_in"] = FAILED
    wrong = door.post(path, data=form | {"second": "111 111"}, headers=OWN)
    assert (wrong.status_code, "second-error" in Read(wrong).ids, "111 111" in wrong.text) == (401, True, False)
    door.client.answers["confirm_sign_in"] = SESSION.model_copy(update={"roles": (Role.STAFF,)})
    proven = door.post(path, data=form | {"second": "123 456", "next": "/my"}, headers=OWN)
    assert proven.headers["Location"] == "/my"
    assert [one.request.second for one in door.client.asked if one.request.method == "confirm_sign_in"] == [
        None, "111111", "123456",
    ]  # fmt: skip


def test_a_passkey_signs_in_with_what_the_browser_answered() -> None:
    door = Doorway(
        sign_in_with_passkey=SESSION,
        get_passkey_sign_in_options=identity.PasskeyOptions(options={"challenge": "x"}),
    )
    assert door.get("/sign-in/passkey").json() == {"challenge": "x"}
    form = {"credential": json.dumps({"id": "abc"}), "next": "/my"}
    assert door.post("/sign-in/passkey", data=form, headers=OWN).status_code == 303
    assert next(one.request.credential for one in door.client.asked if hasattr(one.request, "credential")) == {
        "id": "abc"
    }


@pytest.mark.parametrize("credential", ["", "[]", "{", "null", "[" * 9000, '"x"'])
def test_what_is_no_answer_of_a_browser_opens_nothing(credential: str) -> None:
    answer = Doorway(sign_in_with_passkey=FAILED).post("/sign-in/passkey", data={"credential": credential}, headers=OWN)
    assert answer.status_code == 401
    assert "passkey-error" in Read(answer).ids


# -- the organization's provider ---------------------------------------------------------------------------------------


def signed_on(path: str = "/sign-in/sso?next=/reports") -> str:
    answer = Doorway(start_single_sign_on=STARTED).get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, STARTED.address)
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "Max-Age=600", "Path=/sign-in/sso", "SameSite=lax"} <= set(cookie.split("; "))
    return cookie.partition(";")[0]


def test_the_provider_leads_back_to_where_somebody_wanted() -> None:
    door = Doorway(finish_single_sign_on=SESSION)
    answer = door.get("/sign-in/sso/callback?state=x&code=y", headers={"Cookie": signed_on()})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reports")
    asked = door.client.asked[0].request
    assert (asked.flow, asked.state, asked.code, asked.session) == (STARTED.flow, "x", "y", None)


@pytest.mark.parametrize("path", ["/sign-in/sso?next=//evil.example", "/sign-in/sso"])
def test_the_provider_leads_nowhere_else(path: str) -> None:
    door = Doorway(finish_single_sign_on=SESSION)
    answer = door.get("/sign-in/sso/callback?state=x&code=y", headers={"Cookie": signed_on(path)})
    assert answer.headers["Location"] in ("/", "/my")


@pytest.mark.parametrize(
    ("query", "cookie"), [("state=x&code=y", ""), ("state=x&code=y", "sign_on_flow=\u00fczz"), ("error=denied", "flow")]
)
def test_another_browsers_answer_or_a_refusal_leads_back_to_every_way(query: str, cookie: str) -> None:
    door = Doorway(finish_single_sign_on=SESSION)
    given = {"Cookie": (signed_on() if cookie == "flow" else cookie).encode("latin-1")}
    answer = door.get(f"/sign-in/sso/callback?{query}", headers=given)
    assert (answer.status_code, door.client.asked) == (401, [])
    assert "password" in Read(answer).fields


def test_without_a_provider_there_is_no_such_page() -> None:
    none = Refusal("not_found", reason="no_sign_on_provider")
    assert Doorway(start_single_sign_on=none).get("/sign-in/sso").status_code == 404


# -- again -------------------------------------------------------------------------------------------------------------


def test_a_sensitive_form_waits_while_its_sender_proves_who_they_are() -> None:
    """Nothing typed is lost, and the session goes on, proven anew."""
    door = door_of(
        Role.STAFF,
        withdraw_application=AGAIN,
        list_factors=factors("totp"),
        sign_in_with_password=SESSION,
    )
    typed = {"command_id": "11111111-1111-4111-8111-111111111111", "note": 'A "quoted" <line>', "password": "typed"}
    asked = door.post(WITHDRAW, data=typed, headers=headers())
    page = Read(asked)
    assert asked.status_code == 403
    assert page.fields["user"]["value"] == "o@alliance.example"
    assert "typed" not in page.fields["kept"]["value"]  # type: ignore[operator]
    form = {name: page.fields[name]["value"] for name in ("next", "kept", "again", "user")}
    proven = door.post("/sign-in/password", data=form | {"password": "x", "second": "123456"}, headers=headers())
    waiting = Read(proven)
    assert proven.status_code == 200
    assert door.client.asked[-1].request.session == "s3cret"
    assert f'action="{WITHDRAW}"' in proven.text
    assert waiting.fields["note"]["value"] == typed["note"]
    assert waiting.fields["command_id"]["value"] == typed["command_id"]


def test_a_sensitive_page_comes_after_the_proof() -> None:
    door = door_of(
        Role.STAFF, list_own_applications=AGAIN, sign_in_with_passkey=SESSION, list_factors=factors("passkey")
    )
    asked = door.get("/my?view=all", headers=headers())
    assert (asked.status_code, asked.headers["Location"]) == (303, f"/sign-in/again?next={quote('/my?view=all')}")
    page = Read(door.get(asked.headers["Location"], headers=headers()))
    assert "password" not in page.fields
    form = {"credential": "{}", "again": "true", "next": page.fields["next"]["value"]}
    proven = door.post("/sign-in/passkey", data=form, headers=headers())
    assert (proven.status_code, proven.headers["Location"]) == (303, "/my?view=all")


@pytest.mark.parametrize(
    ("roles", "known", "offered"),
    [
        ((), None, {"email"}),
        ((Role.REVIEWER,), None, {"email"}),
        ((Role.STAFF,), factors(password=False), {"email"}),
        ((Role.STAFF,), factors("totp", "passkey"), {"user", "password", "second", "credential"}),
        ((Role.STAFF,), factors("passkey", password=False), {"credential"}),
        ((Role.STAFF,), unavailable(), {"email", "user", "password", "second", "credential"}),
    ],
)
def test_the_ways_to_prove_it_again_are_ones_own(roles: tuple[Role, ...], known: Any, offered: set[str]) -> None:
    answers = {} if known is None else {"list_factors": known}
    page = Read(door_of(*roles, **answers).get("/sign-in/again?next=/my", headers=headers()))
    assert set(page.fields) - {"next", "again"} == offered


def test_a_wrong_proof_asks_anew_and_the_form_still_waits() -> None:
    door = door_of(Role.STAFF, sign_in_with_password=FAILED, list_factors=factors("totp"))
    form = PASSWORD | {"again": "true", "kept": '[["note", "kept"]]', "next": WITHDRAW}
    answer = door.post("/sign-in/password", data=form, headers=headers())
    page = Read(answer)
    assert (answer.status_code, page.fields["kept"]["value"]) == (401, '[["note", "kept"]]')
    assert "password-error" in page.ids


def test_the_code_by_mail_keeps_the_form_waiting_too() -> None:
    door = door_of(request_sign_in=Nothing(), confirm_sign_in=SESSION)
    form = {"again": "true", "kept": '[["note", "kept"]]', "next": WITHDRAW, "email": "o@alliance.example"}
    page = Read(door.post("/sign-in", data=form, headers=headers()))
    assert page.fields["kept"]["value"] == form["kept"]
    proven = door.post("/sign-in/code", data=form | {"code": "418207"}, headers=headers())
    assert Read(proven).fields["note"]["value"] == "kept"
    assert door.client.asked[-1].request.session == "s3cret"


def test_who_is_not_signed_in_proves_nothing_again() -> None:
    assert Doorway().get("/sign-in/again").headers["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[["a"]]', '[["a", 1]]', "[" * 9000, json.dumps([["a", "b"]] * 501)])
def test_what_no_page_of_ours_kept_is_no_form(text: str) -> None:
    assert pairs_of(text) is None


# -- where and by what -------------------------------------------------------------------------------------------------


def test_passkeys_hold_at_the_host_of_the_portal_alone() -> None:
    assert passkey_site("http://127.0.0.1:8000") == "http://localhost:8000"
    assert passkey_site("https://alliance.example/") == "https://alliance.example"
    here = Doorway().get("/sign-in")
    assert 'data-passkey="get"' in here.text
    elsewhere = Doorway().get("/sign-in?next=/my", headers={"Host": "127.0.0.1:8000"})
    assert 'data-passkey="get"' not in elsewhere.text
    assert "http://portal.example/sign-in?next=/my" in Read(elsewhere).links


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8", None),
        ("", None),
    ],
)
def test_a_browser_is_called_as_its_person_knows_it(said: str, device: str | None) -> None:
    class Asked:
        headers = {"user-agent": said}  # noqa: RUF012

    assert device_of(Asked()) == device  # type: ignore[arg-type]
