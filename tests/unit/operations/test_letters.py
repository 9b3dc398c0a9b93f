"""Reading dead letters: the kernel's headers, the broker's x-death, junk."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.operations.letters import envelope_of, group_of, read_letter, readable_body, readable_text
from shared.contracts.operations import DeadLetter
from tests.unit.operations.fakes import NOW, envelope_body, kernel_headers, letter_of

BROKER_DEATH = {  # as RabbitMQ 3.10 writes it
    "count": 1, "reason": "delivery_limit", "queue": "cohort.intake", "time": datetime(2027, 3, 1, 10),  # noqa: DTZ001
    "exchange": "intake.events", "routing-keys": ["application_submitted"],
}  # fmt: skip
EXPIRED = {"count": 1, "reason": "expired", "queue": "cohort.retry.5s", "time": datetime(2027, 3, 1, 9)}  # noqa: DTZ001


def test_the_kernels_headers_say_queue_reason_and_attempts():
    letter = letter_of()
    assert (letter.queue, letter.reason, letter.attempts, letter.code) == (
        "cohort.intake", "gave up after 5 attempts: ValueError", 5, "ValueError",
    )  # fmt: skip
    assert letter.first_at == datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
    assert (letter.message_id, letter.event_type, letter.state) == ("m1", "application_submitted", "dead")
    assert letter.headers == kernel_headers()


def test_what_the_broker_gave_up_says_so_in_x_death():
    letter = letter_of(headers={"x-death": [BROKER_DEATH], "x-delivery-count": 3})
    assert (letter.queue, letter.reason, letter.code, letter.attempts) == (
        "cohort.intake", "delivery_limit: given up by the broker", "delivery_limit", 21,
    )  # fmt: skip
    assert letter.first_at == datetime(2027, 3, 1, 10, tzinfo=UTC)
    assert letter.headers["x-death"][0]["time"] == "2027-03-01T10:00:00"


def test_the_brokers_word_is_later_than_the_headers_of_an_earlier_retry():
    letter = letter_of(headers=kernel_headers(queue="other") | {"x-death": [EXPIRED, BROKER_DEATH]})
    assert (letter.queue, letter.code) == ("cohort.intake", "delivery_limit")
    assert letter.first_at == datetime(2027, 3, 1, 9, 30, tzinfo=UTC)


def test_what_the_broker_gave_up_in_a_partition_is_a_letter_of_the_whole_queue():
    """That is where it can be put back, however many partitions there are by then."""
    letter = letter_of(headers={"x-death": [BROKER_DEATH | {"queue": "cohort.intake.3"}]})
    assert letter.queue == "cohort.intake"


def test_a_message_that_says_nothing_is_a_letter_too():
    letter = read_letter(b"\xff\x00", {}, None, NOW, exchange="dead")
    assert (letter.queue, letter.reason, letter.code) == ("unknown", "no reason was given", "no reason was given")
    assert (letter.event_type, letter.attempts, letter.first_at) == (None, 1, NOW)
    assert letter.message_id == str(letter.id)


def test_the_same_message_again_is_the_same_letter():
    body = envelope_body()
    assert letter_of(body).id == letter_of(body, kernel_headers() | {"x-delivery-count": 4}).id


@pytest.mark.parametrize(
    "change", [{"x-first-failed-at": "2027-03-02T09:30:00+00:00"}, {"x-queue": "reporting.intake"}, {"x-attempt": 1}]
)
def test_a_message_that_died_again_is_another_letter(change: dict[str, Any]):
    body = envelope_body()
    assert letter_of(body).id != letter_of(body, kernel_headers() | change).id


def test_other_bytes_or_another_id_are_another_letter():
    body = envelope_body()
    assert len({letter_of(body).id, letter_of(body + b" ").id, letter_of(body, message_id="m2").id}) == 3


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("gave up after 5 attempts: OperationalError", "OperationalError"),
        ("unknown version: intake.application_submitted version 9", "unknown version"),
        ("application_submitted is malformed: city, code", "application_submitted is malformed"),
        ("the body has 300000 bytes, more than 256000", "the body has # bytes, more than #"),
        ("the body is not JSON", "the body is not JSON"),
        ("delivery_limit: given up by the broker", "delivery_limit"),
        (": nothing before it", "unknown"),
        ("x" * 300, "x" * 60),
    ],
)
def test_letters_of_one_cause_share_a_group(reason: str, code: str):
    assert group_of(reason) == code


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.datetimes() | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["x-death", "x-attempt", "x-reason", "x-queue", "x-first-failed-at"]) | st.text(max_size=5)
DEATHS = st.lists(st.dictionaries(st.sampled_from(["reason", "queue", "time", "count"]), ANYTHING), max_size=2)


@given(st.binary(max_size=40), st.dictionaries(NAMES, ANYTHING | DEATHS, max_size=5), ANYTHING)
def test_no_message_is_unreadable(body: bytes, headers: dict[str, Any], message_id: object):
    letter = read_letter(body, headers, message_id, NOW, exchange="dead")
    texts = [letter.message_id, letter.queue, letter.reason, letter.code, letter.event_type or ""]
    assert all(text.encode() and "\x00" not in text for text in texts if text)
    kept = json.dumps(letter.headers, allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in kept.replace("\\\\", "")
    assert kept.encode()
    assert letter.first_at.tzinfo is not None
    assert letter.attempts >= 1


def test_headers_that_json_does_not_have_are_kept_as_text():
    headers = {"a": float("nan"), "b": Decimal("1.5"), "c": b"x", "d": ("y",), "e\x00": "\x00\ud800"}
    assert letter_of(headers=headers).headers == {"a": "nan", "b": "1.5", "c": "b'x'", "d": ["y"], "e": "?"}


@pytest.mark.parametrize("moment", ["yesterday", 7, "9999-12-31T23:59:59-23:00"])
def test_a_moment_that_cannot_be_read_is_now(moment: object):
    assert letter_of(headers={"x-first-failed-at": moment}).first_at == NOW


def test_the_event_in_a_letter_is_what_its_consumer_would_read():
    assert envelope_of(letter_of()) is not None
    assert envelope_of(letter_of(envelope_body(source="cohort"))) is None
    assert envelope_of(letter_of(b"{}")) is None
    assert envelope_of(letter_of(headers=kernel_headers(queue="rpc-intake"))) is None


@pytest.mark.parametrize(
    "body",
    [b"[1]", b"no JSON", b'{"a": NaN}', b'{"a": "\\ud800"}', b"[" * 50 + b"]" * 50, b'{"a": 1' + b" " * 300_000 + b"}"],
)
def test_a_body_that_is_no_json_object_is_not_shown(body: bytes):
    assert readable_body(letter_of(body)) is None


def test_of_a_request_that_the_broker_gave_up_the_method_is_kept_and_nothing_that_it_says():
    body = b'{"args": [], "kwargs": {"token": "secret", "body": {"name": "Ana"}}}'
    death = BROKER_DEATH | {"queue": "rpc-intake", "routing-keys": ["intake.save_draft"]}
    letter = letter_of(body, {"x-death": [death], "note": "secret"})
    assert readable_body(letter) == {"request": "intake.save_draft", "sha256": sha256(body).hexdigest()}
    assert "secret" not in json.dumps(letter.headers) + letter.body.decode()
    assert letter_of(body, {"x-death": [death | {"routing-keys": ["Ana"]}]}).body.startswith(b'{"request":null')


@pytest.mark.parametrize(
    ("exchange", "headers", "queue"),
    [
        ("cohort.dead", kernel_headers(), "cohort.intake"),
        ("cohort.dead", kernel_headers(queue="rpc-cohort"), "rpc-cohort"),
        ("notifications.dead", kernel_headers(), "unknown"),
        ("notifications.dead", {"x-death": [BROKER_DEATH]}, "unknown"),
        ("notifications.dead", kernel_headers(queue="notifications.intake") | {"x-death": [BROKER_DEATH]},
         "notifications.intake"),
        ("", kernel_headers(), "unknown"),
        ("unknown.dead", {}, "unknown"),
    ],
)  # fmt: skip
def test_a_service_speaks_of_its_own_queues_alone(exchange: str, headers: dict[str, Any], queue: str):
    """Else a letter of its making, put back by staff, would be an event of somebody else."""
    assert letter_of(headers=headers, exchange=exchange).queue == queue


def test_what_a_publisher_says_of_an_earlier_death_is_not_believed():
    """The broker's own record comes first; one of our retry queues says nothing of where it died."""
    own = EXPIRED | {"queue": "notifications.intake"}
    assert letter_of(headers={"x-death": [own, BROKER_DEATH]}).queue == "notifications.intake"
    assert letter_of(headers=kernel_headers(queue="cohort.intake") | {"x-death": [EXPIRED]}).queue == "cohort.intake"


def test_the_body_of_an_event_is_shown_as_it_is():
    assert readable_body(letter_of(b'{"kwargs": {"token": "t"}}')) == {"kwargs": {"token": "t"}}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"{}", None),
        (b"junk", "junk"),
        (b"[1, 2]", "[1, 2]"),
        ("Córdoba".encode(), "Córdoba"),
        (b"\xff\x00a", "\\xff\\x00a"),
        (b"x" * 5_000, "x" * 2_000),
        (b"", ""),
    ],
)
def test_what_is_no_json_object_is_shown_as_far_as_it_can_be_read(body: bytes, text: str | None) -> None:
    assert readable_text(letter_of(body=body)) == text


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("gave up after 5 attempts: ValueError", "O serviço tentou 5 vezes e desistiu: ValueError."),
        ("delivery_limit: given up by the broker", "O broker desistiu: delivery_limit."),
        ("no reason was given", "Chegou sem motivo."),
        ("unknown version 9 of call_opened", "unknown version 9 of call_opened"),
    ],
)
def test_a_reader_has_the_reason_in_words(reason: str, said: str) -> None:
    fields = {"id": UUID(int=1), "queue": "cohort.intake", "type": None, "code": None, "attempts": 1, "first_at": NOW}
    letter = DeadLetter.model_validate(fields | {"state": "dead", "reason": reason})

    assert letter.said("pt") == said
