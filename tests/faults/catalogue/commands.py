"""The same command many times at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from shared.contracts.errors import Refusal
from shared.contracts.intake import SubmitApplication
from tests.faults.lab.doors import document
from tests.faults.lab.fault import fault
from tests.faults.lab.ledger import Promise
from tests.faults.lab.trial import Trial

TIMES = 20
ROUNDS = 10


@fault(f"the same command comes {TIMES} times at once, {ROUNDS} times over; then as many different ones for one city")
def same_command_at_once(trial: Trial) -> None:
    with ThreadPoolExecutor(TIMES) as pool:
        for n in range(ROUNDS):
            door = trial.doors.over_http if n % 2 else trial.doors.by_rpc
            list(pool.map(lambda _: trial.driver.submit(f"Twin {n}", door), range(TIMES)))  # noqa: B023  (at once)
        trial.ledger.attempt("One of many")
        judged = Counter(pool.map(lambda _: outcome_of(lambda: submit_anew(trial, "One of many")), range(TIMES)))
    if judged != {"promised": 1, "duplicate_application": TIMES - 1}:
        trial.wrong.append(f"{TIMES} commands for one city ended as {dict(judged)}")


def submit_anew(trial: Trial, city: str) -> None:
    """Under a command id of its own."""
    request = SubmitApplication(document=document(trial.call, city))
    receipt = trial.lab.client.call(request, command_id=uuid4())
    trial.ledger.promise(city, Promise(receipt.id, receipt.code))


def outcome_of(call: Callable[[], None]) -> str:
    try:
        call()
    except Refusal as refusal:
        return refusal.code
    return "promised"
