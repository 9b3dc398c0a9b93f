"""The kinds of field that forms are made of: text, dates, countries, addresses. Each cleans, then judges one value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from shared.contracts.countries import is_country, is_time_zone
from shared.contracts.invisible import without_invisible

Entry = TypeVar("Entry", bound=Hashable)
Day = TypeVar("Day", bound=date)  # a datetime is one too

PLANNED_YEARS = (2000, 2199)  # of calls and cohorts

_EMAIL_LENGTH = 254  # characters (RFC 5321, errata 1690)
_LINK_LENGTH = 2_000  # characters
_EMAIL = re.compile(r"[\x21-\x7e]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_NOT_IN_EMAIL = re.compile(r'[()<>\[\]:;,\\"]|@.*@|\.\.|^\.|\.@')
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_AMOUNT_LIMIT, _AMOUNT_STEP = Decimal(10) ** 15, Decimal("0.000001")
_HASH = re.compile(r"[0-9a-f]{64}")
_REF = re.compile(r"[a-z_]{1,40}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

#: Unicode's control characters, halves of pairs, line and paragraph separators; direction marks, which disguise a name.
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_CONTROL_IN_LINES = re.compile(_CONTROL.pattern.replace("\0-\x1f", "\0-\x08\x0b-\x1f"))  # which may hold \t and \n


def fault(code: str, **values: Any) -> PydanticCustomError:
    """A fault with a code of FIELD_CODES, and the values of its message."""
    return PydanticCustomError(code, code, values)


@dataclass(frozen=True)
class Text:
    """Text of `least` to `most` characters, counted in NFC: `Annotated[str, Text(1, 120)]`.

    What nobody sees is taken out. One line is trimmed; `lines` allows line breaks and tabs and keeps outer space, but
    blank text counts as none.
    """

    least: int
    most: int
    lines: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        checked = core_schema.str_schema(strict=True, min_length=self.least, max_length=self.most)
        return core_schema.no_info_before_validator_function(self._clean, checked)

    def _clean(self, value: object) -> object:
        if not isinstance(value, str):
            return value
        composed = unicodedata.normalize("NFC", without_invisible(value))
        trimmed = composed.strip()
        cleaned = composed.replace("\r\n", "\n") if self.lines and trimmed else trimmed
        if (_CONTROL_IN_LINES if self.lines else _CONTROL).search(cleaned):
            raise fault("control_characters")
        return cleaned


#: What makes a name a message: a web or mail address, which a mail program would turn into a link.
_ADDRESS_IN_NAME = re.compile(
    r"://|@|\bwww\.|\w\.(?:com|net|org|info|biz|io|app|xyz|site|online|link|shop|top|click|page|dev|me|ly|gl|gov|edu)\b",
    re.IGNORECASE,
)


def without_addresses(name: str) -> str:
    """The name of a person or a place, which stands in mails and lists as somebody wrote it."""
    if _ADDRESS_IN_NAME.search(name):
        raise fault("no_addresses_in_names")
    return name


#: What a person is called.
HumanName = Annotated[str, Text(1, 120), AfterValidator(without_addresses)]


def distinct(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    if len(set(entries)) < len(entries):
        raise fault("repeated")
    return entries


def not_empty(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """At least one entry. Judged after the entries: pydantic's min_length counts only those that are right."""
    if not entries:
        raise fault("too_few", count=1)
    return entries


def _parse_date(value: object) -> object:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if type(value) is date:
        return value
    raise fault("missing") if value is None else fault("not_a_date")


def _check(judge: Callable[[str], bool], code: str) -> AfterValidator:
    def check(value: str) -> str:
        if not judge(value):
            raise fault(code)
        return value

    return AfterValidator(check)


def _is_email(value: str) -> bool:
    return len(value) <= _EMAIL_LENGTH and bool(_EMAIL.fullmatch(value)) and not _NOT_IN_EMAIL.search(value)


def _is_link(value: str) -> bool:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return False
    named = "." in (parts.hostname or "") and not parts.username
    return parts.scheme == "https" and named and len(value) <= _LINK_LENGTH and not re.search(r"[\s<>\"]", value)


def _must_be_true(value: bool) -> bool:
    if not value:
        raise fault("must_be_true")
    return value


def _parse_moment(value: object) -> datetime | date:
    """A day, or a moment that names its zone: without it, whose midnight is meant?"""
    moment = _read_moment(value) if isinstance(value, str) else value
    named = moment.tzinfo is not None if isinstance(moment, datetime) else isinstance(moment, date)
    if not named:
        raise fault("not_a_day_or_moment")
    assert isinstance(moment, date)  # a datetime is one too
    return moment


def _in_planned_years(value: Day) -> Day:
    if not PLANNED_YEARS[0] <= value.year <= PLANNED_YEARS[1]:
        raise fault("not_in_planned_years", first=PLANNED_YEARS[0], last=PLANNED_YEARS[1])
    return value


def _read_moment(text: str) -> datetime | date | None:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def _trim(value: object) -> object:
    return without_invisible(value).strip() if isinstance(value, str) else value


def _parse_amount(value: object) -> object:
    """A decimal as text, or a whole number: a float is already another number than the one that was written."""
    if value is None:
        raise fault("missing")
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        number = Decimal(value.strip())
    elif type(value) is int:
        number = Decimal(value)
    else:
        raise fault("not_a_decimal")
    if not number.is_finite() or abs(number) >= _AMOUNT_LIMIT or number != number.quantize(_AMOUNT_STEP):
        raise fault("not_a_decimal")
    return number


_Text = Annotated[str, Field(strict=True)]

#: `YYYY-MM-DD`, as text; a number is no date.
IsoDate = Annotated[date, BeforeValidator(_parse_date), WithJsonSchema({"type": "string", "format": "date"})]
#: A day of a plan: outside its years it is a slip of the pen, and what is counted from it may leave the calendar.
PlannedDate = Annotated[date, AfterValidator(_in_planned_years)]
#: A decimal, written as text and kept as it is written; never a float.
Amount = Annotated[
    Decimal,
    BeforeValidator(_parse_amount),
    PlainSerializer(lambda value: format(value, "f"), when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^-?[0-9]{1,15}(\\.[0-9]{1,6})?$"}),
]
#: A day, or a moment with its zone; what a day means is said where it is used.
DayOrMoment = Annotated[
    datetime | date,
    PlainValidator(_parse_moment),
    PlainSerializer(lambda value: value.isoformat(), when_used="json"),
    WithJsonSchema({"type": "string"}),
]
PlannedMoment = Annotated[DayOrMoment, AfterValidator(_in_planned_years)]
Country = Annotated[
    _Text,
    _check(is_country, "not_a_country"),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"}),
]
TimeZone = Annotated[_Text, _check(is_time_zone, "not_a_time_zone")]
#: One plain ASCII address, trimmed; no display name. A foreign domain comes in its xn-- form.
Email = Annotated[
    _Text,
    BeforeValidator(_trim),
    _check(_is_email, "not_an_email"),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": _EMAIL_LENGTH}),
]
#: A public web address, trimmed, without a user name in it.
HttpsLink = Annotated[
    _Text,
    BeforeValidator(_trim),
    _check(_is_link, "not_https"),
    WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https://", "maxLength": _LINK_LENGTH}),
]
#: What a kept file is called: the SHA-256 of its content.
FileHash = Annotated[
    _Text,
    _check(lambda value: bool(_HASH.fullmatch(value)), "no_such_file"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
]
#: Under what a service knows a person: `intake:<id>`.
OwnersRef = Annotated[
    _Text,
    _check(lambda value: bool(_REF.fullmatch(value)), "not_an_id"),
    WithJsonSchema({"type": "string", "pattern": f"^{_REF.pattern}$"}),
]
#: A moment that is no slip of the pen, as of what was recorded.
RecordedMoment = Annotated[AwareDatetime, AfterValidator(_in_planned_years)]
#: Why somebody does what needs one; kept, never in an event.
Reason = Annotated[str, Field(min_length=3, max_length=500)]
YesNo = Annotated[bool, Field(strict=True)]
Yes = Annotated[YesNo, AfterValidator(_must_be_true), WithJsonSchema({"type": "boolean", "const": True})]
