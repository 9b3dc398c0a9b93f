"""A supervisor over the small stand-ins of `stood_in.py`.

The plan is read from stand_in.json in ALLIANCE_HOME: {"foundations": {name: mode}, "services": {name: mode},
"setup": code}.
"""

from __future__ import annotations

import json
import os
import sys
from functools import partial
from pathlib import Path

from alliance.embedded.addresses import basics
from alliance.embedded.children import Child, Plan, Step
from alliance.embedded.home import Home
from alliance.embedded.ports import choose
from alliance.embedded.processes import marks
from alliance.embedded.readiness import http_ready
from alliance.embedded.supervisor import serve

STOOD_IN = str(Path(__file__).with_name("stood_in.py"))


def plan(home: Home) -> Plan:
    wanted = json.loads((home.path / "stand_in.json").read_text())
    names = [*wanted["foundations"], *wanted["services"]]
    ports = choose(home, names, reserved=0)

    def child(name: str, mode: str) -> Child:
        return Child(
            name=name,
            command=[sys.executable, "-S", "-E", STOOD_IN, mode, str(ports[name])],
            environment={**basics(os.environ), **marks(home, name)},
            probe=partial(http_ready, f"http://127.0.0.1:{ports[name]}/readyz"),
            stop_within_s=1.0,
        )

    code = (
        f"import sys; print('set-up says no', file=sys.stderr) if {wanted['setup']} else 0; sys.exit({wanted['setup']})"
    )
    return Plan(
        foundations=[child(*item) for item in wanted["foundations"].items()],
        setup=Step("setup", [sys.executable, "-c", code], {**basics(os.environ), **marks(home, "setup")}),
        services=[child(*item) for item in wanted["services"].items()],
        endpoints={"portal": "http://127.0.0.1:1"},
    )


if __name__ == "__main__":
    home = Home.find(os.environ)
    sys.exit(serve(home, partial(plan, home)))
