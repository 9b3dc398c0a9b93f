"""What is refused before any route: in words on a page for whoever reads pages, as a problem for programs."""

from typing import Any

import pytest

from services.portal.web.limits import DOCUMENT
from services.portal.web.turns import Lane
from shared.contracts.errors import Refusal
from tests.unit.portal.doorway import Doorway
from tests.unit.portal.pages.reading import OWN, Read

BROWSER = OWN | {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "fr"}


def too_long(headers: dict[str, str], path: str = "/apply/2027") -> Any:
    return Doorway().post(path, content=b"x" * (DOCUMENT.most + 1), headers=headers)


def test_a_browser_reads_a_page_in_its_language() -> None:
    answer = too_long(BROWSER)
    page = Read(answer)
    assert (answer.status_code, page.language) == (413, "fr")
    assert answer.headers["content-type"].startswith("text/html")
    assert "/" in page.links


@pytest.mark.parametrize(("headers", "path"), [
    (BROWSER, "/api/v1/applications"), (OWN | {"Accept": "application/json"}, "/apply/2027"),
])  # fmt: skip
def test_a_program_reads_a_problem(headers: dict[str, str], path: str) -> None:
    assert too_long(headers, path).headers["content-type"] == "application/problem+json"


def test_another_host_is_refused_on_a_page_that_does_not_repeat_it() -> None:
    answer = Doorway().get("/", headers=BROWSER | {"Host": "evil.example"})
    assert (answer.status_code, Read(answer).language) == (400, "fr")
    assert "evil.example" not in answer.text


def test_who_has_to_wait_keeps_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_lane: Lane, _source: str) -> None:
        raise Refusal("unavailable", reason="too_many_at_once")

    monkeypatch.setattr(Lane, "enter", full)
    answer = Doorway().post("/apply/2027", data={"name": "Ana", "city": "Petrolina"}, headers=BROWSER)
    page = Read(answer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert (page.fields["name"]["value"], page.fields["city"]["value"]) == ("Ana", "Petrolina")
