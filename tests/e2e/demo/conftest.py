"""One system for all of these tests: the demo, killed in the middle and run again."""

from __future__ import annotations

import subprocess
from time import sleep
from typing import Any

import psycopg2
import pytest

from tests.e2e.system import ALLIANCE, ROOT, System

WHOLE_S = 400  # on a machine that does other things, too
ENOUGH = 30  # of 88 applications reviewed: the middle


@pytest.fixture(scope="session")
def summary(system: System) -> dict[str, Any]:
    """What the demo says at its end, after one that was killed among the reviews."""
    first = subprocess.Popen(
        [*ALLIANCE, "demo"], cwd=ROOT, env=system.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    while len(owned(system, "eligibility", "select from selections where state = 'in_review'")) < ENOUGH:
        assert first.poll() is None, "the demo ended before it could be killed"
        sleep(0.1)
    first.kill()
    first.wait()
    return system.run("demo", seconds=WHOLE_S)


def owned(system: System, service: str, sql: str) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(system.endpoints["postgres"][service])
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()
    finally:
        connection.close()
