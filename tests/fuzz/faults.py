"""What went wrong behind an answer of the portal, in one line: the log's picture of a fault is pages long."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import httpx
from structlog.testing import capture_logs

from tests.unit.portal.doorway import Doorway

ROOT = str(Path(__file__).parents[2])
OWN = ("services/", "shared/")


def send(door: Doorway, method: str, path: str, **request: Any) -> tuple[httpx.Response, str | None]:
    """The answer, and the fault behind it, None where there is none."""
    with capture_logs() as entries:
        answer = door.send(method, path, **request)
    errors = [one["exc_info"] for one in entries if one["event"] == "request_failed"]
    return answer, told(errors[-1]) if errors else None


def told(error: BaseException) -> str:
    """Where in our own code it was last, and what it says."""
    places = [
        f"{path}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if (path := frame.filename.removeprefix(f"{ROOT}/")).startswith(OWN)
    ]
    return f"{type(error).__name__}: {str(error)[:200]} at {' < '.join(reversed(places[-3:]))}"
