"""The form of a message to a group: what narrows the group, a text in each language, what goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from services.portal.forms.fields import Field, Options, read_fields
from services.portal.forms.posted import Posted
from services.portal.web.names import alone, country, named, tongue, tongues
from services.portal.web.page import Missing, Page
from services.portal.web.phases import phase_title
from shared.contracts import cohort
from shared.contracts.application import ContactRole
from shared.contracts.errors import Detail, Refusal
from shared.contracts.field_codes import request_of
from shared.contracts.notifications import NOT_INSTEAD, Letter, LinkedPage
from shared.contracts.people import Language
from shared.views.writing import ATTENDANCE, Wanted
from shared.wording.dates import calendar_day
from shared.wording.order import order_of

LANGUAGES: tuple[Language, ...] = get_args(Language)
PAGES: tuple[str, ...] = get_args(LinkedPage)
CODES, TEXTS = "codes", "texts"
AT_FIRST = {"unwritten": "refuse", "page": "overview"}
MOST_SESSIONS = 100


@dataclass(frozen=True)
class Choices:
    """What a group is chosen among: the cohorts, and of one of them its cities and gatherings."""

    cohorts: tuple[cohort.Cohort, ...]
    tracker: cohort.Tracker
    gatherings: Sequence[tuple[str, str]]


def choices_of(page: Page, cohorts: tuple[cohort.Cohort, ...], name: str) -> Choices:
    tracker, convenings, sessions = page.ask(
        request_of(cohort.GetTracker, cohort=name),
        request_of(cohort.ListConvenings, cohort=name),
        request_of(cohort.ListSessions, cohort=name, limit=MOST_SESSIONS),
    )
    if isinstance(tracker, Missing):
        raise tracker.why
    met = () if isinstance(convenings, Missing) else convenings.items
    held = () if isinstance(sessions, Missing) else sessions.items
    gatherings = [(one.kind, one.titles.get(page.language, one.title)) for one in met]
    gatherings += [
        (str(one.id), f"{one.title}, {calendar_day(page.language, one.starts_at.date().isoformat())}") for one in held
    ]
    return Choices(cohorts, tracker, gatherings)


def group_fields(page: Page, known: Choices) -> tuple[Field, ...]:
    """In the order of `Wanted`."""
    return (
        Field("cohort", "choice", options=[(one.id, one.name) for one in known.cohorts]),
        narrowing("phase", [(one.key, phase_title(page, one.key, one.title)) for one in known.tracker.phases]),
        narrowing("country", countries(page, known)),
        narrowing("open", conditions(page, known)),
        narrowing("role", [(one, named(page.language, "roles", one)) for one in ContactRole]),
        narrowing("language", tongues(page.language)),
        narrowing("gathering", known.gatherings),
        narrowing("attendance", [(one, page.say(f"pages.write.attendance.{one}")) for one in ATTENDANCE]),
        Field(CODES, optional=True, hint=CODES),
    )


def narrowing(name: str, options: Options) -> Field:
    return Field(name, "choice", optional=True, options=options)


def countries(page: Page, known: Choices) -> list[tuple[str, str]]:
    """Those that have a city in the cohort."""
    codes = {one.country for one in known.tracker.members}
    return sorted(
        ((one, country(page.language, one)) for one in codes), key=lambda pair: order_of(pair[1], page.language)
    )


def conditions(page: Page, known: Choices) -> list[tuple[str, str]]:
    """Requirements that are open in one of them."""
    found = {one.condition: alone(one.said(page.language)) for member in known.tracker.members for one in member.open}
    return sorted(found.items(), key=lambda pair: order_of(pair[1], page.language))


def letter_fields(page: Page, needed: Sequence[str]) -> tuple[Field, ...]:
    """`needed`: the languages that somebody of the group reads, which come first."""
    said = page.say
    languages = sorted(LANGUAGES, key=lambda one: (one not in needed, tongue(page.language, one)))
    instead = [(one, said(f"pages.write.unwritten.{one}")) for one in NOT_INSTEAD]
    instead += [(one, said("pages.write.unwritten.other", spoken=one)) for one in LANGUAGES]
    pages = [(one, said(f"pages.city.page.{one}")) for one in PAGES]
    texts = [text_fields(page, one, optional=one not in needed) for one in languages]
    return (
        *(field for pair in texts for field in pair),
        Field("unwritten", "choice", options=instead, hint="unwritten"),
        Field("deadline", "day", optional=True, hint="deadline"),
        Field("page", "choice", options=pages, hint="linked_page"),
    )


def text_fields(page: Page, spoken: str, *, optional: bool) -> tuple[Field, Field]:
    subject, text = (page.say(f"pages.write.{name}_in", spoken=spoken) for name in ("subject", "text"))
    return (
        Field(f"{TEXTS}.{spoken}.subject", optional=optional, words=alone(subject)),
        Field(f"{TEXTS}.{spoken}.text", "long", optional, rows=10, words=alone(text)),
    )


def wanted_of(page: Page, fields: Sequence[Field], posted: Posted, cohort_id: str) -> Wanted:
    """Raises Refusal for what is none of the choices."""
    typed, _ = read_fields(fields, posted, page.language, page.zone)
    codes = tuple(dict.fromkeys(str(typed.pop(CODES, "")).split()))
    return request_of(Wanted, **typed | {"cohort": cohort_id}, codes=codes)


def letter_of(page: Page, fields: Sequence[Field], posted: Posted) -> Letter:
    """Raises Refusal, each fault at its field."""
    typed, faults = read_fields(fields, posted, page.language, page.zone)
    if faults:
        raise Refusal("invalid", *faults)
    return request_of(Letter, **({TEXTS: {}} | typed))


def at_texts(refusal: Refusal) -> Refusal:
    """What is wrong with a text as a whole is told at it, not at its subject."""
    details = [
        Detail(f"{one.field}.text", one.code, **one.values) if one.code == "no_text" else one for one in refusal.details
    ]
    return refusal.with_details(*details)
