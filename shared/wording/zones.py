"""What a time zone is called in a language."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_name


def zone_name(at: datetime, locale: str) -> str:
    """The name of `at`'s zone at that moment; where the zone has none, its distance from GMT and its city."""
    key = str(at.tzinfo)
    names = Locale.parse(locale).meta_zones.get(_meta_zone(key) or "", {}).get("long", {})
    if name := names.get("daylight" if at.dst() else "standard"):
        return str(name)
    name = str(get_timezone_name(at, width="long", locale=locale))
    return f"{name}, {_city(key, locale)}" if "/" in key and name.startswith(("GMT", "UTC")) else name


@cache
def _meta_zone(key: str) -> str | None:
    """Babel knows some zones by an older name only, such as America/Cordoba for America/Argentina/Cordoba."""
    known, aliases = get_global("meta_zones"), get_global("zone_aliases")
    current = aliases.get(key, key)
    older = [name for name, new in aliases.items() if new == current]
    return next((known[name] for name in (key, current, *older) if known.get(name)), None)


def _city(key: str, locale: str) -> str:
    city = Locale.parse(locale).time_zones.get(key, {}).get("city")
    return str(city or key.rpartition("/")[2].replace("_", " "))
