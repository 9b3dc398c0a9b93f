"""Access tokens on one's account: made and shown once, listed, revoked; and at the API's door."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx

from services.portal.pages.account.scopes import nouns_of
from shared.contracts import cohort, identity
from shared.contracts.errors import Detail, Refusal
from shared.contracts.examples import example_of
from shared.contracts.people import Role
from shared.contracts.requests import Nothing, Page
from shared.security.scopes import scopes
from shared.wording.catalogue import has
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers
from tests.unit.portal.pages.test_own_account import OPEN, asked

AT = datetime(2026, 11, 29, 15, tzinfo=UTC)
SECRET = "alliance_pat_" + "x" * 43
TOKEN = identity.AccessToken(
    id=UUID(int=5), name="Nightly report", scopes=("read", "cohort.write"), made_at=AT,
    expires_at=datetime(2099, 1, 1, tzinfo=UTC), used_at=None, used_from=None,
)  # fmt: skip
FORM = {"name": "Nightly report", "scopes": ["", "read", "cohort.write", "cohort.get_visit"],
        "last_on.day": "31", "last_on.month": "3", "last_on.year": "2027"}  # fmt: skip


def tokens(*listed: identity.AccessToken) -> Page[identity.AccessToken]:
    return Page[identity.AccessToken](items=listed, next=None, total=len(listed))


def door(*listed: identity.AccessToken, **answers: Any) -> Doorway:
    return door_of(Role.REVIEWER, **{"list_sessions": OPEN, "list_access_tokens": tokens(*listed), **answers})


def test_an_account_lists_tokens_with_scopes_end_and_last_use() -> None:
    used = TOKEN.model_copy(update={"id": UUID(int=6), "name": "Door", "used_at": AT, "used_from": "203.0.113.0/24"})
    over = TOKEN.model_copy(update={"id": UUID(int=8), "name": "Old", "expires_at": AT})
    text = Read(door(TOKEN, used, over).get("/my/account", headers=headers())).text
    assert "Nightly report read, cohort.write Until" not in text
    for words in ("Nightly report", "read, cohort.write", "never", "203.0.113.0/24", "over"):
        assert words in text, words
    assert "You have none." in Read(door().get("/my/account", headers=headers())).text


def test_a_token_is_made_of_what_is_ticked_and_shown_once() -> None:
    doorway = door(make_access_token=identity.MadeAccessToken(token=SECRET, made=TOKEN))
    answer = doorway.post("/my/account/tokens", data=FORM, headers=headers())
    assert (answer.status_code, SECRET in answer.text) == (200, True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert asked(doorway) == identity.MakeAccessToken(
        name="Nightly report", scopes=("read", "cohort.write", "cohort.get_visit"), last_on=date(2027, 3, 31)
    )


def test_the_form_offers_what_its_reader_may_do() -> None:
    text = Read(door().get("/my/account/tokens", headers=headers())).text
    assert "Do what I may do in this role: reviewer" in text
    assert "in this role: Staff" not in text


def offered(role: Role) -> set[str]:
    return {scope for scope, _ in boxes(door_of(role, list_sessions=OPEN).get("/my/account/tokens", headers=headers()))}


def boxes(answer: httpx.Response) -> list[tuple[str, str]]:
    """Each scope, and whether it is ticked."""
    return re.findall(r'<input type="checkbox" name="scopes" value="([^"]+)"( checked)?>', answer.text)


def test_of_single_requests_and_parts_those_are_offered_that_one_may_send() -> None:
    reviewers, leads = offered(Role.REVIEWER), offered(Role.ADMINISTRATOR)
    assert {"eligibility.submit_review", "eligibility.read", "eligibility.write"} <= reviewers
    assert not {"cohort.advance_phase", "eligibility.decide", "operations.read"} & reviewers
    assert {"cohort.advance_phase", "eligibility.decide", "cohort.list_erasures"} <= leads
    assert reviewers | leads <= scopes(), "what is offered is a scope"
    assert not {one for one in leads if one.endswith((".erase", ".add_person", ".issue_token"))}


def test_each_stands_with_its_sentence_under_what_it_is_about() -> None:
    answer = door_of(Role.STAFF, list_sessions=OPEN).get("/my/account/tokens", headers=headers("fr"))
    text = Read(answer).text
    assert "Faire passer une ville à la phase suivante cohort.advance_phase" in text
    assert text.index("Villes d’une cohorte et leurs phases") < text.index("cohort.advance_phase")
    assert "pages.account.tokens.nouns" not in answer.text


def test_each_single_request_has_its_words() -> None:
    singles = {one.method for role in Role for some in nouns_of([role]).values() for one in some}
    assert [method for method in sorted(singles) if not has(f"requests.{method}")] == []


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed() -> None:
    refusal = Refusal("invalid", Detail("scopes.2", "not_a_scope", scope="cohort.get_visits"))
    doorway = door(make_access_token=refusal)
    scopes = ["read", "cohort.get_visit", "cohort.get_visits"]
    answer = doorway.post("/my/account/tokens", data=FORM | {"scopes": scopes}, headers=headers())
    page = Read(answer)
    assert answer.status_code == 422
    assert "“cohort.get_visits” is nothing that a token may be used for." in page.text
    assert 'id="scopes-error"' in answer.text
    assert [scope for scope, ticked in boxes(answer) if ticked] == ["read", "cohort.get_visit"]


def test_what_is_sensitive_asks_again_and_keeps_the_form() -> None:
    doorway = door(make_access_token=Refusal("reauthenticate"))
    answer = doorway.post("/my/account/tokens", data=FORM, headers=headers())
    assert answer.status_code == 403
    assert "Nightly report" in answer.text


def test_a_token_is_revoked() -> None:
    doorway = door(TOKEN, revoke_access_token=Nothing())
    answer = doorway.post(f"/my/account/tokens/{TOKEN.id}/revoke", headers=headers())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/my/account")
    assert asked(doorway) == identity.RevokeAccessToken(token_id=TOKEN.id)


def test_at_the_api_it_is_traded_for_the_token_of_one_call() -> None:
    def issue(request: identity.IssueToken) -> identity.IssuedToken:
        return identity.IssuedToken(token=f"{request.session}:{request.to_method}")

    reply = cohort.Timeline.model_validate(example_of(cohort.Timeline, "serialization"))
    doorway = Doorway(issue_token=issue, get_timeline=reply)
    path = "/api/v1/cohort/get-timeline?code=K7Q2M9X4TB"
    assert doorway.get(path, headers={"Authorization": f"Bearer {SECRET}"}).status_code == 200
    assert [one.token for one in doorway.client.asked][-1] == f"{SECRET}:get_timeline"
    doorway = Doorway(issue_token=Refusal("forbidden", reason="scopes", method="get timeline"), get_timeline=reply)
    answer = doorway.get(path, headers={"Authorization": f"Bearer {SECRET}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "scopes of this access token" in answer.json()["detail"]


def test_what_requests_are_about_is_called_by_words() -> None:
    """Each module of contracts that somebody may send requests of."""
    nouns = nouns_of(set(Role))
    assert {noun for noun in nouns if not has(f"pages.account.tokens.nouns.{noun}")} == set()
