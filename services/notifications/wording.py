"""Dates, times, zones, numbers, phases and convenings in the recipient's language: the filters of the mail templates.

Values come as they are stored: moments and dates in ISO 8601, zones by their IANA name. Each time names its zone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from services.notifications.zones import zone_name

LAST_MINUTE = time(23, 59)

#: name -> language -> what people read, from the program file.
Titles = dict[str, dict[str, str]]

#: How each language is written across the Americas.
LOCALES = {"en": "en_US", "es": "es_419", "pt": "pt_BR", "fr": "fr_CA"}


def moment(language: str, value: str, zone: str, reader_zone: str | None = None) -> str:
    """A point in time with the name of its zone; and in the reader's own where the clock shows something else there."""
    at = datetime.fromisoformat(value).astimezone(ZoneInfo(zone))
    shown = f"{_day(language, at.date())}, {clock(language, at)}"
    there = at.astimezone(ZoneInfo(reader_zone or zone))
    if there.utcoffset() == at.utcoffset():
        return shown
    day = "" if there.date() == at.date() else f"{_day(language, there.date())}, "
    return f"{shown} / {day}{clock(language, there)}"


def end_of_day(language: str, value: str, zone: str, reader_zone: str | None = None) -> str:
    """The last minute of a date in a zone: "by that day" as people can act on it."""
    last = datetime.combine(date.fromisoformat(value), LAST_MINUTE, ZoneInfo(zone))
    return moment(language, last.isoformat(), zone, reader_zone)


def day(language: str, value: str) -> str:
    return _day(language, date.fromisoformat(value))


def calendar_day(language: str, value: str) -> str:
    """Without the weekday, which Spanish and Portuguese do not take after the words of a sentence as English does."""
    return str(format_date(date.fromisoformat(value), "long", locale=LOCALES[language]))


def number(language: str, value: int) -> str:
    return str(format_decimal(value, locale=LOCALES[language]))


def clock(language: str, at: datetime) -> str:
    """The hour, which no line break parts, with the name of its zone."""
    locale = LOCALES[language]
    hour = str(format_time(at, "short", locale=locale)).replace(" ", "\u00a0")
    return f"{hour} ({zone_name(at, locale)})"


def phase(language: str, phase_id: str, titles: Titles) -> str:
    """What a phase is called."""
    return title(language, phase_id, titles)


def convening(language: str, kind: str, titles: Titles) -> str:
    """What a gathering is called."""
    return title(language, kind, titles)


#: What a project's report is called, after an article, without one in a heading.
REPORTS = {
    "en": {"progress_report": "progress report", "final_report": "final report"},
    "es": {"progress_report": "informe de avance", "final_report": "informe final"},
    "pt": {"progress_report": "relatório de progresso", "final_report": "relatório final"},
    "fr": {"progress_report": "rapport d'avancement", "final_report": "rapport final"},
}


def report(language: str, part: str, number: int) -> str:
    """A report of the project, with its number where there are several."""
    return f"{REPORTS[language][part]} {number}" if part == "progress_report" else REPORTS[language][part]


def title(language: str, name: str, titles: Titles) -> str:
    """The program file's in that language, else in English. A cohort that runs by another version of the file may
    have a thing that this one lacks: its name says what it is, and the mail is not held."""
    known = titles.get(name, {})
    return known.get(language) or known.get("en") or name.replace("_", " ").capitalize()


def session(language: str, kind: str, titles: Titles) -> str:
    """What a kind of session is called."""
    return title(language, kind, titles)


def survey(language: str, survey_id: str, titles: Titles) -> str:
    """What a survey is called."""
    return title(language, survey_id, titles)


def component(language: str, component_id: str, titles: Titles) -> str:
    """What a component of the strategy is called."""
    return title(language, component_id, titles)


def tongue(language: str, code: str) -> str:
    """What a language is called, as it stands inside a sentence."""
    return str(Locale.parse(LOCALES[language]).languages[code])


def tongues(language: str, codes: Sequence[str]) -> str:
    return str(format_list([tongue(language, code) for code in codes], locale=LOCALES[language]))


def with_breaks(text: object) -> Markup:
    """What people wrote, for HTML: escaped by `join`, its lines kept."""
    return Markup("<br>").join(str(text).splitlines())


def _day(language: str, on: date) -> str:
    return str(format_date(on, "full", locale=LOCALES[language]))


def in_language(wording: Callable[..., str]) -> Callable[..., str]:
    """A filter that finds the letter's language in its context."""

    @pass_context
    def filter_(context: Context, *args: Any) -> str:
        for value in args:
            if isinstance(value, Undefined):
                str(value)  # raises, and names what is missing
        return wording(context["language"], *args)

    return filter_


FILTERS: dict[str, Callable[..., str]] = {
    wording.__name__: in_language(wording)
    for wording in (
        moment,
        end_of_day,
        day,
        calendar_day,
        number,
        report,
        phase,
        convening,
        session,
        survey,
        component,
        tongue,
        tongues,
    )
} | {"with_breaks": with_breaks}
