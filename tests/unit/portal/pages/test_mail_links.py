"""Every link of every mail, in every language: a page answers it, who has not signed in is asked to and comes back."""

from urllib.parse import parse_qs, urlsplit

import pytest

from services.notifications.mails import MAILS
from services.notifications.samples import SAMPLES
from services.notifications.sending.letters import address_of
from shared.contracts.people import Role
from tests.unit.notifications.letter_samples import LANGUAGES, mail_of
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import Read
from tests.unit.portal.pages.signed_in import door_of, headers

#: A mail for each page that mails lead to.
OF_PAGE = {kind.link: name for name, kind in sorted(MAILS.items())}
CASES = [(name, language) for name in OF_PAGE.values() for language in LANGUAGES]
ELSEWHERE = {"Accept-Language": "de"}


def address(template: str, language: str) -> str:
    return address_of(mail_of(template, language, SAMPLES[template][0]), key="k-_y")


@pytest.mark.parametrize(("template", "language"), [case for case in CASES if case[0] != "sign_in"])
def test_a_link_asks_a_stranger_to_sign_in_and_leads_back(template: str, language: str) -> None:
    door, path = Doorway(), address(template, language)
    while True:
        answer = door.get(path, headers=ELSEWHERE)
        assert answer.status_code == 303, path
        place, chosen = answer.headers["Location"], answer.headers["Set-Cookie"]
        assert f"lang={language};" in chosen
        if place.startswith("/sign-in?next="):
            break
        path = place + f"?lang={language}"
    (back,) = parse_qs(urlsplit(place).query)["next"]
    parts = urlsplit(path)
    of_its_own = "&".join(one for one in parts.query.split("&") if one and not one.startswith("lang="))
    assert back == parts._replace(query=of_its_own).geturl()
    asked = Read(door.get(place, headers=ELSEWHERE | {"Cookie": f"lang={language}"}))
    assert asked.language == language
    assert asked.fields["next"]["value"] == back


@pytest.mark.parametrize(("template", "language"), CASES)
def test_a_page_answers_the_link(template: str, language: str) -> None:
    """Some service is asked, or the page itself says something: an address that nobody answers asks nobody."""
    door = door_of(*Role)
    answer = door.get(address(template, language), headers=headers("de"))
    asked = [one.request.method for one in door.client.asked if one.request.method not in ("get_person", "issue_token")]
    assert answer.status_code in (200, 303) or asked, template
    assert answer.status_code < 500
    if answer.status_code == 200:
        assert Read(answer).language == language


def test_a_sign_in_link_opens_its_page_in_the_language_of_the_mail() -> None:
    for language in LANGUAGES:
        page = Read(Doorway().get(address("sign_in", language), headers=ELSEWHERE))
        assert (page.language, page.fields["key"]["value"]) == (language, "k-_y")
