"""The mail templates: a source file for each name and language (shared/wording/<language>/mails),
compiled to text and HTML (source.py).

Rendered in a sandbox with strict placeholders: what is missing raises, and the mail is held instead of going out wrong.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from jinja2 import DictLoader, StrictUndefined, Template, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from services.notifications.blocks import BLOCKS
from services.notifications.filters import FILTERS
from services.notifications.source import Source, translate
from shared.wording.language import FALLBACK, LANGUAGES

VERSION_LENGTH = 12  # hexadecimal digits of the hash
#: Left by parts of a letter that say nothing this time.
MORE_THAN_ONE_BLANK_LINE = re.compile(r"\n\s*\n\s*\n")
_QUOTED = re.compile("'([^']+)'")  # names in what Jinja says of a missing one


class CannotRender(Exception):
    """A template is missing, or a placeholder has no value. `reason`: a key of `unwritable`; `what`: what is missing or
    does not fit by its name, never a value."""

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(f"{reason}: {what}")
        self.why = {"key": f"unwritable.{reason}", "values": {"what": what}}


@dataclass(frozen=True)
class Letter:
    """`calendar` is what a calendar entry is called, `details` its text; empty where there is no entry."""

    title: str
    text: str
    html: str
    calendar: str | None
    details: str


@dataclass(frozen=True)
class Compiled:
    """One template in one language."""

    subject: Template
    calendar: Template | None
    details: Template | None
    text: Template
    html: Template


class Templates:
    """All templates of the program: read at once, each compiled when it is first needed (all of them take seconds).

    Raises ValueError for a malformed file.
    """

    def __init__(self) -> None:
        layouts = _files(resources.files("services.notifications").joinpath("layouts"))
        self._sources = {
            f"{file.removesuffix('.txt')}.{language}": translate(file, language, content)
            for language in LANGUAGES
            for file, content in _files(resources.files("shared.wording").joinpath(language, "mails")).items()
        }
        pages = {f"{name}.text": source.text for name, source in self._sources.items()}
        pages |= {f"{name}.html": source.html for name, source in self._sources.items()}
        self._environment = SandboxedEnvironment(
            loader=DictLoader(layouts | pages),
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=lambda name: name is not None and name.endswith(".html"),
        )
        self._environment.filters.update(FILTERS)
        self._shape = "\0".join((*layouts.values(), *BLOCKS))
        self._compiled: dict[str, Compiled] = {}

    @property
    def names(self) -> set[str]:
        return {name.rpartition(".")[0] for name in self._sources}

    def language_for(self, template: str, language: str) -> str:
        """The person's language, else English."""
        return language if f"{template}.{language}" in self._sources else FALLBACK

    def version_of(self, template: str, language: str) -> str:
        """Follows from its words and the layouts. Empty for a template that is not there: its mails are held when they
        are due."""
        source = self._sources.get(f"{template}.{language}")
        return version_of(source, self._shape) if source else ""

    def render(self, template: str, language: str, values: Mapping[str, Any], subject: str | None = None) -> Letter:
        """`subject`: in place of the template's own. Raises CannotRender."""
        compiled = self._find(template, language)
        given = self._given(language, values)
        title = subject or _render(compiled.subject, given)
        calendar = _render(compiled.calendar, given) if compiled.calendar else None
        details = _render(compiled.details, given).strip() if compiled.details else ""
        given["title"] = title
        text = MORE_THAN_ONE_BLANK_LINE.sub("\n\n", _render(compiled.text, given))
        return Letter(title, text, _render(compiled.html, given), calendar, details)

    def render_title(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        """Titles need no name and no text that people wrote, so they can be shown. Raises CannotRender."""
        return _render(self._find(template, language).subject, self._given(language, values))

    def _given(self, language: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """All that a template may name, once for its several parts."""
        return {**self._environment.globals, **values, "language": language}

    def _find(self, template: str, language: str) -> Compiled:
        name = f"{template}.{language}"
        if name not in self._sources:
            raise CannotRender("no_template", name)
        if name not in self._compiled:
            self._compiled[name] = self._compile(name, self._sources[name])
        return self._compiled[name]

    def _compile(self, name: str, source: Source) -> Compiled:
        line, page = self._environment.from_string, self._environment.get_template
        try:
            return Compiled(
                subject=line(source.subject),
                calendar=line(source.calendar) if source.calendar else None,
                details=line(source.details) if source.calendar else None,
                text=page(f"{name}.text"),
                html=page(f"{name}.html"),
            )
        except TemplateError as error:
            raise CannotRender("malformed", name) from error


@cache
def version_of(source: Source, shape: str) -> str:
    words = "\0".join((source.subject, source.calendar or "", source.text, shape))
    return hashlib.sha256(words.encode()).hexdigest()[:VERSION_LENGTH]


def _files(folder: Traversable) -> dict[str, str]:
    """By name, in the order of the names."""
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.is_file()}


def _render(template: Template, given: dict[str, Any]) -> str:
    try:
        made = template.environment.context_class(template.environment, given, template.name, template.blocks)
        return "".join(template.root_render_func(made))
    except UndefinedError as error:
        *_, missing = _QUOTED.findall(str(error.message)) or [type(error).__name__]
        raise CannotRender("no_value", missing) from error
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        raise CannotRender("unfit_value", type(error).__name__) from error
