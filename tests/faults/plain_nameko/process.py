"""A service of the twin, with the same crash points: `python -m tests.faults.plain_nameko.process checking`."""

import eventlet

eventlet.monkey_patch()

import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from functools import partial  # noqa: E402
from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402

from nameko.runners import ServiceRunner  # noqa: E402

from tests.faults.lab import crash_points  # noqa: E402

PACKAGE = "tests.faults.plain_nameko"


def run(service: str) -> None:
    module = import_module(f"{PACKAGE}.{service}")
    crash_points.DOING[module.__name__] = "command" if service == "intake" else "consumer"
    crash_points.wrap_commits(crash_points.CrashPoints(f"plain-{service}", os.environ))
    for method, probability in crash_points.pairs(os.environ.get("STUMBLE", "")):
        crash_points.wrap_method(module.Service, method, partial(crash_points.stumble, float(probability)))
    runner = ServiceRunner({"AMQP_URI": os.environ["AMQP_URI"], "DATABASE_URL": os.environ["DATABASE_URL"]})
    runner.add_service(module.Service)
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(runner.stop))  # as the command `nameko run` does
    runner.start()
    Path(os.environ["READY_FILE"]).write_text(str(os.getpid()), encoding="ascii")
    runner.wait()


if __name__ == "__main__":
    run(sys.argv[1])
