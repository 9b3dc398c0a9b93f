"""The format of the mail templates: one source in the words of a language, of which text and HTML are made.

    Subject: …                     the first line, without the tracking code
    Calendar: …                    the second, where the mail brings a calendar entry: what the entry is called

    Words                          a paragraph; its lines stay lines
    - Label: {{ value }}           a fact; without a colon where the label leads on to its value
    > Label: {{ link }}            the action
    | {{ feedback }}               what people wrote; its lines stay lines
    = {{ text | merged }}          the same where it is the letter itself, and no quotation
    * {{ one | item }}             one of several things, with its day and its page

Empty lines part the blocks. Jinja's tags stand on lines of their own, around lines of one block or around blocks. Both
forms are made before any value is known, so that no value can be taken for a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

from services.notifications import blocks
from shared.wording.spacing import kept_together

SUBJECT, CALENDAR = "Subject: ", "Calendar: "
FACT, ACTION, QUOTE, WRITTEN, ITEM = MARKS = "- ", "> ", "| ", "= ", "* "

TEXT = '{{% extends "letter.txt" %}}{{% block letter %}}\n{}\n{{% endblock %}}'
HTML = '{{% extends "letter.html" %}}{{% block letter %}}\n{}\n{{% endblock %}}'

_JINJA = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_FACT = re.compile(r"- (?P<label>[^{}]+?:|[^{}:]+(?= \{\{)) (?P<value>.+)")
_ACTION = re.compile(r"> (?P<label>[^{}]+?)\s?: \{\{ link \}\}")


@dataclass(frozen=True)
class Source:
    """The Jinja templates that a file is translated to. `calendar` is a line of text; `details`: facts and action, as
    text."""

    subject: str
    calendar: str | None
    details: str
    text: str
    html: str


def translate(file: str, language: str, content: str) -> Source:
    """Raises ValueError for a malformed file."""
    name = f"{language}/{file}"
    content = _kept_together(language, content)
    head, _, body = content.partition("\n\n")
    subject, *others = head.split("\n")
    calendar = others[0] if others else None
    if not subject.startswith(SUBJECT) or len(others) > 1 or (calendar and not calendar.startswith(CALENDAR)):
        raise ValueError(f"{name} must begin with a line {SUBJECT!r}, perhaps one {CALENDAR!r}, and an empty line")
    actions = [line for line in body.splitlines() if line.startswith(ACTION)]
    if len(actions) != 1:
        raise ValueError(f"{name} must have one action, not {len(actions)}")
    return Source(
        subject=subject.removeprefix(SUBJECT),
        calendar=calendar.removeprefix(CALENDAR) if calendar else None,
        details=_details(body, actions[0]),
        text=TEXT.format("\n".join(map(_without_mark, body.strip().split("\n")))),
        html=HTML.format("\n".join(_as_html(name, block) for block in _blocks(body))),
    )


def _kept_together(language: str, content: str) -> str:
    """Jinja's tags stay as they are."""
    parts = _JINJA.split(content)
    return "".join(part if _JINJA.fullmatch(part) else kept_together(language, part) for part in parts)


def _details(body: str, action: str) -> str:
    """What a calendar entry says below its title."""
    facts = [block for block in _blocks(body) if any(line.startswith(FACT) for line in block.split("\n"))]
    return "\n".join(_without_mark(line) for line in "\n".join([*facts, "", action]).split("\n"))


def _blocks(body: str) -> list[str]:
    return re.split(r"\n{2,}", body.strip())


def _without_mark(line: str) -> str:
    return line[2:] if line.startswith(MARKS) else line


def _as_html(name: str, block: str) -> str:
    """A block, from its lines."""
    kinds = groupby(block.split("\n"), key=_kind)
    parts = [part for kind, lines in kinds for part in _parts(name, kind, list(lines))]
    if any(line.startswith(FACT) for line in block.split("\n")):
        return _filled(blocks.FACTS, "\n".join(parts))
    return "\n".join(parts)


def _kind(line: str) -> str:
    if line.startswith("{%") and line.endswith("%}"):
        return "tag"
    return line[:2] if line.startswith(MARKS) else "words"


def _parts(name: str, kind: str, lines: list[str]) -> Iterator[str]:
    if kind == "tag":
        yield from lines
    elif kind == FACT:
        for line in lines:
            fact = _insist(name, line, _FACT)
            yield _filled(blocks.LABEL, _escaped(fact["label"]))
            yield _filled(blocks.VALUE, _escaped(fact["value"]))
    elif kind == ACTION:
        yield _filled(blocks.ACTION, _escaped(_insist(name, lines[0], _ACTION)["label"]))
    elif kind == ITEM:
        for line in lines:
            yield _filled(blocks.PARAGRAPH, _without_mark(line).replace("| item }}", "| item_linked }}"))
    elif kind in (QUOTE, WRITTEN):
        block = blocks.QUOTED if kind == QUOTE else blocks.PARAGRAPH
        yield _filled(block, "<br>".join(_with_breaks(_without_mark(line)) for line in lines))
    else:
        yield _filled(blocks.PARAGRAPH, "<br>".join(map(_escaped, lines)))


def _filled(block: str, content: str) -> str:
    """A tag that is opened in a block is closed in it: otherwise Jinja refuses the template."""
    return f"{{% with %}}{block.format(content)}\n{{% endwith %}}"


def _insist(name: str, line: str, pattern: re.Pattern[str]) -> re.Match[str]:
    match = pattern.fullmatch(line)
    if match is None:
        raise ValueError(f"{name}: malformed line {line!r}")
    return match


def _escaped(line: str) -> str:
    """The words between the placeholders; what the placeholders become is escaped when it is known."""
    return "".join(part if _JINJA.fullmatch(part) else escape(part, quote=False) for part in _JINJA.split(line))


def _with_breaks(line: str) -> str:
    return _escaped(line).replace(" }}", " | with_breaks }}")
