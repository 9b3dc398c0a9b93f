"""Services that are killed (-9) at a named point, again and again, while the driver submits."""

from __future__ import annotations

from tests.faults.lab.crash_points import POINTS
from tests.faults.lab.fault import Fault, fault, register
from tests.faults.lab.trial import Trial

KILLS = 5
WITHIN_S = 30
PROBABILITY = 0.1

CONSUMERS = ("eligibility", "notifications", "reporting")
WHO = {
    "command-before-commit": ("intake",),
    "command-after-commit": ("intake",),
    "command-after-reply": ("intake",),
    "relay-after-confirm": ("intake", "eligibility"),
    "consumer-before-commit": CONSUMERS,
    "consumer-after-commit": CONSUMERS,
    "consumer-after-ack": CONSUMERS,
    "consumer-after-retry-copy": ("eligibility", "notifications"),
}


def kill_again_and_again(trial: Trial) -> None:
    trial.wait_for_crashes(KILLS, WITHIN_S)


@fault(
    f"killed: {POINTS['mail-after-250']}",
    environments={"notifications": {"CRASH": "mail-after-250:0.2"}},
    per_second=4,
)
def kill_mail_after_250(trial: Trial) -> None:
    """The mails that a killed sender had claimed are free again only when its lease has ended."""
    trial.wait_for_crashes(3, 100)


@fault(
    "killed at any of these points",
    environments={
        "intake": {"CRASH": "command-before-commit:0.04,command-after-commit:0.04,relay-after-confirm:0.04"},
        "eligibility": {"CRASH": "consumer-before-commit:0.06,consumer-after-commit:0.06,relay-after-confirm:0.06"},
    },
    at_least=30,
    short=True,
)
def kill_anywhere(trial: Trial) -> None:
    trial.wait_for_crashes(3, 20)


for point, services in WHO.items():
    environment = {"CRASH": f"{point}:{PROBABILITY}"}
    if point == "consumer-after-retry-copy":
        environment |= {"STUMBLE": "on_application_submitted:0.2", "CRASH": f"{point}:0.2"}
    register(
        Fault(
            name=f"kill-{point}",
            sentence=f"killed: {POINTS[point]}",
            act=kill_again_and_again,
            environments=dict.fromkeys(services, environment),
        )
    )
