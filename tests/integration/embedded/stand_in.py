"""A supervisor over small stand-ins: `stand_in.py supervise`, and the stand-ins themselves: `stand_in.py serve PORT`.

The plan is read from stand_in.json in ALLIANCE_HOME: {"foundations": {name: mode}, "services": {name: mode},
"setup": code}. A mode is "good", "dies" (ends with 1), "stubborn" (ignores TERM) or "family" (starts a child that
outlives it).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer

from alliance.embedded.addresses import basics
from alliance.embedded.children import Child, Plan, Step
from alliance.embedded.home import Home
from alliance.embedded.ports import choose
from alliance.embedded.processes import marks
from alliance.embedded.readiness import http_ready
from alliance.embedded.supervisor import serve


def plan(home: Home) -> Plan:
    wanted = json.loads((home.path / "stand_in.json").read_text())
    names = [*wanted["foundations"], *wanted["services"]]
    ports = choose(home, names, reserved=0)

    def child(name: str, mode: str) -> Child:
        return Child(
            name=name,
            command=[sys.executable, __file__, mode, str(ports[name])],
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


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


def stand_in(mode: str, port: int) -> None:
    if mode == "dies":
        sys.exit("I cannot go on")
    if mode == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if mode == "family":
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    HTTPServer(("127.0.0.1", port), Ready).serve_forever()


if __name__ == "__main__":
    if sys.argv[1] == "supervise":
        home = Home.find(os.environ)
        sys.exit(serve(home, partial(plan, home)))
    stand_in(sys.argv[1], int(sys.argv[2]))
