"""Signing in by a mailed link or code, and what a session that is over does to a page and to a form."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.intake import OwnApplications
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.people import Role
from shared.contracts.requests import Nothing
from tests.support.fake_client import unavailable
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import OWN, Read
from tests.unit.portal.pages.signed_in import door_of, headers

SESSION = identity.Session(
    secret="s3cret", person_id=UUID(int=7), roles=(Role.REVIEWER,), expires_at=datetime(2099, 1, 1, tzinfo=UTC)
)
FAILED = Refusal("sign_in_failed")


def test_a_link_is_looked_at_without_being_used() -> None:
    """Mail scanners follow links."""
    door = Doorway(confirm_sign_in=SESSION)
    for method in ("GET", "HEAD"):
        assert door.send(method, "/sign-in?key=abc&next=/reviews/X").status_code == 200
    assert door.client.methods == []
    page = Read(door.get("/sign-in?key=abc&next=/reviews/X"))
    assert (page.fields["key"]["value"], page.fields["next"]["value"]) == ("abc", "/reviews/X")


def test_the_links_button_signs_in_under_a_new_session_and_goes_on() -> None:
    door = Doorway(confirm_sign_in=SESSION)
    answer = door.post(
        "/sign-in/link", data={"key": "abc", "next": "/reviews/X"}, headers=OWN | {"Cookie": "session=old"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/reviews/X")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("session="))
    assert cookie.startswith("session=s3cret;")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_code_signs_in_however_it_is_grouped() -> None:
    door = Doorway(confirm_sign_in=SESSION)
    form = {"email": "o@alliance.example", "code": " 418 207 ", "next": "//evil.example"}
    answer = door.post("/sign-in/code", data=form, headers=OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert door.client.asked[0].request == identity.ConfirmSignIn(email="o@alliance.example", code="418207")


@pytest.mark.parametrize("code", ["418207", "12", "", "abc"])
def test_what_is_wrong_at_a_code_is_said_beside_it_and_leads_on(code: str) -> None:
    answer = Doorway(confirm_sign_in=FAILED).post(
        "/sign-in/code", data={"email": "o@x.example", "code": code}, headers=OWN
    )
    page = Read(answer)
    assert answer.status_code in (401, 422)
    assert page.fields["email"]["value"] == "o@x.example"
    assert "code-error" in page.ids
    assert "Send a new code" in page.text


def test_a_link_that_is_over_offers_a_fresh_one() -> None:
    page = Read(Doorway(confirm_sign_in=FAILED).post("/sign-in/link", data={"key": "old"}, headers=OWN))
    assert "Ask for a new one." in page.text
    assert "email" in page.fields


def test_asking_for_a_code_says_the_same_whoever_asks() -> None:
    known = Doorway(request_sign_in=Nothing()).post("/sign-in", data={"email": "a@x.example"}, headers=OWN)
    assert known.status_code == 200
    assert "a@x.example" in Read(known).text


def test_an_address_that_is_none_is_said_beside_it() -> None:
    answer = Doorway(request_sign_in=Nothing()).post("/sign-in", data={"email": "nobody"}, headers=OWN)
    assert answer.status_code == 422
    assert "email-error" in Read(answer).ids


def test_a_page_that_needs_somebody_asks_who_it_is_and_comes_back() -> None:
    answer = Doorway().get("/reviews?state=submitted")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/reviews%3Fstate%3Dsubmitted")


def test_what_was_typed_when_the_session_ended_waits_for_the_sign_in_and_is_sent_with_one_press() -> None:
    """In this window, or at once where they have signed in in another."""
    over = Refusal("unauthenticated", reason="session_over")
    door = door_of(get_person=over, confirm_sign_in=SESSION)
    answer = door.post("/reviews/AAAAAAAAAA", data={"comment": "Long <text>"}, headers=headers())
    page = Read(answer)
    assert answer.status_code == 401
    assert (page.fields["next"]["value"], page.fields["comment"]["value"]) == ("/reviews/AAAAAAAAAA", "Long <text>")
    assert 'action="/reviews/AAAAAAAAAA"' in answer.text
    form = {"email": "o@x.example", "code": "418207", **{name: page.fields[name]["value"] for name in ("next", "kept")}}
    proven = door.post("/sign-in/code", data=form, headers=OWN)
    assert (proven.status_code, Read(proven).fields["comment"]["value"]) == (200, "Long <text>")
    assert 'action="/reviews/AAAAAAAAAA"' in proven.text


def test_signing_out_ends_the_session_and_its_cookie() -> None:
    door = door_of(Role.REVIEWER, sign_out=Nothing())
    answer = door.post("/sign-out", headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert door.client.methods == ["sign_out"]
    assert any(one.startswith('session=""') for one in answer.headers.get_list("set-cookie"))
    assert Doorway(sign_out=Nothing()).post("/sign-out", headers={"Origin": "https://evil.example"}).status_code == 403


def own(*states: State) -> OwnApplications:
    fields = {"call": "2027", "city": "Petrolina", "asked": False, "until": None}
    items = [fields | {"code": f"{n}" * 10, "state": state, "version": 1} for n, state in enumerate(states, 1)]
    return OwnApplications.model_validate({"items": items})


def test_whoever_has_one_thing_is_led_to_it_and_whoever_has_none_is_told() -> None:
    def led(*roles: Role, of: OwnApplications) -> str:
        return door_of(*roles, list_own_applications=of).get("/my", headers=headers()).headers["Location"]

    assert led(Role.REVIEWER, of=own()) == "/reviews"
    assert led(of=own(State.DRAFT)) == "/apply/2027/1111111111/city"
    assert led(of=own(State.OFFERED)) == "/applications/1111111111"
    nothing = door_of(list_own_applications=own()).get("/my", headers=headers())
    assert "Nothing is yours here yet" in Read(nothing).text


def test_whoever_has_several_things_chooses() -> None:
    door = door_of(Role.REVIEWER, list_own_applications=own(State.DRAFT, State.SUBMITTED))
    page = Read(door.get("/my", headers=headers()))
    assert {"/apply/2027/1111111111/city", "/applications/2222222222", "/reviews"} <= set(page.links)


def test_without_intake_the_rest_is_shown() -> None:
    page = Read(door_of(Role.REVIEWER, list_own_applications=unavailable()).get("/my", headers=headers()))
    assert "A part of this page is not available right now." in page.text
    assert "/reviews" in page.links


def test_while_identity_is_down_nobody_is_sent_to_sign_in() -> None:
    assert door_of(Role.REVIEWER, get_person=unavailable()).get("/my", headers=headers()).status_code == 503


def test_a_message_that_nobody_of_ours_wrote_is_not_shown() -> None:
    for cookie in ("flash=xxx", "flash=WyJub25lIix7fV0=", "flash=e30="):
        assert Doorway().get("/accessibility", headers={"Cookie": cookie}).status_code == 200
