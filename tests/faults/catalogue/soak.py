"""One fault after the other, in an order that a seed decides: SOAK_S seconds of it (300), SOAK_SEED to repeat one."""

from __future__ import annotations

import os
import random
from time import monotonic

from tests.faults.lab.fault import COULD_NOT_START, FAULTS, ORDINARY, fault
from tests.faults.lab.trial import Trial

SECONDS = float(os.environ.get("SOAK_S", "300"))
#: Those that need no environment of their own and leave everything running.
DISTURBANCES = (
    "sigterm-every-three-seconds",
    "kill-every-three-seconds",
    "broker-connections-dropped",
    "broker-connections-reset",
    "broker-silent",
    "broker-refuses",
    "broker-slow",
    "broker-killed",
    "database-connections-reset",
    "database-silent",
    "database-refuses",
    "database-sessions-killed",
    "database-restarted-at-once",
    "mail-connections-reset",
    "mail-server-refuses",
)


@fault(
    f"faults of all kinds, one after the other, for {SECONDS:.0f} s",
    per_second=4,
    rest_within_s=180,
    ends=ORDINARY | {COULD_NOT_START},  # one that was killed starts again while broker or database is away
)
def soak(trial: Trial) -> None:
    seed = int(os.environ.get("SOAK_SEED", random.randrange(1_000_000)))
    chance, began, done = random.Random(seed), monotonic(), 0
    while monotonic() - began < SECONDS:
        name = chance.choice(DISTURBANCES)
        trial.say(f"seed {seed}: {name}")
        FAULTS[name].act(trial)
        done += 1
    trial.notes.append(f"{done} faults, seed {seed}")
