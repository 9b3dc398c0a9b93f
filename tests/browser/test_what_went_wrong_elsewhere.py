"""What users of comparable portals have met and only a browser can show: lines cut off, Back, languages, files."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.wording import say
from tests.browser.applying import LANDS, Land, begin, each_land, new_address
from tests.browser.hands import Mouse
from tests.browser.people import People
from tests.browser.visits.applicant import step, writer
from tests.browser.visits.staff import LIST, staff
from tests.browser.world import World

PDF = Path(__file__).parent / "decree.pdf"
PT = LANDS[1]


def test_after_signing_out_back_shows_nothing_of_before(people: People, world: World) -> None:
    email = world.person("staff")
    page = people.come()
    page.goto(world.link(email))
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto(LIST)
    page.locator(".side form[action='/sign-out'] button").click()
    page.wait_for_url(lambda url: LIST not in url)
    page.go_back()
    page.wait_for_url("**/sign-in?next=**")
    assert page.locator("table").count() == 0


@pytest.mark.parametrize("path", ["ambition", "city"])
def test_another_language_keeps_what_was_typed(people: People, world: World, path: str) -> None:
    hands = Mouse(people.come(writer(world), language="en"))
    hands.page.goto(step(path)(world))
    hands.write(**{"ambition": {"ambition": "Not saved yet"}, "city": {"admin_area": "Not saved yet"}}[path])
    hands.page.locator(".language-switch a[hreflang='fr']").click()
    hands.page.wait_for_function("document.documentElement.lang === 'fr'")
    hands.page.wait_for_load_state()
    assert hands.page.locator("[name='ambition'], [name='admin_area']").first.input_value() == "Not saved yet"


def test_a_file_whose_line_is_cut_off_says_so_and_goes_again(people: People, world: World) -> None:
    hands = Mouse(people.come(language=PT.language))
    begin(hands, world, PT, new_address(PT))
    page = hands.page
    page.goto(page.url.rpartition("/")[0] + "/foundations")
    hands.write(foundations="Dados abertos desde 2019.")
    page.locator("[name='evidence.0.kind']").select_option("policy")
    page.set_input_files("[name='evidence.0.upload']", PDF)
    page.context.set_offline(True)
    page.get_by_role("button", name=say("pt", "pages.apply.add_row")).click()
    page.locator("#cut-off").wait_for(state="visible")
    assert page.locator("#foundations").input_value() == "Dados abertos desde 2019."
    page.context.set_offline(False)
    page.get_by_role("button", name=say("pt", "pages.apply.add_row")).click()
    page.get_by_role("link", name="decree.pdf").wait_for()
    page.go_back()
    page.goto(page.url.rpartition("/")[0] + "/foundations")
    assert page.get_by_role("link", name="decree.pdf").is_visible()
    people.complaints[:] = [one for one in people.complaints if "htmx:" not in one]


@each_land
def test_the_summary_takes_the_focus_and_each_of_its_lines_leads_to_its_field(
    people: People, world: World, land: Land
) -> None:
    page = people.come(language=land.language).context.pages[0]
    page.goto("/check")
    page.get_by_role("main").get_by_role("button").first.click()
    summary = page.locator(".error-summary")
    summary.wait_for()
    assert summary.evaluate("one => one === document.activeElement")
    lines = summary.get_by_role("link")
    assert lines.count() > 1
    for number in range(lines.count()):
        target = str(lines.nth(number).get_attribute("href"))
        lines.nth(number).click()
        assert page.evaluate("id => document.activeElement.id === id", target.removeprefix("#")), target


def test_back_from_an_application_shows_what_was_chosen_without_sending_it_again(people: People, world: World) -> None:
    page = people.come(staff(world))
    page.goto(f"{LIST}?state=in_review")
    page.locator("tbody input[type=checkbox]").first.check()
    page.locator("button[name='do'][value='decide']").click()
    page.wait_for_url("**/many?**")
    chosen = page.url
    page.locator("tbody th a").first.click()
    page.wait_for_url(lambda url: "/many" not in url)
    page.go_back()
    assert page.url == chosen
    assert page.get_by_role("heading", level=1).inner_text() == say("en", "pages.staff.many.decide")


def test_a_reviewer_reads_a_file_beside_the_rubric(people: People, world: World, tmp_path: Path) -> None:
    begun = world.run("review", "list", "--state", "cleared")["items"][0]
    code, reviewer = begun["code"], world.email_of(begun["reviewer_id"])
    world.run("evidence", "add", code, str(PDF), "--kind", "policy")
    page = people.come(reviewer)
    page.goto(f"/reviews/{code}")
    page.locator("details.file summary").first.click()
    frame = page.frame_locator("iframe").first
    with page.expect_response(lambda one: one.url.endswith("/shown")) as told:
        frame.locator("body").wait_for(state="attached")
    assert (told.value.status, told.value.headers["content-type"]) == (200, "application/pdf")
