"""The pages below a city's address."""

from __future__ import annotations

from fastapi import APIRouter

from services.portal.pages.city.room import Room, room_of
from services.portal.pages.leaf import Leaf, Shelf

CITY = Shelf[Room]("/cities/{code}", "city", room_of)

__all__ = ["Leaf", "routes_of"]


def routes_of(*leaves: Leaf[Room]) -> APIRouter:
    return CITY.routes(*leaves)
