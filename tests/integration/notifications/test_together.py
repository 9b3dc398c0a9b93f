"""Reminders of one person and day go in one mail, from real rows to a real mail server."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.domain import State
from services.notifications.sending.rates import Rates
from services.notifications.sending.resolving import Resolver
from services.notifications.sending.sender import Sender as MailSender
from services.notifications.sending.smtp import SmtpLine
from services.notifications.sending.surroundings import Surroundings
from shared.contracts import intake
from shared.contracts.mail_facts import MailFacts
from tests.integration.notifications.test_ledger_sql import Store, store
from tests.integration.notifications.test_smtp import Server, controller, line, server
from tests.support.fake_client import FakeClient
from tests.unit.notifications.fake_ledger import CODE, LETTERS, NOW, a_mail

__all__ = ["controller", "line", "server", "store"]

DUE = datetime(2026, 1, 1, tzinfo=UTC)  # by the database's clock
FACTS = {"city": "Puerto Ejemplo", "city_zone": "America/Bogota", "call_title": "Alliance", "call_zone": "UTC"}
REPORT = {"part": "progress_report", "number": 1, "due_on": "2027-03-08", "late": False}
ITEM = {"session_id": str(uuid4()), "item_id": str(uuid4()), "due_on": "2027-03-03", "late": False, "what": "Publish"}
TARGET = {"target_id": str(uuid4()), "due_on": "2027-03-01", "indicator": "Days"}


class Sender:
    def __init__(self, store: Store, line: SmtpLine) -> None:
        self.store, self.line = store, line
        self.holds: dict[str, bool] = {}

    def facts(self, request: Any) -> MailFacts:
        return MailFacts(holds=self.holds.get(request.about, True))

    def put(self, template: str, language: str = "es", **values: Any) -> None:
        mail = a_mail(template=template, values=FACTS | values, language=language, created_at=DUE, next_at=DUE)
        self.store.run(lambda repository: repository.insert_mail(mail, "", DUE))

    def send(self) -> None:
        contact = intake.Contact.model_construct(name="Luz Prado", email="luz@city.example")
        client = FakeClient(get_mail_facts=self.facts, get_contact=contact)
        surroundings = Surroundings(
            begin=self.store.database.transaction, letters=LETTERS, now=lambda: NOW,
            pause=lambda _: None, going_on=lambda: True, rates=Rates({}),
        )  # fmt: skip
        MailSender(surroundings, lambda: Resolver(client), self.line).send_due()  # type: ignore[arg-type]

    @property
    def states(self) -> list[tuple[str, str, list[str]]]:
        rows = self.store.rows("select template, state, notes from mails order by number")
        return [(row["template"], row["state"], [note["code"] for note in row["notes"]]) for row in rows]

    def wait_a_day(self) -> None:
        """As if what was sent had been the day before, and what was put off were due."""
        self.store.rows("update mails set sent_at = sent_at - interval '1 day', next_at = now() returning 1")


@pytest.fixture
def sender(store: Store, line: SmtpLine) -> Sender:
    store.submit(notify=False)
    return Sender(store, line)


def read(server: Server) -> list[Any]:
    return [message_from_bytes(one.content, policy=policy.default) for one in server.taken]  # type: ignore[arg-type]


def test_one_mail_has_one_language(sender: Sender, server: Server) -> None:
    """Its reader chose another one meanwhile."""
    for language in ("es", "en"):
        sender.put("measurement_due", language, **TARGET)
    sender.send()
    (reminder,) = read(server)
    text = reminder.get_body(("plain",)).get_content()
    (title,) = {line for line in text.splitlines() if line.endswith(f"({CODE})")}
    assert text.count(title) == 2
    assert len(set(re.findall("lang=(..)", text))) == 1


def test_what_is_due_of_one_person_goes_in_one_mail(sender: Sender, server: Server) -> None:
    sender.put("report_awaited", **REPORT)
    sender.put("application_received", version=1, closes_at=None)
    sender.put("measurement_due", **TARGET)
    sender.send()
    reminder, other = sorted(read(server), key=lambda one: "recordatorios" not in one["Subject"])
    assert reminder["Subject"] == f"2 recordatorios para Puerto Ejemplo ({CODE})"
    text = reminder.get_body(("plain",)).get_content()
    for link in ("project?lang=es", "targets?lang=es", "https://portal.example/my?lang=es"):
        assert link in text
    assert text.count(CODE) >= 3
    assert "(hora de" in text
    assert "recordatorios" not in other["Subject"]
    assert [(one[0], one[1]) for one in sender.states] == [
        ("report_awaited", "sent"), ("application_received", "sent"), ("measurement_due", "sent"),
    ]  # fmt: skip
    assert [one[2][0] for one in sender.states] == ["together", "answered", "together"]
    ids = sender.store.rows("select message_id from mails where template <> 'application_received' order by mail_id")
    assert reminder["Message-ID"] == ids[0]["message_id"]  # the same at every attempt


def test_what_is_so_no_more_does_not_go_with_them(sender: Sender, server: Server) -> None:
    for template, values in (("report_awaited", REPORT), ("measurement_due", TARGET), ("action_item_due", ITEM)):
        sender.put(template, **values)
    sender.holds = {"measurement": False}
    sender.send()
    (reminder,) = read(server)
    assert "targets" not in reminder.get_body(("plain",)).get_content()
    assert [one[1] for one in sender.states] == ["sent", "suppressed", "sent"]


def test_one_that_is_left_goes_as_itself(sender: Sender, server: Server) -> None:
    sender.put("report_awaited", **REPORT)
    sender.put("measurement_due", **TARGET)
    sender.holds = {"measurement": False}
    sender.send()
    (alone,) = read(server)
    assert "recordatorios" not in alone["Subject"]
    assert [one[1] for one in sender.states] == ["sent", "suppressed"]


def test_one_that_comes_while_another_is_on_its_way_waits_for_what_comes_of_it(sender: Sender, server: Server) -> None:
    """Whoever sends the first has not written yet that it went; a second mail of the day would go beside it."""
    sender.put("report_awaited", **REPORT)
    sender.store.rows("update mails set state = 'sending', claimed_at = now() returning 1")
    sender.put("measurement_due", **TARGET)
    sender.send()
    assert (server.taken, [one[1:] for one in sender.states]) == ([], [("sending", []), ("queued", [])])
    waits = "select extract(epoch from next_at - now()) as s from mails where state = 'queued'"
    assert 50 < float(sender.store.rows(waits)[0]["s"]) <= 60
    sender.store.rows(
        "update mails set state = 'sent', sent_at = now(), claimed_at = null, notes = '[]', next_at = now()"
        " where state = 'sending' returning 1"
    )
    sender.store.rows("update mails set next_at = now() where state = 'queued' returning 1")
    sender.send()
    assert [one[1:] for one in sender.states][1:] == [("held", ["with_tomorrows"])]


def test_later_ones_of_a_day_go_with_the_next_days(sender: Sender, server: Server) -> None:
    sender.put("report_awaited", **REPORT)
    sender.send()
    for template, values in (("measurement_due", TARGET), ("action_item_due", ITEM)):
        sender.put(template, **values)
    sender.send()
    assert len(server.taken) == 1
    assert [one[1:] for one in sender.states][1:] == [("held", ["with_tomorrows"])] * 2
    assert sender.store.run(lambda repository: repository.count_figures())["held"] == 0
    sender.wait_a_day()
    sender.send()
    assert len(server.taken) == 2
    assert {one[1] for one in sender.states} == {"sent"}


def test_what_staff_release_waits_for_no_other_day(sender: Sender, server: Server) -> None:
    sender.put("report_awaited", **REPORT)
    sender.send()
    sender.put("measurement_due", **TARGET)
    sender.send()
    (held,) = sender.store.rows("select mail_id from mails where state = 'held'")
    now = sender.store.rows("select now() as now")[0]["now"]
    sender.store.run(lambda repository: repository.update_mail_state(held["mail_id"], State.QUEUED, now))
    sender.send()
    assert len(server.taken) == 2


def test_a_server_that_says_later_keeps_them_all_for_later(sender: Sender, server: Server) -> None:
    for template, values in (("report_awaited", REPORT), ("measurement_due", TARGET)):
        sender.put(template, **values)
    server.on_data = ["451 4.3.0 later"]
    sender.send()
    assert [(one[1], one[2]) for one in sender.states] == [("queued", ["together", "answered"])] * 2
    sender.wait_a_day()
    sender.send()
    assert {one[1] for one in sender.states} == {"sent"}


def test_those_of_several_cities_name_none_and_each_its_own(sender: Sender, server: Server) -> None:
    sender.put("report_awaited", **REPORT)
    values = FACTS | TARGET | {"city": "Otra"}
    other = a_mail(template="measurement_due", values=values, language="es", code="AAAAAAAAAA", next_at=DUE)
    sender.store.run(lambda repository: repository.insert_mail(other, "", DUE))
    sender.send()
    (reminder,) = read(server)
    assert reminder["Subject"] == "2 recordatorios"
    assert reminder["X-Alliance-Code"] is None
    text = reminder.get_body(("plain",)).get_content()
    assert f"({CODE})" in text
    assert "(AAAAAAAAAA)" in text
