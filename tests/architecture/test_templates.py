"""Templates say nothing of their own, and name only messages that there are; no message of pages is left unused."""

import re
from pathlib import Path

import pytest

from shared.wording.catalogue import catalogue_of

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "services" / "portal" / "templates").rglob("*.html"))
CODE = [*TEMPLATES, *sorted((ROOT / "services" / "portal").rglob("*.py"))]

#: What is markup or Jinja; the rest is text.
NO_TEXT = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<[^>]*>|&\w+;|aria-[a-z]+=\"(?:true\")?", re.S)
SAID_IN_MARKUP = re.compile(r'\b(?:alt|title|placeholder|aria-label|value)="(?!{)([^"{]*[A-Za-z]{2}[^"{]*)"')
NAMED = re.compile(r'"((?:pages|flash)\.[\w.]+)(?P<open>\.?)"')

#: Attributes whose value is a word for programs.
FOR_PROGRAMS = {"declared", "true", "here", "leave", "on"}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_holds_no_words(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = [part.strip() for part in NO_TEXT.sub("\0", text).split("\0")]
    assert [part for part in found if re.search(r"[^\W\d_]{2}", part)] == []
    assert [said for said in SAID_IN_MARKUP.findall(text) if said not in FOR_PROGRAMS] == []


@pytest.mark.parametrize("file", CODE, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_page_names_messages_that_there_are(file: Path) -> None:
    names = set(re.findall(r'"((?:pages|flash)\.[\w.]*\w)"', file.read_text(encoding="utf-8")))
    assert sorted(names - set(catalogue_of("en"))) == []


def test_no_message_of_pages_is_left_unused() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in CODE)
    begun = set(re.findall(r'"((?:pages|flash)\.[\w.]*\.)(?:"|{)', text))  # the rest comes from a value
    unused = [
        key
        for key in catalogue_of("en")
        if key.startswith("pages.") and f'"{key}"' not in text and not any(key.startswith(start) for start in begun)
    ]
    assert unused == []
