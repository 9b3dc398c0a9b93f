"""One city's row of a table, as people fill it in."""

from __future__ import annotations

from typing import Any

CITY: dict[str, Any] = {
    "call": "2027",
    "city": "Puerto Ejemplo",
    "admin_area": "Magdalena",
    "country": "CO",
    "residents": "512.300",
    "population_source": "proyección nacional",
    "population_year": "2025",
    "mayor.name": "Ana Ficticia",
    "mayor.term_starts_on": "2024-01-01",
    "mayor.term_ends_on": "2032-01-01",
    "ambition": "Queremos " * 30,
    "foundations": "Publicamos " * 30,
    "evidence.0.kind": "open_data_portal",
    "evidence.0.url": "https://datos.example",
    "resident_outcomes": "affordable_housing;mobility",
    "contacts.0.name": "Luz Ejemplar",
    "contacts.0.email": "luz@puerto.example",
    "contacts.0.role": "mayors_office",
    "contacts.0.primary": "TRUE",
    "contacts.1.name": "Leo Supuesto",
    "contacts.1.email": "leo@puerto.example",
    "contacts.1.role": "team_lead",
    "contacts.1.primary": None,
    "endorsed_by_mayor": "true",
    "preferred_language": "es",
    "privacy_notice_accepted": "True",
}

COLUMNS_OF_A_CITY = list(CITY)


def city(**changes: Any) -> dict[str, Any]:
    """Its cells by column; a new name adds a column."""
    return CITY | changes


def cells(**changes: Any) -> list[Any]:
    return list(city(**changes).values())
