"""Dates, times, zones, numbers, phases and convenings in the recipient's language: the filters of the mail templates.

Values come as they are stored: moments and dates in ISO 8601, zones by their IANA name. Each time names its zone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from services.notifications.zones import zone_name

LAST_MINUTE = time(23, 59)

#: How each language is written across the Americas.
LOCALES = {"en": "en_US", "es": "es_419", "pt": "pt_BR", "fr": "fr_CA"}

#: In English phases are called as the program file says; elsewhere so, by the phase's id.
PHASES: dict[str, dict[str, str]] = {
    "es": {
        "onboarding": "Incorporación",
        "demonstration": "Proyecto de Datos con Impacto para Residentes, fase 1",
        "acceleration": "Programa de aceleración",
        "close_out": "Cierre",
        "completed": "Programa completado",
    },
    "pt": {
        "onboarding": "Integração",
        "demonstration": "Projeto de Dados com Impacto para Moradores, fase 1",
        "acceleration": "Programa de aceleração",
        "close_out": "Encerramento",
        "completed": "Programa concluído",
    },
    "fr": {
        "onboarding": "Accueil",
        "demonstration": "Projet de données au service des résidents, phase 1",
        "acceleration": "Programme d'accélération",
        "close_out": "Clôture",
        "completed": "Programme achevé",
    },
}

#: In English convenings are called as the program file says; elsewhere so, by their kind.
CONVENINGS: dict[str, dict[str, str]] = {
    "es": {"leaders": "Encuentro de líderes de datos", "mayors": "Encuentro de alcaldesas y alcaldes"},
    "pt": {"leaders": "Encontro de lideranças de dados", "mayors": "Encontro de prefeitas e prefeitos"},
    "fr": {"leaders": "Rencontre des responsables de données", "mayors": "Rencontre des mairesses et des maires"},
}


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


def number(language: str, value: int) -> str:
    return str(format_decimal(value, locale=LOCALES[language]))


def clock(language: str, at: datetime) -> str:
    """The hour, which no line break parts, with the name of its zone."""
    locale = LOCALES[language]
    hour = str(format_time(at, "short", locale=locale)).replace(" ", "\u00a0")
    return f"{hour} ({zone_name(at, locale)})"


def phase(language: str, phase_id: str, titles: dict[str, str]) -> str:
    """What a phase is called. `titles`: the program file's, by id."""
    return PHASES.get(language, {}).get(phase_id) or titles[phase_id]


def convening(language: str, kind: str, titles: dict[str, str]) -> str:
    """What a gathering is called. `titles`: the program file's, by kind."""
    return CONVENINGS.get(language, {}).get(kind) or titles[kind]


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
    wording.__name__: in_language(wording) for wording in (moment, end_of_day, day, number, phase, convening)
} | {"with_breaks": with_breaks}
