"""Templates say nothing of their own, and name only messages that there are; no message of pages is left unused."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from shared.wording.catalogue import catalogue_of

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "services" / "portal" / "templates").rglob("*.html"))
SCRIPTS = [file for file in sorted((ROOT / "services/portal/static").glob("*.js")) if ".min." not in file.name]
CODE = [*TEMPLATES, *sorted((ROOT / "services" / "portal").rglob("*.py"))]

#: What is markup or Jinja; the rest is text.
NO_TEXT = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<[^>]*>|&\w+;|aria-[a-z]+=\"(?:true\")?", re.S)
SAID_IN_MARKUP = re.compile(
    r"""[\s"'](?:alt|title|placeholder|label|summary|value|content|hx-confirm|hx-prompt|data-[\w-]+"""
    r"""|aria-(?:label|description|roledescription|valuetext|placeholder))=(["'])(?![{/])([^"'{]*[^\W\d_]{2}[^"'{]*)\1"""
)
#: A text in a script or in Jinja's own marks that reads like words: `{{ "Read more" }}`.
WORDS = re.compile(r"[^\W\d_]{2}[,.:;!?]? +[^\W\d_]{2}")
MARKS = Environment(autoescape=True)
IN_SCRIPT, IN_A_LINE = re.compile(r"""(["'`])((?:(?!\1).)*)\1"""), re.compile(r"//.*")
NO_MARKS = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.S)
NAMED = re.compile(r'"((?:pages|flash)\.[\w.]+)(?P<open>\.?)"')

#: Values that are words for programs.
FOR_PROGRAMS = {
    "width=device-width, initial-scale=1",
    "state state-attention",
    "declared",
    "create",
    "get",
    "true",
    "here",
    "leave",
    "on",
}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_template_holds_no_words(file: Path) -> None:
    assert words_of(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>Read more</p>",
        '<img alt="A city">',
        "<img alt='A city'>",
        '<button hx-confirm="Really?">',
        '<p data-words="Try again">',
        '<meta name="description" content="A program for cities">',
        '<p>{{ "Read more" }}</p>',
        "{% set head = 'Your city here' %}",
        '{{ say("pages.x") if x else "not yet" }}',
    ],
)
def test_words_in_a_template_are_found(text: str) -> None:
    assert len(words_of(text)) == 1


def words_of(text: str) -> list[str]:
    """Of a template's own: between tags, in attributes that people hear or read, in Jinja's marks."""
    parts = [part.strip() for part in NO_TEXT.sub("\0", text).split("\0")]
    between = [part for part in parts if re.search(r"[^\W\d_]{2}", part)]
    markup = [said for _, said in SAID_IN_MARKUP.findall(NO_MARKS.sub("{}", text)) if said not in FOR_PROGRAMS]
    marks = [said for _, kind, said in MARKS.lex(text) if kind == "string" and WORDS.search(said)]
    return between + markup + [said for said in marks if said.strip("\"'") not in FOR_PROGRAMS]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_a_moments_day_is_that_of_a_clock(file: Path) -> None:
    """Moments come in UTC: in the evening its day is another one than that of whoever reads."""
    assert re.findall(r"[\w.]+\.date\(\)", file.read_text(encoding="utf-8")) == [], "local_day(moment, zone)"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_what_asks_again_by_itself_says_so(file: Path) -> None:
    """It keeps nobody signed in who has gone."""
    asking = re.findall(r"<[^>]*hx-trigger=\"every [^>]*>", file.read_text(encoding="utf-8"))
    assert [one for one in asking if "X-By-Itself" not in one] == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_a_script_says_nothing_of_its_own(file: Path) -> None:
    """What it shows stands in its page: `data-words`."""
    assert said_in_script(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("said", ['"Try again"', "'No network.'", "`${count} cities left`"])
def test_words_in_a_script_are_found(said: str) -> None:
    assert len(said_in_script(f"failed.textContent = {said};")) == 1


def said_in_script(text: str) -> list[str]:
    literals = (found[1] for found in IN_SCRIPT.findall(IN_A_LINE.sub("", text)))
    return [said for said in literals if WORDS.search(said) and said != "use strict"]


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
