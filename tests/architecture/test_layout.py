"""Every service is laid out alike, and what is declared in one place is complete."""

from __future__ import annotations

import importlib
import re
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.registry import EVENTS, KERNEL, REQUESTS
from shared.runtime.settings import SERVICES
from shared.security.permissions import ALLOWED

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("part", ["__init__.py", "service.py", "repository.py", "queries.sql", "migrations"])
def test_service_has_part(service: str, part: str) -> None:
    """As a file, or as a folder of that name once it has grown."""
    path = ROOT / "services" / service / part

    assert path.exists() or path.with_suffix("").is_dir()


@pytest.mark.parametrize("service", SERVICES)
def test_service_says_what_it_owns_emits_and_hears(service: str) -> None:
    sentence = importlib.import_module(f"services.{service}").__doc__ or ""

    assert all(word in sentence.lower() for word in ("own", "emit", "hear")), sentence


def answered(service: str) -> set[str]:
    """The methods that a service's class has an RPC entrypoint for."""
    from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

    methods = getmembers(importlib.import_module(f"services.{service}.service").Service, isfunction)
    entrypoints: list[Any] = [e for _, m in methods for e in getattr(m, ENTRYPOINT_EXTENSIONS_ATTR, ())]
    return {entrypoint.request.method for entrypoint in entrypoints if hasattr(entrypoint, "request")}


@pytest.mark.parametrize("service", SERVICES)
def test_service_answers_each_request_of_its_contract(service: str) -> None:
    contract = {method for name, method in REQUESTS if name in (service, "kernel")}

    assert sorted(contract - answered(service)) == [], f"each has an entrypoint in services/{service}: answers(…)"
    assert sorted(answered(service) - contract) == []


def test_permission_table_lists_every_request() -> None:
    listed, there = ({one.__name__ for one in requests} for requests in (ALLOWED, REQUESTS.values()))

    assert sorted(there - listed) == [], "give each its line in shared/security/permissions.py"
    assert sorted(listed - there) == []


def test_every_event_is_some_producers() -> None:
    assert {producer for producer, _ in EVENTS} <= {*SERVICES, KERNEL}


def test_every_event_is_told_by_its_producer() -> None:
    """One that no handler records is told to nobody."""
    files = {one: [*(ROOT / "services" / one).rglob("*.py")] for one in SERVICES}
    files[KERNEL] = [file for file in (ROOT / "shared").rglob("*.py") if "contracts" not in file.parts]
    texts = {
        producer: " ".join(file.read_text(encoding="utf-8") for file in found) for producer, found in files.items()
    }
    words = {producer: set(re.findall(r"\w+", text)) for producer, text in texts.items()}
    latest = {producer_and_type: max(versions.items())[1] for producer_and_type, versions in EVENTS.items()}

    assert {event.__name__ for (producer, _), event in latest.items() if event.__name__ not in words[producer]} == set()


def test_one_writer_of_csv_files() -> None:
    """Which makes them fit for people: a byte-order mark, no formulas."""
    for_programs = {"shared/program/make_places.py"}
    writers = [path for folder in ("alliance", "services", "shared") for path in (ROOT / folder).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in writers if "csv.writer" in path.read_text(encoding="utf-8")}

    assert found - for_programs == {"shared/spreadsheets/writing.py"}
