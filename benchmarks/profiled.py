"""Runs one of Alliance's services with its statements counted and, on request, its functions timed.

`python -m benchmarks.profiled SERVICE FILE [functions]`; FILE gets the report when the service is stopped. For
benchmarks/profiling.py: no service knows of it.
"""

from shared.runtime import process  # patches first

# isort: split

import cProfile
import io
import os
import pstats
import sys
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any

from shared.runtime.logging import configure_logging
from shared.runtime.settings import Settings
from shared.storage.database import Transaction

FUNCTIONS = 40


class Statements:
    """How often each statement ran, and for how long its caller waited."""

    def __init__(self) -> None:
        self.runs: dict[str, list[float]] = defaultdict(list)

    def watch(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def watched(tx: Transaction, *arguments: Any) -> Any:
            began = monotonic()
            try:
                return method(tx, *arguments)
            finally:
                text = " ".join(arguments[0].split())[:90] if arguments else ""
                self.runs[f"{method.__name__:8}{text}"].append(monotonic() - began)

        return watched

    def report(self) -> str:
        rows = sorted(self.runs.items(), key=lambda item: -sum(item[1]))
        return "\n".join(f"{len(runs):7} {sum(runs) * 1e6 / len(runs):7.0f} us  {sql}" for sql, runs in rows)


def main(service: str, file: Path, functions: bool) -> int:
    configure_logging("json", "error", service)
    process.silence_hub()
    statements = Statements()
    for name in ("execute", "all", "find", "later", "finish"):
        setattr(Transaction, name, statements.watch(getattr(Transaction, name)))
    profile = cProfile.Profile()
    served = import_module(f"services.{service}.service").Service
    try:
        if functions:
            return int(profile.runcall(process.run, Settings(service, os.environ), served))
        return process.run(Settings(service, os.environ), served)
    finally:
        text = statements.report()
        if functions:
            out = io.StringIO()
            pstats.Stats(profile, stream=out).sort_stats("tottime").print_stats(FUNCTIONS)
            text = out.getvalue()
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), "functions" in sys.argv))
