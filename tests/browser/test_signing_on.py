"""Single sign-on in a browser, at a real provider on loopback: there and back, refused there, and unknown here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from shared.wording import say
from tests.browser.conftest import begin
from tests.browser.hands import Mouse
from tests.browser.people import People
from tests.browser.world import World
from tests.e2e.system import System
from tests.support.sign_on import running_provider

if TYPE_CHECKING:
    from playwright.sync_api import Browser

UP_S = 300


@pytest.fixture(scope="module")
def signing_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A system of its own, whose staff sign on at a provider."""
    system = System(tmp_path_factory.mktemp("home"))
    folder = tmp_path_factory.mktemp("round")
    with provider_for(system, folder):
        try:
            system.run("up", seconds=UP_S)
            begin(system, folder)
            yield World(system)
        finally:
            system.run("down")


@contextmanager
def provider_for(system: System, folder: Path) -> Iterator[None]:
    known = {"email": one_of_the_staff(folder, system), "email_verified": True}
    with running_provider(known=known, unproven=known | {"email_verified": False}) as issuer:
        system.environment |= {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "alliance", "OIDC_CLIENT_SECRET": "s3cret"}
        yield


def one_of_the_staff(folder: Path, system: System) -> str:
    system.run("example", str(folder))
    people = tomllib.loads((folder / "people.toml").read_text(encoding="utf-8"))["people"]
    return str(next(one["email"] for one in people if {"staff", "program_lead"} & set(one["roles"])))


@pytest.fixture
def visitors(browser: Browser, signing_on: World) -> Iterator[People]:
    people = People(browser, signing_on)
    yield people
    people.leave()
    assert people.complaints == []


@pytest.mark.parametrize("language", ["es", "fr"])
def test_staff_sign_on_and_come_to_where_they_wanted(visitors: People, language: str) -> None:
    hands = at_the_provider(visitors, language)
    hands.page.locator("button[value='known']").click()
    hands.page.wait_for_url("**/my/account")
    assert hands.page.get_by_role("heading", level=1).inner_text() == say(language, "pages.account.title")


@pytest.mark.parametrize("subject", ["unproven", "nobody"])
def test_whoever_is_not_known_by_a_proven_address_comes_back_to_every_way(visitors: People, subject: str) -> None:
    page = at_the_provider(visitors, "pt").page
    page.locator("input[name='sub'][type='text']").fill(subject)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/sign-in**")
    assert page.get_by_role("alert").inner_text()
    assert page.locator("#email").is_visible()


def test_whoever_refuses_there_comes_back_to_every_way(visitors: People) -> None:
    page = at_the_provider(visitors, "en").page
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url("**/sign-in**")
    assert page.locator("#email").is_visible()


def at_the_provider(visitors: People, language: str) -> Mouse:
    hands = Mouse(visitors.come(language=language))
    hands.page.goto("/my/account")
    hands.page.locator("a[href^='/sign-in/sso']").click()
    hands.page.wait_for_url("http://localhost:*/**")
    return hands
