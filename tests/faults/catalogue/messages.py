"""Messages that come twice, in disorder, or as junk, among those of the driver."""

from __future__ import annotations

import random
from time import sleep

from shared.contracts.intake import ResubmitApplication, WithdrawApplication
from shared.contracts.operations import ListDeadLetters, RetryDeadLetter
from tests.faults.lab import hand, junk
from tests.faults.lab.doors import document
from tests.faults.lab.fault import fault
from tests.faults.lab.system import until
from tests.faults.lab.trial import Trial

FOLLOWERS = ("eligibility", "notifications", "reporting")
POISONS = 1_000
CHANGED = 30


@fault("every event of intake and eligibility comes two to five times, in any order")
def duplicates(trial: Trial) -> None:
    for _ in range(3):
        sleep(2)
        for producer in ("intake", "eligibility"):
            there = hand.told(trial.lab, producer, trial.call)
            again = [message for message in there for _ in range(random.randint(1, 4))]
            random.shuffle(again)
            hand.publish(trial.lab, again)


@fault("the events of applications with three versions, some withdrawn, come in disorder", at_least=CHANGED)
def disorder(trial: Trial) -> None:
    """intake's relay is held back; the lab publishes what the outbox holds, shuffled; then the relay does, in order."""
    with hand.relay_held_back(trial.lab, "intake"):
        assert until(lambda: len(trial.ledger.promised) >= CHANGED, 60)
        for number, (city, promise) in enumerate(list(trial.ledger.promised.items())[:CHANGED]):
            for _ in range(2):
                changed = document(trial.call, city)
                trial.lab.client.call(ResubmitApplication(code=promise.code, document=changed))
            if number % 3 == 0:
                trial.lab.client.call(WithdrawApplication(code=promise.code))
        messages = hand.copies(hand.told(trial.lab, "intake", trial.call), 2)
        random.shuffle(messages)
        hand.publish(trial.lab, messages)


@fault("two dozen kinds of junk lie between the events and the requests")
def junk_of_many_kinds(trial: Trial) -> None:
    for follower in FOLLOWERS:
        publish_junk(trial, list(junk.events(f"{follower}.intake")))
    publish_junk(trial, list(junk.requests("rpc-intake")))
    hand.publish(trial.lab, list(junk.unreadable("rpc-intake")))


@fault(f"{POISONS:,} messages that can never be handled lie between the good ones")
def poison_flood(trial: Trial) -> None:
    for start in range(0, POISONS, 100):
        poison = [junk.envelope(schemaversion=99) | {"data": {"n": start + n}} for n in range(100)]
        publish_junk(trial, [hand.to_queue("eligibility.intake", hand.as_json(one)) for one in poison])
        sleep(0.2)


def publish_junk(trial: Trial, messages: list[hand.Outgoing]) -> None:
    trial.lab.junk += len(messages)
    hand.publish(trial.lab, messages)


@fault(
    "one message kills its consumer (-9) whenever it is handled",
    environments={"eligibility": {"KILLER": "on_application_submitted:Killer"}},
    per_second=4,
    rest_within_s=120,
)
def message_that_kills(trial: Trial) -> None:
    """The broker gives it up after 20 deliveries; once the consumer is mended, staff send it again."""
    trial.driver.submit("Killer", trial.doors.by_rpc)
    letters = ListDeadLetters(state="dead", limit=1)
    before = trial.lab.client.call(letters).total
    assert until(lambda: trial.lab.client.call(letters).total > before, 180), "it was never given up"
    trial.lab.give({})
    trial.lab.client.call(RetryDeadLetter(dead_letter_id=trial.lab.client.call(letters).items[0].id))
