"""The HTML of every mail: well-formed, readable by anybody, with the words of the text and nothing remote."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.unit.notifications.fake_ledger import LETTERS
from tests.unit.notifications.letter_samples import CASES, body, mail_of, written

EMPTY = {"meta", "br"}


class Page(HTMLParser):
    """Insists that every element is closed in its turn; keeps elements, attributes and the words within them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in {*self.open}:
            self.words.setdefault(tag, []).extend(data.split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str) -> str:
        return " ".join(self.words.get(tag, []))


@pytest.mark.parametrize(("template", "language", "values"), CASES)
def test_html_says_what_the_text_says(template: str, language: str, values: dict[str, Any]) -> None:
    mail = mail_of(template, language, values)
    message = written(mail)
    page = Page(body(message, "html"))
    letter, footer = body(message).replace("\r\n", "\n").split("\n-- \n")
    link = next(attributes["href"] for attributes in page.all("a") if attributes.get("class") == "action")

    action = next(line for line in letter.split("\n") if str(link) in line)
    shown = letter.replace(action, re.sub(r"\s?: (?=http)", " ", action))  # a button needs no colon
    assert page.text("main") == " ".join([page.text("h1"), *shown.split()])
    assert page.text("footer").split() == footer.split()
    assert LETTERS.subject(mail).startswith(page.text("h1"))
    assert page.text("title") == page.text("h1") != ""


@pytest.mark.parametrize(("template", "language", "values"), CASES)
def test_html_is_for_everybody(template: str, language: str, values: dict[str, Any]) -> None:
    html = body(written(mail_of(template, language, values)), "html")
    page = Page(html)
    assert html.startswith("<!doctype html>")
    assert [one["lang"] for one in page.all("html")] == [language]
    assert (len(page.all("h1")), len(page.all("title")), len(page.all("main"))) == (1, 1, 1)
    assert not re.search(r"<(img|script|link|table|iframe|form)\b|url\(|@import|{{|{%", html)
    of_items = {one["link"] for one in values.get("items", ())}
    action, reply = (one for one in page.all("a") if one["href"] not in of_items)
    assert str(action["href"]).startswith("https://portal.example/")
    assert action["href"] in page.words["span"]
    assert reply["href"] == "mailto:contact@program.example"
    assert len(html.encode()) < 20_000  # some mail programs cut a long one off


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("color", "ground"),
    [("#1c2430", "#ffffff"), ("#1c2430", "#eef3f9"), ("#3f4a59", "#eef3f9"), ("#3f4a59", "#ffffff"),
     ("#ffffff", "#0b4a8f"), ("#0b4a8f", "#ffffff"),
     ("#e8ebf0", "#14181f"), ("#e8ebf0", "#1f2733"), ("#b4bcc8", "#14181f"), ("#b4bcc8", "#1f2733"),
     ("#0b1a2b", "#8fbcf0"), ("#8fbcf0", "#14181f")],
)  # fmt: skip
def test_colors_keep_their_contrast(color: str, ground: str) -> None:
    """WCAG 2.2, AAA for text: seven to one."""
    html = body(written(mail_of(*CASES[0])), "html")
    assert color in html
    assert ground in html
    lighter, darker = sorted((luminance(color), luminance(ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 7


def test_the_one_sheet_is_of_the_dark_and_names_no_class_that_is_not_there() -> None:
    """Programs that drop it show the inline styles."""
    mail = next(mail_of(*case) for case in CASES if case[0] == "decision_declined")
    html = body(written(mail), "html")
    (sheet,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    rest = html.replace(sheet, "")
    named, used = set(re.findall(r"\.(\w+)", sheet)), set(re.findall(r'class="(\w+)"', rest))
    assert named == used == {"facts", "soft", "action", "plain", "quoted", "foot"}
    assert re.sub(r":root \{.*?\}", "", sheet).strip().startswith("@media (prefers-color-scheme: dark) {")
