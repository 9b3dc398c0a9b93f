"""A page as its reader has it: its texts, links, fields and what is said to be wrong with them."""

from __future__ import annotations

from html.parser import HTMLParser

import httpx

#: What a browser says with a form of ours, under our referrer policy.
OWN = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}


class Read(HTMLParser):
    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.ids: dict[str, dict[str, str | None]] = {}
        self.links: list[str] = []
        self.fields: dict[str, dict[str, str | None]] = {}
        self.texts: list[str] = []
        self._searches = False  # in the box that stands on every page
        self.language: str | None = None
        self._of: list[str] = []
        self._inside: dict[str, list[str]] = {}
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang")
        if name := given.get("id"):
            self.ids[name] = given | {"tag": tag}
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag == "form":
            self._searches = given.get("role") == "search" and given.get("action") == "/search"
        if not self._searches and tag in ("input", "select", "textarea") and (name := given.get("name")):
            self.fields[name] = given

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.texts.append(text)

    @property
    def text(self) -> str:
        return " ".join(self.texts)
