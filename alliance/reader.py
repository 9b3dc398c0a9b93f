"""Whose language the command line speaks: that of whoever reads it. Words: `terminal*.po` in shared/wording.

ALLIANCE_LANG says it; else the locale does (LC_ALL, LC_MESSAGES, LANG: the first that is set, as in other programs);
English where that is none of ours. What a script reads stays what it is in every language: `--json`, codes, states,
ids, names of fields and roles. So do the words that commands take, which a table shows as they are typed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from shared.wording import has, say
from shared.wording.language import FALLBACK, LANGUAGES

VARIABLE = "ALLIANCE_LANG"
OF_THE_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")

_REST = re.compile(r"[_.@-].*")  # of es_CO.UTF-8


def asked_for(environment: Mapping[str, str]) -> str:
    """The language that ALLIANCE_LANG names, ours or not; empty where it names none."""
    return _language_in(environment.get(VARIABLE, ""))


def language_of(environment: Mapping[str, str]) -> str:
    locale = next((environment[name] for name in OF_THE_LOCALE if environment.get(name)), "")
    wanted = asked_for(environment) or _language_in(locale)
    return wanted if wanted in LANGUAGES else FALLBACK


def language() -> str:
    """The reader's."""
    return language_of(os.environ)


def words(key: str, /, **values: Any) -> str:
    """What the command line says: the message `terminal.<key>`."""
    return say(language(), f"terminal.{key}", **values)


def heading(name: str) -> str:
    """Of a column: `columns.<name>`; as it is where the catalogues have none, such as one that holds a date."""
    return say(language(), f"columns.{name}") if name and has(f"columns.{name}") else name


def _language_in(name: str) -> str:
    return _REST.sub("", name.strip()).lower()
