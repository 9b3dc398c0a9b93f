"""The supervisor's process: `python -m alliance.embedded`, started by `alliance up` with ALLIANCE_HOME set."""

from __future__ import annotations

import os
import sys
from functools import partial

from alliance.embedded.home import Home
from alliance.embedded.supervisor import serve
from alliance.embedded.system_plan import system_plan

if __name__ == "__main__":
    home = Home.find(os.environ)
    sys.exit(serve(home, partial(system_plan, home, os.environ)))
