"""Country codes (ISO 3166-1 alpha-2) and time zones (IANA), as the tzdata package lists them. Judges spelling only."""

from __future__ import annotations

import zoneinfo
from functools import cache
from importlib import resources


def is_country(code: str) -> bool:
    """True for the upper-case code of a country or territory in ISO 3166-1; `co` and `XK` are not."""
    return code in _countries()


def is_time_zone(name: str) -> bool:
    """True for the exact name of an IANA zone that this system can compute with."""
    return name in _time_zones()


def first_time_zone(country: str) -> str | None:
    """The zone that tzdata's zone.tab lists first for a country; None for a country without a zone."""
    return _first_time_zones().get(country)


def time_zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country, in the order of tzdata's zone.tab."""
    return tuple(zone for code, _coordinates, zone, *_comment in _rows("zone.tab") if code == country)


@cache
def _countries() -> frozenset[str]:
    return frozenset(code for code, _name in _rows("iso3166.tab"))


@cache
def _first_time_zones() -> dict[str, str]:
    return {code: zone for code, _coordinates, zone, *_comment in reversed(_rows("zone.tab"))}


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - {"Factory", "localtime"}


def _rows(table: str) -> list[list[str]]:
    text = resources.files("tzdata").joinpath("zoneinfo", table).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
