"""The mail templates: plain text files, one for each name and language, the subject in the first line.

Rendered in a sandbox with strict placeholders: what is missing raises, and the mail is held instead of going out wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from services.notifications.wording import FILTERS

FALLBACK = "en"
SUBJECT = "Subject: "
VERSION_LENGTH = 12  # hexadecimal digits of the file's hash


class CannotRender(Exception):
    """A template is missing, or a placeholder has no value. The message holds no value."""


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str


@dataclass(frozen=True)
class Source:
    """One template in one language. Its version follows from its text."""

    version: str
    subject: Template
    text: Template


class Templates:
    """All templates of the package, read and compiled once. Raises ValueError for a malformed file."""

    def __init__(self, package: str = "services.notifications") -> None:
        self._environment = SandboxedEnvironment(
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )
        self._environment.filters.update(FILTERS)
        folder = resources.files(package).joinpath("templates")
        self._sources = {
            file.name.removesuffix(".txt"): self._read(file.name, file.read_text(encoding="utf-8"))
            for file in folder.iterdir()
            if file.name.endswith(".txt")
        }

    @property
    def names(self) -> set[str]:
        return {name.rpartition(".")[0] for name in self._sources}

    def language_for(self, template: str, language: str) -> str:
        """The person's language, else English."""
        return language if f"{template}.{language}" in self._sources else FALLBACK

    def version_of(self, template: str, language: str) -> str:
        """Empty for a template that is not there; its mails are held when they are due."""
        source = self._sources.get(f"{template}.{language}")
        return source.version if source else ""

    def render(self, template: str, language: str, values: Mapping[str, Any]) -> Letter:
        """Raises CannotRender."""
        source = self._source(template, language)
        return Letter(
            subject=_render(source.subject, language, values), text=_render(source.text, language, values)
        )  # fmt: skip

    def render_subject(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        """Subjects need no name and no text that people wrote, so they can be shown. Raises CannotRender."""
        return _render(self._source(template, language).subject, language, values)

    def _source(self, template: str, language: str) -> Source:
        try:
            return self._sources[f"{template}.{language}"]
        except KeyError:
            raise CannotRender(f"there is no template {template}.{language}") from None

    def _read(self, name: str, content: str) -> Source:
        subject, _, text = content.partition("\n")
        if not subject.startswith(SUBJECT) or not text.startswith("\n"):
            raise ValueError(f"{name} must begin with a line {SUBJECT!r} and an empty line")
        version = hashlib.sha256(content.encode()).hexdigest()[:VERSION_LENGTH]
        compile_ = self._environment.from_string
        return Source(version, compile_(subject.removeprefix(SUBJECT)), compile_(text.lstrip("\n")))


def _render(template: Template, language: str, values: Mapping[str, Any]) -> str:
    try:
        return template.render(values, language=language)
    except TemplateError as error:
        raise CannotRender(str(error.message or type(error).__name__)) from error
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        raise CannotRender(f"a value does not fit: {type(error).__name__}") from error
