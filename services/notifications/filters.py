"""The filters of the mail templates: values in the recipient's language, as shared/wording writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from babel.lists import format_list
from jinja2 import Undefined, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from shared.contracts.merge_fields import fill
from shared.wording import say
from shared.wording.dates import calendar_day, day, end_of_day, moment
from shared.wording.language import FALLBACK, locale_of
from shared.wording.numbers import number
from shared.wording.places import of_city

NUMBERED = "progress_report"

#: name -> language -> what people read, from the program file.
Titles = dict[str, dict[str, str]]


def titled(language: str, name: str, titles: Titles) -> str:
    """What a thing of the program file is called in that language, else in English. A cohort that runs by another
    version of the file may have one that this lacks: its name says what it is, and the mail is not held."""
    known = titles.get(name, {})
    return known.get(language) or known.get(FALLBACK) or name.replace("_", " ").capitalize()


def report(language: str, part: str, number: int) -> str:
    """A report of the project, with its number where there are several."""
    name = say(language, f"project_parts.{part}")
    return f"{name} {number}" if part == NUMBERED else name


def phrase(language: str, said: Mapping[str, Any]) -> str:
    """A message of the catalogue, as a service names it: its key and its values."""
    return say(language, said["key"], **said["values"])


def kind_of_mail(language: str, template: str) -> str:
    return say(language, f"mail_templates.{template}")


def last_day(language: str, ends_on: str) -> str:
    """Of a span that ends before this day."""
    return calendar_day(language, (date.fromisoformat(ends_on) - timedelta(days=1)).isoformat())


def tongue(language: str, code: str) -> str:
    """What a language is called, as it stands inside a sentence."""
    return str(locale_of(language).languages[code])


def tongues(language: str, codes: Sequence[str]) -> str:
    return str(format_list([tongue(language, code) for code in codes], locale=locale_of(language)))


def with_breaks(text: object) -> Markup:
    """What people wrote, for HTML: escaped by `join`, its lines kept."""
    return Markup("<br>").join(str(text).splitlines())


def item(language: str, one: Mapping[str, Any]) -> str:
    """One of several reminders: what it is, its day, its page."""
    return "\n".join([one["title"], *day_of_item(language, one), one["link"]])


def item_linked(language: str, one: Mapping[str, Any]) -> Markup:
    """The same for HTML."""
    link = Markup('<a class="plain" href="{0}" style="color:#0b4a8f">{0}</a>').format(one["link"])
    return Markup("<br>").join([one["title"], *day_of_item(language, one), link])


def day_of_item(language: str, one: Mapping[str, Any]) -> list[str]:
    if one["day"] is None:
        return []
    said = moment if "T" in one["day"] else end_of_day
    return [said(language, one["day"], one["zone"])]


#: Of a place in what staff wrote: how its value is written, where that is not as it stands.
PLACES: dict[str, Callable[[Context, Any], str]] = {
    "phase": lambda context, phase: titled(context["language"], phase, context["phase_titles"]),
    "deadline": lambda context, on: end_of_day(context["language"], on, context["city_zone"]),
}


@pass_context
def merged(context: Context, text: object) -> str:
    """What staff wrote, with the value of each of its places. It is no template: nothing else in it is looked at."""

    def value_of(name: str) -> str:
        value = context.get(name)
        if value is None:
            raise UndefinedError(f"'{name}' is undefined")
        return PLACES[name](context, value) if name in PLACES else str(value)

    if not isinstance(text, str):
        raise UndefinedError("'text' is undefined")  # it was erased
    return fill(text, value_of)


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
        last_day,
        number,
        report,
        phrase,
        kind_of_mail,
        item,
        item_linked,
        titled,
        tongue,
        tongues,
        of_city,
    )
} | {"with_breaks": with_breaks, "merged": merged}
