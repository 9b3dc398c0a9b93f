"""Alerts: what is wrong, raised once, cleared by itself, told at most hourly a cause, taken, muted."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from services.operations.domain.alerts import Seen, judge
from services.operations.domain.thresholds import THRESHOLDS, read_thresholds
from services.operations.handlers import alerts
from services.operations.watch import alarms_of, days_left, files_of
from shared.contracts import operations
from shared.contracts.errors import Refusal
from shared.contracts.kernel import Backlog
from shared.contracts.operations import Alert, GetAlert, ListAlerts, MuteAlert, Queue, TakeAlert, UnmuteAlert
from shared.contracts.people import Caller, PersonRef, Role
from shared.runtime.settings import SettingError, Settings
from tests.support.fakes import FakeOutbox
from tests.unit.operations.fakes import NOW
from tests.unit.operations.tables import tables

OPERATOR = PersonRef(ref="identity:1", role="administrator", language="es")
PERSON = Caller("person:7", frozenset({Role.ADMINISTRATOR}))
MINUTE = timedelta(minutes=1)
LIMITS = read_thresholds(Settings("operations", {}))


def queue(name: str, **figures: Any) -> Queue:
    known = {"ready": 0, "unacked": 0, "consumers": 1, "rate_in": 0.0, "rate_out": 0.0, "oldest_age_s": None}
    return Queue.model_validate({"name": name} | known | figures)


def backlog(**changes: Any) -> Backlog:
    known = {"unpublished": 0, "oldest_unpublished_at": None, "waiting": 0}
    return Backlog.model_validate(known | changes)


def seen(**changes: Any) -> Seen:
    known: dict[str, Any] = {
        "queues": (), "backlogs": {}, "dead_letters": {}, "broker_alarms": {}, "certificates": {}, "keys": {},
    }  # fmt: skip
    return Seen(**known | changes)


LATE = seen(queues=(queue("reporting.intake", ready=4, oldest_age_s=301.0),))


class Watcher:
    """The handlers on one fake database, minute by minute."""

    def __init__(self) -> None:
        self.repository, self.outbox, self.now = tables(), FakeOutbox(), NOW

    def look(self, what: Seen, after: timedelta = MINUTE) -> list[str]:
        """What is told of it."""
        self.now += after
        self.outbox.events.clear()
        alerts.take_in_findings(judge(what, LIMITS, self.now), self.repository, self.outbox, self.now)
        alerts.tell_operators([OPERATOR], self.repository, self.outbox, self.now)
        return [f"{one.type} {one.cause} {one.about}" for one in self.outbox.events]

    @property
    def open(self) -> tuple[Alert, ...]:
        return alerts.list_alerts(ListAlerts(), self.repository).items

    def take(self) -> Alert:
        request = TakeAlert(alert_id=self.open[0].id)
        return alerts.take_alert(request, self.repository, self.outbox, PERSON, self.now)

    def mute(self, hours: int = 2) -> Alert:
        request = MuteAlert(alert_id=self.open[0].id, hours=hours, reason="the provider moves")
        return alerts.mute_alert(request, self.repository, self.outbox, self.now)


@pytest.mark.parametrize(
    ("what", "key"),
    [
        ({"queues": (queue("cohort.intake", oldest_age_s=300.0),)}, ("queue_age", "cohort.intake")),
        ({"queues": (queue("rpc-intake", consumers=0),)}, ("no_consumer", "rpc-intake")),
        ({"queues": (queue("dead", consumers=0),)}, ("no_consumer", "dead")),
        ({"backlogs": {"intake": None}}, ("service_silent", "intake")),
        (
            {"backlogs": {"intake": backlog(oldest_unpublished_at=NOW - 2 * MINUTE)}},
            ("outbox_age", "intake"),
        ),
        ({"backlogs": {"intake": backlog(read_only=True)}}, ("database_read_only", "intake")),
        (
            {"backlogs": {"notifications": backlog(figures={"oldest_waiting_s": 420})}},
            ("mail_waiting", "notifications"),
        ),
        ({"backlogs": {"notifications": backlog(figures={"failed_of_a_day": 5})}}, ("mail_failed", "notifications")),
        ({"backlogs": {"identity": backlog(figures={"failed_sign_ins": 50})}}, ("sign_in_failures", "identity")),
        ({"backlogs": {"reporting": backlog(figures={"webhooks_off": 1})}}, ("webhook_off", "reporting")),
        ({"backlogs": {"notifications": backlog(figures={"kept_back": 1})}}, ("mail_server", "notifications")),
        ({"queues": (queue("cohort.retry.300s", consumers=0, ready=1),)}, ("failing", "cohort")),
        ({"queues": (queue("cohort.retry.3600s", consumers=0, unacked=1),)}, ("failing", "cohort")),
        ({"dead_letters": {"cohort.intake": 1}}, ("dead_letters", "cohort.intake")),
        ({"broker_alarms": {"rabbit@a": 1}}, ("broker_alarm", "rabbit@a")),
        ({"certificates": {"ca.pem": 30}}, ("certificate", "ca.pem")),
        ({"keys": {"intake": 365}}, ("key_age", "intake")),
    ],
)
def test_each_cause_is_found_at_its_threshold(what: dict[str, Any], key: tuple[str, str]) -> None:
    assert list(judge(seen(**what), LIMITS, NOW).wrong) == [key]


@pytest.mark.parametrize(
    "what",
    [
        {"queues": (queue("cohort.intake", oldest_age_s=299.0),)},
        {
            "queues": (
                queue("cohort.retry.30s", consumers=0, ready=9, oldest_age_s=9999.0),
                queue("elsewhere", consumers=0),
            )
        },
        {"queues": (queue("cohort.retry.300s", consumers=0),)},
        {"backlogs": {"intake": backlog(oldest_unpublished_at=NOW - MINUTE)}},
        {"backlogs": {"cohort": backlog(figures={"oldest_waiting_s": 99_999})}},
        {"broker_alarms": {"rabbit@a": 0}, "certificates": {"ca.pem": 31}, "keys": {"intake": 364}},
    ],
)
def test_what_is_within_its_threshold_is_not_wrong(what: dict[str, Any]) -> None:
    assert judge(seen(**what), LIMITS, NOW).wrong == {}


def test_an_alert_is_raised_and_mailed_once_and_clears_by_itself() -> None:
    watcher = Watcher()
    assert watcher.look(LATE) == [
        "alert_raised queue_age reporting.intake",
        "alert_mail_due queue_age reporting.intake",
    ]
    assert watcher.look(LATE) == []
    (alert,) = watcher.open
    assert (alert.value, alert.threshold, alert.raised_at) == (301, 300, NOW + MINUTE)
    assert watcher.look(seen()) == ["alert_cleared queue_age reporting.intake"]
    assert watcher.open == ()


def test_what_has_to_last_is_no_alert_before() -> None:
    watcher, down = Watcher(), seen(backlogs={"intake": None})
    assert watcher.look(down) == [] == list(watcher.open)
    assert watcher.look(down)[0] == "alert_raised service_silent intake"
    assert watcher.look(seen()) == ["alert_cleared service_silent intake"]
    watcher.look(down)
    watcher.look(seen(backlogs={"intake": backlog()}))
    assert watcher.look(down) == []


def test_what_cannot_be_read_clears_nothing() -> None:
    watcher = Watcher()
    behind = backlog(oldest_unpublished_at=NOW - 9 * MINUTE)
    watcher.look(seen(queues=LATE.queues, broker_alarms={"rabbit@a": 1}, backlogs={"intake": behind}))
    assert watcher.look(seen(queues=None, broker_alarms=None, backlogs={"intake": None})) == []
    assert {one.cause for one in watcher.open} == {"queue_age", "broker_alarm", "outbox_age"}


def test_while_the_broker_has_an_alarm_nobody_is_called_silent() -> None:
    """It takes no question from anybody. Where one answers, the others are silent for a reason of their own."""
    watcher, alarm = Watcher(), {"rabbit@a": 1}
    deaf = seen(broker_alarms=alarm, backlogs={"intake": None, "cohort": None})
    watcher.look(deaf)
    watcher.look(deaf)
    assert [one.cause for one in watcher.open] == ["broker_alarm"]
    partly = seen(broker_alarms=alarm, backlogs={"intake": None, "cohort": backlog()})
    watcher.look(partly)
    watcher.look(partly)
    assert {(one.cause, one.about) for one in watcher.open} == {
        ("broker_alarm", "rabbit@a"),
        ("service_silent", "intake"),
    }


def test_a_mail_server_that_is_away_for_a_moment_is_no_alert() -> None:
    watcher = Watcher()
    away = seen(backlogs={"notifications": backlog(figures={"kept_back": 7})})
    assert watcher.look(away) == []
    assert watcher.look(away)[0] == "alert_raised mail_server notifications"
    assert [one.value for one in watcher.open] == [7]
    gone = seen(backlogs={"notifications": None})
    assert "alert_cleared mail_server notifications" not in watcher.look(gone)
    back = seen(backlogs={"notifications": backlog(figures={"kept_back": 0})})
    assert watcher.look(back) == ["alert_cleared mail_server notifications"]


def test_a_cause_is_mailed_at_most_hourly_and_then_of_all_that_came_meanwhile() -> None:
    watcher, names = Watcher(), ("cohort.intake", "eligibility.intake", "reporting.intake")
    late = [queue(name, oldest_age_s=900.0) for name in names]
    watcher.look(seen(queues=(late[0],)))
    assert watcher.look(seen(queues=tuple(late))) == [f"alert_raised queue_age {name}" for name in names[1:]]
    assert watcher.look(seen(queues=tuple(late)), 58 * MINUTE) == []
    watcher.look(seen(queues=tuple(late)))
    (due,) = watcher.outbox.events
    assert isinstance(due, operations.AlertMailDue)
    assert (due.about in names[1:], due.others, due.recipients) == (True, 1, (OPERATOR,))
    assert watcher.look(seen(queues=tuple(late)), 90 * MINUTE) == []


def test_nobody_to_be_told_is_told_later() -> None:
    watcher = Watcher()
    alerts.take_in_findings(judge(LATE, LIMITS, NOW), watcher.repository, watcher.outbox, NOW)
    alerts.tell_operators([], watcher.repository, watcher.outbox, NOW)
    assert watcher.look(LATE) == ["alert_mail_due queue_age reporting.intake"]


def test_an_alert_is_taken_by_a_person_and_no_cleared_one_is() -> None:
    watcher = Watcher()
    watcher.look(LATE)
    taken = watcher.take()
    assert (taken.taken_by, taken.taken_at) == ("7", watcher.now) == (watcher.open[0].taken_by, watcher.now)
    events = len(watcher.outbox.events)
    assert watcher.take().id == taken.id
    assert len(watcher.outbox.events) == events
    watcher.look(seen())
    other = Caller("person:8", frozenset({Role.ADMINISTRATOR}))
    with pytest.raises(Refusal, match="illegal_transition"):
        alerts.take_alert(TakeAlert(alert_id=taken.id), watcher.repository, watcher.outbox, other, watcher.now)


def test_a_muted_cause_is_raised_and_mailed_to_nobody_until_its_end() -> None:
    watcher = Watcher()
    watcher.look(LATE)
    muted = watcher.mute()
    assert (muted.muted_until, muted.mute_reason) == (watcher.now + 120 * MINUTE, "the provider moves")
    watcher.look(seen())
    assert watcher.look(LATE, 90 * MINUTE) == ["alert_raised queue_age reporting.intake"]
    assert watcher.look(LATE, 31 * MINUTE) == ["alert_mail_due queue_age reporting.intake"]
    assert watcher.open[0].muted_until is None


def test_a_mute_is_ended() -> None:
    watcher = Watcher()
    watcher.look(LATE)
    muted = watcher.mute()
    request = UnmuteAlert(alert_id=muted.id)
    for _ in range(2):
        free = alerts.unmute_alert(request, watcher.repository, watcher.outbox)
        assert (free.muted_until, free.mute_reason) == (None, None)
    assert [one.type for one in watcher.outbox.events].count("alert_unmuted") == 1


def test_no_such_alert() -> None:
    watcher = Watcher()
    with pytest.raises(Refusal, match="not_found"):
        alerts.take_alert(TakeAlert(alert_id=uuid4()), watcher.repository, watcher.outbox, PERSON, NOW)
    with pytest.raises(Refusal, match="not_found"):
        alerts.get_alert(GetAlert(alert_id=uuid4()), watcher.repository)


@pytest.mark.parametrize(("hours", "reason"), [(0, "why not"), (721, "why not"), (1, ""), (1, "ab")])
def test_a_mute_has_an_end_and_a_reason(hours: int, reason: str) -> None:
    with pytest.raises(ValidationError):
        MuteAlert(alert_id=UUID(int=1), hours=hours, reason=reason)


@pytest.mark.parametrize("cause", THRESHOLDS)
@pytest.mark.parametrize("off", ["low", "high", "text"])
def test_a_threshold_that_cannot_be_stops_the_start_with_its_name(cause: Any, off: str) -> None:
    one = THRESHOLDS[cause]
    value = {"low": str(one.least - 1), "high": str(one.most + 1), "text": "soon"}[off]
    with pytest.raises(SettingError, match=f"^{one.setting} must be a whole number"):
        read_thresholds(Settings("operations", {one.setting: value}))


def test_a_node_that_is_down_is_an_alarm_too() -> None:
    nodes = [
        {"name": "a", "running": True, "mem_alarm": True, "disk_free_alarm": True},
        {"name": "b", "running": False},
        {"name": "c", "running": True, "mem_alarm": False, "disk_free_alarm": False},
    ]
    assert alarms_of(nodes) == {"a": 2, "b": 1, "c": 0}


def test_certificates_are_those_that_addresses_name() -> None:
    address = "amqps://a:b@broker:5671/%2F?cacertfile=/run/ca.pem&certfile=/run/me.pem&heartbeat=10"
    assert list(files_of(address)) == [Path("/run/ca.pem"), Path("/run/me.pem")]
    assert list(files_of("postgresql://a@b/c?sslmode=verify-full&sslrootcert=/run/ca.pem")) == [Path("/run/ca.pem")]


def test_what_is_no_certificate_is_one_that_is_over(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing", encoding="utf-8")
    assert days_left(tmp_path / "ca.pem") == ("ca.pem", 0)
