"""How long pages take is counted by their route, and what is no page in one place."""

from __future__ import annotations

import pytest
from prometheus_client import REGISTRY

from tests.unit.portal.doorway import Doorway

COUNT = "alliance_answered_seconds_count"


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ("/check?country=BR", {"route": "/check", "method": "GET", "status": "200"}),
        ("/no/such/page", {"route": "elsewhere", "method": "elsewhere", "status": "404"}),
    ],
)
def test_an_answer_is_counted_by_its_route(path: str, labels: dict[str, str]) -> None:
    before = REGISTRY.get_sample_value(COUNT, labels) or 0
    Doorway().get(path)
    assert REGISTRY.get_sample_value(COUNT, labels) == before + 1


def test_an_address_makes_no_label_of_its_own() -> None:
    door = Doorway()
    for number in range(3):
        door.get(f"/no/such/page/{number}")
    routes = {one.labels["route"] for metric in REGISTRY.collect() for one in metric.samples if one.name == COUNT}
    assert not any("such" in route for route in routes)
