"""What the form of an application shows beside what is typed: labels, choices, the reference, rows, kept files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.portal.forms.filled import Filled
from services.portal.pages.applicant import choices
from services.portal.pages.applicant.rows import LISTS, ROWS
from services.portal.web.page import Missing, Page
from services.portal.web.places import country_choices
from shared.contracts.field_codes import request_of
from shared.contracts.intake import KeptFile, ListFiles
from shared.program.places import default_time_zone, find_places
from shared.wording import say

SAID_IN_A_ROW = ("name", "url", "text", "email", "kind", "file")
UPLOADS = tuple(f"evidence.{number}.upload" for number in range(ROWS))


def labels_of(names: Iterable[str], language: str) -> dict[str, str]:
    labels = {name: say(language, "pages.apply.field", field=name.rpartition(".")[2]) for name in names}
    return labels | dict.fromkeys(UPLOADS, say(language, "pages.apply.field", field="file"))


def for_fields(page: Page, form: Filled, document: Mapping[str, Any]) -> dict[str, Any]:
    """The values of its template: choices, what the city reference knows, rows for more."""
    country, city = form.value("country") or text_at(document, "country"), form.value("city")
    places = find_places(text_at(document, "country"), text_at(document, "city"))
    language = page.language
    return {
        "countries": country_choices(language, page.program.eligibility),
        "zones": choices.zones(country or None, (form.value("time_zone"), default_time_zone(country, city) or "")),
        "roles": choices.contact_roles(language),
        "kinds": choices.evidence_kinds(language),
        "outcomes": choices.outcomes(language),
        "spoken": choices.languages(language),
        "megabytes": page.program.call.evidence_megabytes,
        "reference": places[0] if places else None,
        "rows": {name: rows_shown(form, document, name) for name in LISTS},
    }


def text_at(document: Mapping[str, Any], key: str) -> str:
    return str(document.get(key) or "")


def rows_shown(form: Filled, document: Mapping[str, Any], name: str) -> int:
    """Those that are filled, and an empty one."""
    filled = [
        number + 1
        for number in range(ROWS)
        if form.posted and any(form.value(f"{name}.{number}.{key}") for key in SAID_IN_A_ROW)
    ]
    return min(max([len(document.get(name) or ()), *filled]) + 1, ROWS)


def files_of(page: Page, code: str) -> dict[str, KeptFile]:
    """By their hash; none while their service does not answer."""
    kept = page.part(request_of(ListFiles, code=code))
    return {} if isinstance(kept, Missing) else {one.sha256: one for one in kept.items}
