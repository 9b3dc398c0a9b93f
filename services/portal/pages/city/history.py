"""What has happened in a city, the latest first, as far as its reader is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.portal.pages.city.home import history_of
from services.portal.pages.city.leaf import Leaf, routes_of
from services.portal.pages.city.room import Room


def read(room: Room) -> Mapping[str, Any]:
    return {"history": history_of(room)}


router = routes_of(Leaf("history", read))
