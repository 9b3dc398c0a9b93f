"""What a time zone is called in a language."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_name

#: Where people say it otherwise than the CLDR has it.
USUAL = {
    "es_419": {"hora oriental": "hora del Este", "hora central": "hora del Centro"},
    "pt_BR": {"Horário Central": "horário do Centro"},
}


def zone_name(at: datetime, locale: Locale) -> str:
    """The name of `at`'s zone, as clocks there show it all year round; where the zone has none, its distance from GMT
    and its city."""
    key = str(at.tzinfo)
    names = locale.meta_zones.get(_meta_zone(key) or "", {}).get("long", {})
    if name := names.get("generic") or names.get("daylight" if at.dst() else "standard"):
        return USUAL.get(str(locale), {}).get(name) or _inside_a_sentence(name, locale)
    name = str(get_timezone_name(at, width="long", locale=locale))
    if "/" in key and name.startswith(("GMT", "UTC")):
        return f"{name}, {_city(key, locale)}"
    return _inside_a_sentence(name, locale)


def _inside_a_sentence(name: str, locale: Locale) -> str:
    """English alone writes them with a capital."""
    return str(name) if locale.language == "en" else name[:1].lower() + name[1:]


@cache
def _meta_zone(key: str) -> str | None:
    """Babel knows some zones by an older name only, such as America/Cordoba for America/Argentina/Cordoba."""
    known, aliases = get_global("meta_zones"), get_global("zone_aliases")
    current = aliases.get(key, key)
    older = [name for name, new in aliases.items() if new == current]
    return next((known[name] for name in (key, current, *older) if known.get(name)), None)


def _city(key: str, locale: Locale) -> str:
    city = locale.time_zones.get(key, {}).get("city")
    return str(city or key.rpartition("/")[2].replace("_", " "))
