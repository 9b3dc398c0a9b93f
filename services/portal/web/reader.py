"""How somebody reads: in which language and by which clock. Their address says it, else a cookie, else the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from services.portal.web.language import language_of
from shared.contracts.countries import is_time_zone
from shared.wording import LANGUAGES

LANGUAGE, ZONE = "lang", "zone"  # as parameters of an address and as cookies


@dataclass(frozen=True)
class Reader:
    """`chosen` are the cookies that this request's address asks for."""

    language: str
    zone: str | None
    chosen: Mapping[str, str]


def reader_of(request: Request) -> Reader:
    chosen = {
        name: value
        for name, is_known in KNOWN.items()
        if (value := request.query_params.get(name)) is not None and is_known(value)
    }
    kept = {name: value for name, value in request.cookies.items() if name in KNOWN and KNOWN[name](value)}
    wanted = kept | chosen
    return Reader(wanted.get(LANGUAGE) or language_of(request.headers), wanted.get(ZONE), chosen)


KNOWN = {LANGUAGE: lambda value: value in LANGUAGES, ZONE: is_time_zone}
