"""The filters of the mail templates: values in the recipient's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from babel import Locale
from babel.lists import format_list
from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from shared.wording.dates import calendar_day, day, end_of_day, moment
from shared.wording.language import LOCALES
from shared.wording.numbers import number

#: name -> language -> what people read, from the program file.
Titles = dict[str, dict[str, str]]


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
