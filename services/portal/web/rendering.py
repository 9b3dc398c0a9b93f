"""Pages out of templates. A template says no sentence of its own: `say(key, …)` gives each in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup, escape

from services.portal.web.names import country, named, tongue
from services.portal.web.passkey_site import passkeys_elsewhere
from services.portal.web.static import static
from services.portal.web.templates import Templates
from shared.contracts.errors import meaning
from shared.wording import LANGUAGES, has, say
from shared.wording.dates import calendar_day, day, end_of_day, local_day, moment, short_day
from shared.wording.numbers import kilobytes, number, score

#: How each language calls itself.
NAMES = {"en": "English", "es": "Español", "pt": "Português", "fr": "Français"}

#: state -> the class that gives it mark and colour (components.css).
LOOKS = {
    "draft": "waiting",
    "submitted": "new",
    "checked": "new",
    "in_review": "working",
    "decided": "working",
    "more_info": "attention",
    "offered": "ready",
    "waitlisted": "held",
    "confirmed": "done",
    "open": "new",
    "planned": "waiting",
    "eligible": "done",
    "needs_review": "attention",
    "ineligible": "late",
    "pass": "done",  # nosec B105 - how a criterion came out
    "fail": "late",
    "for_reviewers": "working",
    "held": "held",
    "queued": "waiting",
    "sending": "working",
    "sent": "done",
    "failed": "late",
}


@cache
def environment(language: str) -> Environment:
    """With a reader's words in its templates."""
    made = Templates(language)
    made.globals |= {"static": static, "languages": LANGUAGES, "language_names": NAMES, "look": look, "has": has}
    made.globals["mark"] = mark
    made.policies["urlize.rel"] = "noopener noreferrer"
    made.globals |= {
        "passkeys_elsewhere": passkeys_elsewhere,
        "link": link,
        "mail_link": mail_link,
        "code_of": code_of,
        "kilobytes": kilobytes,
        "local_day": local_day,
        "days_since": days_since,
    }
    return made


def render(template: str, language: str, **values: Any) -> str:
    return environment(language).get_template(template).render(words_of(language) | values)


@cache
def words_of(language: str) -> dict[str, Any]:
    return {
        "say": partial(say, language),
        "phrase": partial(phrase, language),
        "number": partial(number, language),
        "score": partial(score, language),
        "day": partial(day, language),
        "date": partial(calendar_day, language),
        "short_date": partial(short_day, language),
        "moment": partial(moment, language),
        "end_of_day": partial(end_of_day, language),
        "named": partial(named, language),
        "country": partial(country, language),
        "tongue": partial(tongue, language),
        "meaning": partial(meaning, language=language),
        "language": language,
    }


def days_since(moment: datetime, today: date, zone: str) -> int:
    return (today - moment.astimezone(ZoneInfo(zone)).date()).days


def link(path: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(path, words)


def code_of(code: str) -> Markup:
    """A tracking code in a sentence."""
    return Markup('<span class="code">{}</span>').format(code)


def mail_link(address: str) -> Markup:
    return link(f"mailto:{address}", address)


def look(state: str) -> str:
    return f"state-{LOOKS.get(state, 'closed')}"


@lru_cache(maxsize=4096, typed=True)  # rows of a page have few states; words and markup of one spelling are two
def mark(state: str, words: str, large: bool = False) -> Markup:
    """A state in words, with its mark and colour."""
    return Markup('<span class="state {}{}">{}</span>').format(look(state), " state-large" if large else "", words)


def phrase(language: str, key: str, /, **values: Any) -> Markup:
    """A sentence with links or other markup among its values, which stand in it as they are."""
    marks = {name: value for name, value in values.items() if isinstance(value, Markup)}
    stand_ins: dict[str, Callable[[], Markup] | str] = {name: f"\ue000{name}\ue001" for name in marks}
    said = str(escape(say(language, key, **values | stand_ins)))
    for name, mark in marks.items():
        said = said.replace(f"\ue000{name}\ue001", str(mark))
    return Markup(said)  # noqa: S704  # nosec B704 - escaped above; the values are markup already
