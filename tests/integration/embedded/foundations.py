"""A supervisor over the real foundations alone: PostgreSQL, the broker, the mail catcher."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

from alliance.embedded.children import Plan
from alliance.embedded.home import Home
from alliance.embedded.supervisor import serve
from alliance.embedded.system_plan import system_plan

if __name__ == "__main__":
    home = Home.find(os.environ)

    def plan() -> Plan:
        return replace(system_plan(home, os.environ), setup=None, services=())

    sys.exit(serve(home, plan))
