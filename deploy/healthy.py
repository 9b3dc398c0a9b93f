"""The question of a container's health check: `python -m deploy.healthy 8080/readyz`; exit 0 when the answer is 200.

Standard library alone, since it is asked every few seconds; and past any proxy that the engine puts in the environment.
"""

from __future__ import annotations

import sys
from http.client import HTTPConnection, HTTPException

LIMIT_S = 5


def main() -> int:
    port, _, path = sys.argv[1].partition("/")
    connection = HTTPConnection("127.0.0.1", int(port), timeout=LIMIT_S)
    try:
        connection.request("GET", f"/{path}")
        answer = connection.getresponse()
        said = f"{answer.status} {answer.read(500).decode(errors='replace')}"
    except (OSError, HTTPException) as error:
        said = f"no answer: {error}"
    print(said)  # noqa: T201 - kept by the engine: docker inspect
    return 0 if said.startswith("200 ") else 1


if __name__ == "__main__":
    sys.exit(main())
