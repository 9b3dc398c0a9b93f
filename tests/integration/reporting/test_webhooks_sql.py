"""Webhooks on a real PostgreSQL, and over TLS on loopback to the receiver of the how-to."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from standardwebhooks import Webhook as Verifier

from services.reporting.service import Service
from services.reporting.webhooks import handlers
from services.reporting.webhooks.courier import Courier
from services.reporting.webhooks.posting import Poster
from services.reporting.webhooks.rows import Webhooks
from shared.contracts import reporting
from shared.contracts.envelope import Envelope
from shared.contracts.errors import Detail, Refusal, not_found
from shared.contracts.reporting import MakeWebhook, Webhook, WebhookDelivery
from shared.security.keys import ensure_key, make_key
from shared.security.sealing import Seals, seals_file
from tests.integration.reporting.test_recording import Store
from tests.support.foundations import Foundations
from tests.support.tls import Authority, in_front
from tests.unit.reporting.fakes import decided, envelope_of, minutes, sent, submitted, withdrawn

LOOPBACK = "127.0.0.1"
RECEIVER = Path(__file__).resolve().parents[3] / "docs" / "howto" / "receive_webhook.py"
NO_TRUST = ssl.create_default_context()


def lead_to(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _name, _port: list(addresses)


@dataclass
class World:
    store: Store
    seals: Seals
    poster: Poster = field(default_factory=lambda: Poster(lead_to("8.8.8.8"), NO_TRUST))

    def ask(self, handler: Callable[..., Any], request: Any, **handed: Any) -> Any:
        with self.store.database.transaction() as tx:
            return handler(request, webhooks=Webhooks(tx), **handed)

    def make(self, url: str = "https://hook.example.org/in", *types: str) -> reporting.MadeWebhook:
        request = MakeWebhook.model_construct(url=url, event_types=types or ("decision_sent",), description=f"of {url}")
        how = {"poster": self.poster, "seals": self.seals, "now": datetime.now(UTC)}
        return self.ask(handlers.make_webhook, request, **how)  # type: ignore[no-any-return]

    def send(self, poster: Poster | None = None) -> None:
        Courier(self.store.database.transaction, poster or self.poster, self.seals, lambda: True).send_due()

    def deliveries(self, webhook: Webhook, **wanted: Any) -> tuple[WebhookDelivery, ...]:
        request = reporting.ListWebhookDeliveries(webhook_id=webhook.id, **wanted)
        return self.ask(handlers.list_webhook_deliveries, request).items  # type: ignore[no-any-return]

    def webhook(self, webhook: Webhook) -> Webhook:
        return self.ask(handlers.get_webhook, reporting.GetWebhook(webhook_id=webhook.id))  # type: ignore[no-any-return]

    def change(self, sql: str) -> None:
        with self.store.database.transaction() as tx:
            tx.execute(sql)


@pytest.fixture
def world(foundations: Foundations, tmp_path: Path) -> Iterator[World]:
    url = foundations.database_of("reporting")
    ensure_key("reporting", tmp_path / "keys", [tmp_path / "keys"])
    made = World(Store(url), Seals(tmp_path / "keys", "reporting"))
    yield made
    made.store.database.close()
    foundations.give_back(url)


def envelopes() -> list[Envelope]:
    events = [submitted(), decided(), sent(), submitted("B"), sent("B"), withdrawn("B")]
    return [envelope_of(event, time=minutes(number)) for number, event in enumerate(events)]


# -- receivers on loopback ---------------------------------------------------------------------------------------------


@dataclass
class Receiver:
    """Answers each request with the next of `answers`, and then with the last again."""

    port: int
    poster: Poster
    got: list[tuple[dict[str, str], bytes]]

    @property
    def url(self) -> str:
        return f"https://{LOOPBACK}:{self.port}/in"


@contextmanager
def receiving(folder: Path, *answers: int, name: str = "hooks", head: str = "") -> Iterator[Receiver]:
    """`head`: a header that each answer has."""
    got: list[tuple[dict[str, str], bytes]] = []
    left = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(
                ({k.lower(): v for k, v in self.headers.items()}, self.rfile.read(int(self.headers["Content-Length"])))
            )
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            if head:
                self.send_header(*head.split(": "))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer((LOOPBACK, 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        authority = Authority(folder, name)
        with in_front(server.server_port, authority) as port:
            yield Receiver(port, poster_by(authority), got)
        server.shutdown()


def poster_by(authority: Authority, allowed: Collection[str] = (LOOPBACK,)) -> Poster:
    return Poster(lead_to(LOOPBACK), ssl.create_default_context(cafile=authority.file), allowed)


# -- what is told ------------------------------------------------------------------------------------------------------


def test_each_event_of_its_types_becomes_one_delivery_in_the_transaction_that_records_it(world: World) -> None:
    made = world.make().made
    all_of_it = envelopes()
    world.store.record(all_of_it[:3])
    world.store.record(all_of_it[3:])

    shown = world.deliveries(made)
    wanted = [one for one in all_of_it if one.type == "decision_sent"]
    assert [(one.event_id, one.code, one.state, one.attempts) for one in shown] == [
        (one.id, one.data["code"], "waiting", 0) for one in reversed(wanted)
    ]
    assert world.webhook(made).waiting == 2


def test_what_was_recorded_before_is_not_told_unless_it_is_replayed(world: World, tmp_path: Path) -> None:
    world.store.record(envelopes())
    with receiving(tmp_path, 204) as receiver:
        world.poster = receiver.poster
        made = world.make(receiver.url, "decision_sent", "decision_made").made
        assert world.deliveries(made) == ()

        since = datetime.now(UTC) - timedelta(hours=1)
        look = reporting.ReplayWebhook(webhook_id=made.id, since=since, dry_run=True)
        assert world.ask(handlers.replay_webhook, look).events == 3
        assert world.deliveries(made) == ()
        for _ in range(2):
            assert world.ask(handlers.replay_webhook, look.model_copy(update={"dry_run": False})).events == 3
            world.send()
        after = look.model_copy(update={"since": datetime.now(UTC) + timedelta(hours=1)})
        assert world.ask(handlers.replay_webhook, after).events == 0

    ids = [head["webhook-id"] for head, _ in receiver.got]
    assert len(ids) == 6
    assert len(set(ids)) == 3, "the receiver knows by it what it has already"
    assert {one.state for one in world.deliveries(made)} == {"delivered"}


def test_a_delivery_is_the_event_as_it_was_published_and_signed(world: World, tmp_path: Path) -> None:
    with receiving(tmp_path, 204) as receiver:
        world.poster = receiver.poster
        made = world.make(receiver.url)
        told = envelopes()
        world.store.record(told)
        world.send()

    assert [json.loads(body) for _, body in receiver.got] == [
        one.as_recorded() for one in told if one.type == "decision_sent"
    ]
    head, body = receiver.got[0]
    assert Verifier(made.secret).verify(body, head) == json.loads(body)
    assert head["host"] == f"{LOOPBACK}:{receiver.port}"
    assert head["content-type"] == "application/json"
    (delivery, _) = world.deliveries(made.made)
    assert (delivery.state, delivery.answer, delivery.attempts) == ("delivered", 204, 1)
    assert world.webhook(made.made).delivered_at is not None


def test_the_receiver_of_the_how_to_takes_them_and_nothing_unsigned(world: World, tmp_path: Path) -> None:
    authority = Authority(tmp_path, "hooks")
    world.poster = poster_by(authority)
    port = free_port()
    with in_front(port, authority) as front:
        url = f"https://{LOOPBACK}:{front}/in"
        made = world.make(url)
        with running(made.secret, port) as process:
            world.store.record(envelopes())
            world.send()
            world.change("update webhook_deliveries set state = 'waiting', due_at = now()")  # once more
            world.send()
            forged = poster_by(authority).post(url, b"{}", {"webhook-id": "1"})
            process.terminate()
            printed = process.communicate()[0]

    assert forged.status == 401
    assert printed.splitlines() == ["decision_sent A", "decision_sent B"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(secret: str, port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(RECEIVER), str(port)]
    with subprocess.Popen(
        command, env=os.environ | {"SECRET": secret}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        while True:
            try:
                socket.create_connection((LOOPBACK, port)).close()
                break
            except ConnectionRefusedError:
                assert process.poll() is None
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(("authority", "said"), [("hooks", "204"), ("stranger", "untrusted")])
def test_a_process_with_green_threads_sends_as_any_other(tmp_path: Path, authority: str, said: str) -> None:
    with receiving(tmp_path, 204) as receiver:
        trusted = tmp_path / "hooks-ca.pem" if authority == "hooks" else Authority(tmp_path, authority).file
        words = [sys.executable, "-W", "ignore", "-m", "tests.support.green_poster", receiver.url, str(trusted)]
        printed = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert printed.split() == [said]


# -- what is not taken -------------------------------------------------------------------------------------------------


def test_what_is_not_taken_waits_longer_each_time_and_is_taken_in_the_end(world: World, tmp_path: Path) -> None:
    with receiving(tmp_path, 500, 429, 204) as receiver:
        world.poster = receiver.poster
        made = world.make(receiver.url).made
        world.store.record(envelopes()[:3])
        for attempts, answer in ((1, 500), (2, 429)):
            world.send()
            world.send()  # not due yet
            (delivery,) = world.deliveries(made)
            assert (delivery.state, delivery.answer, delivery.attempts) == ("waiting", answer, attempts)
            assert delivery.due_at > datetime.now(UTC)
            assert world.webhook(made).failing_since is not None
            world.change("update webhook_deliveries set due_at = now()")
        world.send()
    (delivery,) = world.deliveries(made)
    assert (delivery.state, delivery.attempts) == ("delivered", 3)
    assert world.webhook(made).failing_since is None


def test_after_the_last_attempt_it_is_given_up_and_sent_again_when_asked(world: World, tmp_path: Path) -> None:
    with receiving(tmp_path, 500, 204) as receiver:
        world.poster = receiver.poster
        made = world.make(receiver.url).made
        world.store.record(envelopes()[:3])
        world.change("update webhook_deliveries set attempts = 9")
        world.send()
        (given_up,) = world.deliveries(made, state="failed")
        assert world.webhook(made).failed == 1
        resend = reporting.ResendDelivery(webhook_id=made.id, event_id=given_up.event_id)
        assert world.ask(handlers.resend_delivery, resend).state == "waiting"
        world.send()
    assert [one.state for one in world.deliveries(made)] == ["delivered"]


def test_after_days_it_is_turned_off_and_counted_and_what_happens_meanwhile_waits(world: World, tmp_path: Path) -> None:
    with receiving(tmp_path, 500, 204) as receiver:
        world.poster = receiver.poster
        made = world.make(receiver.url).made
        world.change("update webhooks set failing_since = now() - interval '5 days'")
        world.store.record(envelopes()[:3])
        world.send()
        assert world.webhook(made).state == "off"
        with world.store.database.transaction() as tx:
            assert Service.figures(Service(), tx) == {"webhooks_off": 1}
        world.store.record(envelopes()[3:])
        world.change("update webhook_deliveries set due_at = now()")
        world.send()
        assert len(receiver.got) == 1, "nothing while it is off"
        resumed = world.ask(handlers.resume_webhook, reporting.ResumeWebhook(webhook_id=made.id))
        assert (resumed.state, resumed.failing_since, resumed.waiting) == ("on", None, 2)
        world.send()
    assert {one.state for one in world.deliveries(made)} == {"delivered"}


def test_a_receiver_that_is_gone_turns_it_off_at_once(world: World, tmp_path: Path) -> None:
    with receiving(tmp_path, 410) as receiver:
        world.poster = receiver.poster
        made = world.make(receiver.url).made
        world.store.record(envelopes()[:3])
        world.send()
    assert world.webhook(made).state == "off"
    assert [one.state for one in world.deliveries(made)] == ["failed"]


def test_while_it_is_paused_nothing_goes_and_nothing_is_lost(world: World, tmp_path: Path) -> None:
    with receiving(tmp_path, 204) as receiver:
        world.poster = receiver.poster
        made = world.make(receiver.url).made
        for _ in range(2):
            assert world.ask(handlers.pause_webhook, reporting.PauseWebhook(webhook_id=made.id)).state == "paused"
        world.store.record(envelopes())
        world.send()
        assert receiver.got == []
        world.ask(handlers.resume_webhook, reporting.ResumeWebhook(webhook_id=made.id))
        world.send()
    assert len(receiver.got) == 2


def test_what_was_claimed_by_a_process_that_died_is_due_again_when_its_lease_is_over(world: World) -> None:
    world.make()
    world.store.record(envelopes())
    with world.store.database.transaction() as tx:
        first = Webhooks(tx).claim_deliveries(1, 60)
    with world.store.database.transaction() as tx:
        second = Webhooks(tx).claim_deliveries(5, 60)
    assert not {one.seq for one in first} & {one.seq for one in second}
    world.change("update webhook_deliveries set due_at = now() - interval '1 second'")
    with world.store.database.transaction() as tx:
        again = Webhooks(tx).claim_deliveries(5, 60)
    assert sorted((one.seq, one.attempts) for one in again) == sorted((one.seq, 2) for one in first + second)


# -- where it must not lead --------------------------------------------------------------------------------------------


def attempt(world: World, made: Webhook, poster: Poster) -> WebhookDelivery:
    world.change("delete from webhook_deliveries")
    world.ask(
        handlers.replay_webhook,
        reporting.ReplayWebhook(webhook_id=made.id, since=datetime.now(UTC) - timedelta(hours=1)),
    )
    world.send(poster)
    return world.deliveries(made)[0]


def test_a_name_that_leads_inside_is_refused_when_it_is_made(world: World) -> None:
    world.poster = Poster(lead_to("10.0.0.7"), NO_TRUST)
    with pytest.raises(Refusal) as caught:
        world.make()
    assert caught.value == Refusal("invalid", Detail("url", "inner_address"))


def test_a_name_that_leads_inside_later_is_not_connected_to(world: World, tmp_path: Path) -> None:
    """Made while it led to the world; the receiver on loopback would take it."""
    world.store.record(envelopes())
    made = world.make().made
    with receiving(tmp_path, 204) as receiver:
        delivery = attempt(world, made, poster_by(Authority(tmp_path, "other"), allowed=()))
    assert (delivery.failure, delivery.answer, receiver.got) == ("inner_address", None, [])


def test_a_name_is_looked_up_once_and_what_was_judged_is_connected_to(tmp_path: Path) -> None:
    """A name server that says the world first and the inside then reaches nothing."""
    asked: list[str] = []

    def changing(name: str, _port: int) -> list[str]:
        asked.append(name)
        return [LOOPBACK] if len(asked) == 1 else ["10.0.0.7"]

    with receiving(tmp_path, 204) as receiver:
        trust = ssl.create_default_context(cafile=tmp_path / "hooks-ca.pem")
        answer = Poster(changing, trust, (LOOPBACK,)).post(f"https://hook.example.org:{receiver.port}/in", b"{}", {})
    assert asked == ["hook.example.org"]
    assert answer.failure == "untrusted", "TLS is held against the name"


def test_a_redirect_is_an_answer_and_not_followed(world: World, tmp_path: Path) -> None:
    world.store.record(envelopes())
    with (
        receiving(tmp_path, 204, name="inner") as inner,
        receiving(tmp_path, 307, name="outer", head=f"Location: {inner.url}") as outer,
    ):
        made = world.make().made
        world.change(f"update webhooks set url = '{outer.url}'")  # noqa: S608
        delivery = attempt(world, made, outer.poster)
    assert (delivery.state, delivery.answer, inner.got) == ("waiting", 307, [])


def test_a_certificate_of_another_name_or_authority_is_not_trusted(tmp_path: Path) -> None:
    with receiving(tmp_path, 204) as receiver:
        by_name = f"https://hook.example.org:{receiver.port}/in"
        assert receiver.poster.post(by_name, b"{}", {}).failure == "untrusted"
        stranger = poster_by(Authority(tmp_path, "stranger"))
        assert stranger.post(receiver.url, b"{}", {}).failure == "untrusted"
        assert receiver.got == []


def test_where_nobody_listens_there_is_no_connection(tmp_path: Path) -> None:
    poster = poster_by(Authority(tmp_path, "hooks"))
    assert poster.post(f"https://{LOOPBACK}:{free_port()}/in", b"{}", {}).failure == "unreachable"


# -- making and ending -------------------------------------------------------------------------------------------------


def test_a_second_at_one_address_is_refused_and_so_are_too_many(world: World) -> None:
    made = world.make().made
    with pytest.raises(Refusal) as caught:
        world.make()
    assert caught.value == Refusal("already_exists", reason="webhook", url=made.url)
    for number in range(19):
        world.make(f"https://hook{number}.example.org/in")
    with pytest.raises(Refusal) as caught:
        world.make("https://one-more.example.org/in")
    assert caught.value == Refusal("invalid", Detail("url", "too_many_webhooks", most=20))


def test_a_change_keeps_its_own_address_and_takes_nobody_elses(world: World) -> None:
    one, other = world.make().made, world.make("https://other.example.org/in").made
    fields = {"event_types": ("decision_made",), "description": "another"}
    change = reporting.ChangeWebhook(webhook_id=one.id, url=one.url, **fields)
    assert world.ask(handlers.change_webhook, change, poster=world.poster).event_types == ("decision_made",)
    with pytest.raises(Refusal, match="already_exists"):
        taken = change.model_copy(update={"url": other.url})
        world.ask(handlers.change_webhook, taken, poster=world.poster)
    with pytest.raises(Refusal, match="invalid"):
        unknown = change.model_copy(update={"event_types": ("nothing_happened",)})
        world.ask(handlers.change_webhook, unknown, poster=world.poster)


def test_the_former_secret_signs_beside_the_new_one_for_a_day(world: World) -> None:
    made = world.make()
    world.store.record(envelopes())
    rotate = reporting.RotateWebhookSecret(webhook_id=made.made.id)
    newer = world.ask(handlers.rotate_webhook_secret, rotate, seals=world.seals, now=datetime.now(UTC))

    def signing() -> tuple[str, ...]:
        world.change("update webhook_deliveries set due_at = now()")
        with world.store.database.transaction() as tx:
            sealed = Webhooks(tx).claim_deliveries(1, 60)[0].secrets
            return tuple(str(world.seals.unseal(one)) for one in sealed)

    assert signing() == (newer.secret, made.secret)
    world.change("update webhook_secrets set until = until - interval '24 hours'")
    assert signing() == (newer.secret,)
    for _ in range(8):
        world.ask(handlers.rotate_webhook_secret, rotate, seals=world.seals, now=datetime.now(UTC))
    assert len(signing()) == 5
    with world.store.database.transaction() as tx:
        handlers.forget_former_secrets(Webhooks(tx))
    assert len(world.store.rows("select from webhook_secrets")) == 5


def kept_secrets(world: World) -> list[str]:
    return [row["secret"] for row in world.store.rows("select secret from webhook_secrets order by made_at")]


def seal_anew(world: World) -> None:
    with world.store.database.transaction() as tx:
        handlers.seal_secrets_anew(Webhooks(tx), world.seals)


def test_a_secret_lies_under_the_present_key_and_in_the_clear_nowhere(world: World, tmp_path: Path) -> None:
    made = world.make()
    (sealed,) = kept_secrets(world)
    assert made.secret not in sealed
    assert world.seals.unseal(sealed) == made.secret

    with world.store.database.transaction() as tx:  # as a former version kept it
        tx.execute("update webhook_secrets set secret = %(secret)s", {"secret": made.secret})
    seal_anew(world)
    (sealed,) = kept_secrets(world)
    assert world.seals.unseal(sealed) == made.secret

    make_key("reporting", tmp_path / "keys", [tmp_path / "keys"])  # while it runs
    assert (world.seals.unseal(sealed), world.seals.is_latest(sealed)) == (made.secret, False)
    seal_anew(world)
    (anew,) = kept_secrets(world)
    assert (world.seals.unseal(anew), world.seals.is_latest(anew)) == (made.secret, True)
    seal_anew(world)
    assert kept_secrets(world) == [anew]


def test_without_its_key_nothing_is_sent_unsigned_and_a_new_secret_mends_it(world: World, tmp_path: Path) -> None:
    with receiving(tmp_path, 204) as receiver:
        world.poster = receiver.poster
        made = world.make(receiver.url).made
        world.store.record(envelopes()[:3])
        seals_file(tmp_path / "keys", "reporting").unlink()
        make_key("reporting", tmp_path / "keys", [tmp_path / "keys"])
        seal_anew(world)  # holds up nothing
        world.send()
        (shown,) = world.deliveries(made)
        assert (shown.state, shown.failure, receiver.got) == ("waiting", "secret_unreadable", [])

        rotate = reporting.RotateWebhookSecret(webhook_id=made.id)
        newer = world.ask(handlers.rotate_webhook_secret, rotate, seals=world.seals, now=datetime.now(UTC))
        world.change("update webhook_deliveries set due_at = now()")
        world.send()
        ((head, body),) = receiver.got
        assert Verifier(newer.secret).verify(body.decode(), head)


def test_a_receiver_that_asks_for_rest_is_left_alone_and_so_are_the_events_behind(world: World, tmp_path: Path) -> None:
    with receiving(tmp_path, 503, 204, head="Retry-After: 7200") as receiver:
        world.poster = receiver.poster
        made = world.make(receiver.url).made
        world.store.record(envelopes()[:3])
        world.send()
        world.store.record(envelopes()[3:])
        world.change("update webhook_deliveries set due_at = now()")
        world.send()
        assert len(receiver.got) == 1
        asked = world.webhook(made).rests_until
        assert asked is not None
        assert timedelta(minutes=119) < asked - datetime.now(UTC) < timedelta(minutes=121)

        world.change("update webhooks set rests_until = now()")
        world.send()
        assert len(receiver.got) == 3
        assert world.webhook(made).rests_until is None


def test_a_secret_is_in_no_other_answer(world: World) -> None:
    made = world.make()
    with world.store.database.transaction() as tx:
        shown = handlers.list_webhooks(Webhooks(tx))
    assert shown.items == (made.made,)
    assert made.secret not in shown.model_dump_json()
    assert made.secret not in world.webhook(made.made).model_dump_json()


def test_one_that_is_deleted_leaves_nothing_and_is_not_there(world: World) -> None:
    made = world.make().made
    world.store.record(envelopes())
    delete = reporting.DeleteWebhook(webhook_id=made.id)
    world.ask(handlers.delete_webhook, delete)
    for table in ("webhooks", "webhook_secrets", "webhook_deliveries"):
        assert world.store.rows(f"select from {table}") == []
    for handler, request in (
        (handlers.delete_webhook, delete),
        (handlers.get_webhook, reporting.GetWebhook(webhook_id=made.id)),
        (handlers.pause_webhook, reporting.PauseWebhook(webhook_id=made.id)),
    ):
        with pytest.raises(Refusal) as caught:
            world.ask(handler, request)
        assert caught.value == not_found("webhook", made.id)


# -- the log -----------------------------------------------------------------------------------------------------------


def test_the_log_is_searched_by_state_type_event_and_city_part_by_part(world: World) -> None:
    made = world.make("https://hook.example.org/in", "decision_sent", "decision_made").made
    told = envelopes()
    world.store.record(told)
    shown = world.deliveries(made)
    assert len(shown) == 3
    assert [one.type for one in world.deliveries(made, type="decision_made")] == ["decision_made"]
    found = world.deliveries(made, text="b")
    assert {one.code for one in found if not str(one.event_id).startswith("b")} == {"B"}, "by a code, in any case"
    assert world.deliveries(made, text=str(shown[0].event_id)[:13].upper())[0] == shown[0]
    assert world.deliveries(made, state="failed") == ()
    first = world.ask(handlers.list_webhook_deliveries, reporting.ListWebhookDeliveries(webhook_id=made.id, limit=2))
    rest = world.deliveries(made, limit=2, after=first.next)
    assert (*first.items, *rest) == shown
    assert first.total == 3


def test_more_than_ten_thousand_are_not_replayed_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.reporting.webhooks.domain.MOST_REPLAYED", 1)
    made = world.make().made
    world.store.record(envelopes())
    request = reporting.ReplayWebhook(webhook_id=made.id, since=datetime.now(UTC) - timedelta(hours=1))
    with pytest.raises(Refusal) as caught:
        world.ask(handlers.replay_webhook, request)
    assert caught.value == Refusal("invalid", Detail("since", "too_many_events", most=1, events=2))


def test_an_event_that_was_never_for_it_is_not_resent(world: World) -> None:
    made = world.make().made
    request = reporting.ResendDelivery(webhook_id=made.id, event_id=uuid4())
    with pytest.raises(Refusal) as caught:
        world.ask(handlers.resend_delivery, request)
    assert caught.value == not_found("webhook_delivery", request.event_id)
