"""Operations' use cases: dead letters kept once, retried or discarded once, in pages."""

from itertools import product
from uuid import uuid4

import pytest

from services.operations.domain.dead_letters import TRANSITIONS, Letter, insist_on_transition, producer_of
from services.operations.handlers import dead_letters as handlers
from shared.contracts.errors import Refusal
from shared.contracts.operations import (
    DeadLetterArrived,
    DeadLetterDiscarded,
    DeadLetterRetried,
    DiscardDeadLetter,
    GetDeadLetter,
    ListDeadLetters,
    RetryDeadLetter,
)
from tests.support.fakes import FakeOutbox
from tests.unit.operations.fakes import envelope_body, kernel_headers, letter_of
from tests.unit.operations.tables import tables


class Desk:
    """The handlers on one fake database."""

    def __init__(self, *letters: Letter) -> None:
        self.repository, self.outbox = tables(), FakeOutbox()
        for letter in letters:
            self.repository.insert_dead_letter(letter)

    def keep(self, letter: Letter) -> None:
        handlers.keep_dead_letter(letter, self.repository, self.outbox)

    def retry(self, letter: Letter):
        return handlers.retry_dead_letter(RetryDeadLetter(dead_letter_id=letter.id), self.repository, self.outbox)

    def discard(self, letter: Letter):
        request = DiscardDeadLetter(dead_letter_id=letter.id, reason="known and harmless")
        return handlers.discard_dead_letter(request, self.repository, self.outbox)

    def list(self, **filters: object):
        return handlers.list_dead_letters(ListDeadLetters(**filters), self.repository)


def fields(letter: Letter) -> dict[str, object]:
    return {"dead_letter_id": letter.id, "queue": letter.queue, "event_type": letter.event_type}


# -- arriving ----------------------------------------------------------------------------------------------------------


def test_a_letter_is_kept_and_told():
    desk, letter = Desk(), letter_of()
    desk.keep(letter)
    assert desk.repository.letters == {letter.id: letter}
    assert desk.outbox.events == [
        DeadLetterArrived(**fields(letter), reason="gave up after 5 attempts: ValueError", attempts=5)
    ]


def test_the_same_letter_again_is_kept_and_told_once():
    desk, letter = Desk(), letter_of()
    desk.keep(letter)
    desk.keep(letter)
    second_copy = letter_of(letter.body, kernel_headers() | {"x-first-failed-at": "2027-03-01T09:30:01+00:00"})
    desk.keep(second_copy)
    assert (len(desk.repository.letters), len(desk.outbox.events)) == (1, 1)


def test_a_retried_message_that_dies_again_is_a_new_letter():
    desk, letter = Desk(), letter_of()
    desk.keep(letter)
    desk.retry(letter)
    desk.keep(letter)  # an ack of the first was lost
    assert len(desk.repository.letters) == 1
    desk.keep(letter_of(letter.body, kernel_headers() | {"x-first-failed-at": "2027-03-02T00:00:00+00:00"}))
    assert len(desk.repository.letters) == 2


def test_a_request_that_expired_unread_is_no_dead_letter():
    desk = Desk()
    for queue in ("rpc-intake", "cohort.intake"):
        desk.keep(letter_of(headers={"x-death": [{"reason": "expired", "queue": queue}]}))
    assert [letter.queue for letter in desk.repository.letters.values()] == ["cohort.intake"]


def test_a_dead_letter_about_dead_letters_is_kept_but_not_told():
    desk = Desk()
    desk.keep(letter_of(envelope_body("operations", "dead_letter_arrived"), kernel_headers("reporting.operations")))
    assert (len(desk.repository.letters), desk.outbox.events) == (1, [])


# -- retrying and discarding -------------------------------------------------------------------------------------------


def test_a_retried_event_goes_back_to_its_queue_once():
    letter = letter_of()
    desk = Desk(letter)
    assert desk.retry(letter).state == "retried"
    for again in (desk.retry, desk.discard):
        with pytest.raises(Refusal, match="illegal_transition"):
            again(letter)
    assert [(p.queue, p.message_id, p.body, p.discarded) for p in desk.repository.put_backs] == [
        ("cohort.intake", "m1", letter.body, False)
    ]
    assert desk.outbox.events == [DeadLetterRetried(**fields(letter))]


def test_a_discarded_event_goes_back_marked_once():
    letter = letter_of()
    desk = Desk(letter)
    assert desk.discard(letter).state == "discarded"
    for again in (desk.discard, desk.retry):
        with pytest.raises(Refusal, match="illegal_transition"):
            again(letter)
    assert [p.discarded for p in desk.repository.put_backs] == [True]
    assert desk.outbox.events == [DeadLetterDiscarded(**fields(letter))]
    assert desk.repository.discard_reasons == {letter.id: "known and harmless"}
    assert "harmless" not in desk.outbox.events[0].model_dump_json()


@pytest.mark.parametrize("queue", ["rpc-intake", "unknown", "cohort.stranger", "retry.5s"])
def test_what_is_on_no_queue_of_events_is_not_retried(queue: str):
    letter = letter_of(headers=kernel_headers(queue=queue))
    desk = Desk(letter)
    with pytest.raises(Refusal, match=f"illegal_transition: A message from the queue {queue} cannot be put back"):
        desk.retry(letter)
    assert (desk.repository.put_backs, desk.outbox.events) == ([], [])


@pytest.mark.parametrize(
    "letter",
    [
        letter_of(headers=kernel_headers(queue="rpc-intake")),
        letter_of(b"no JSON"),
        letter_of(envelope_body(source="cohort")),
    ],
)
def test_discarding_what_its_consumer_cannot_read_only_closes_it(letter: Letter):
    desk = Desk(letter)
    assert desk.discard(letter).state == "discarded"
    assert desk.repository.put_backs == []
    assert len(desk.outbox.events) == 1


@pytest.mark.parametrize(("before", "to"), [(b, t) for b, t in product(TRANSITIONS, TRANSITIONS) if b != t])
def test_each_step_between_states(before: str, to: str):
    letter = letter_of().__class__(**vars(letter_of()) | {"state": before})
    if (before, to) in {("dead", "retried"), ("dead", "discarded")}:
        insist_on_transition(letter, to)
    else:
        with pytest.raises(Refusal, match="illegal_transition"):
            insist_on_transition(letter, to)


def test_what_was_retried_is_not_discarded_nor_the_other_way_round():
    one, other = letter_of(), letter_of(message_id="m2")
    desk = Desk(one, other)
    desk.retry(one)
    desk.discard(other)
    with pytest.raises(Refusal, match="A dead letter that is put back cannot become discarded"):
        desk.discard(one)
    with pytest.raises(Refusal, match="A dead letter that is discarded cannot become put back"):
        desk.retry(other)


def test_an_unknown_letter_is_not_found():
    stranger = letter_of()
    for step in (Desk().retry, Desk().discard):
        with pytest.raises(Refusal, match="not_found"):
            step(stranger)
    with pytest.raises(Refusal, match="not_found"):
        handlers.get_dead_letter(GetDeadLetter(dead_letter_id=uuid4()), tables())


@pytest.mark.parametrize(
    ("queue", "producer"),
    [("cohort.intake", "intake"), ("rpc-intake", None), ("cohort.", None), ("portal.intake", None), ("dead", None)],
)
def test_a_queue_of_events_names_its_producer(queue: str, producer: str | None):
    assert producer_of(queue) == producer


# -- reading -----------------------------------------------------------------------------------------------------------


def letters(number: int) -> list[Letter]:
    hours = [kernel_headers() | {"x-first-failed-at": f"2027-03-01T{hour:02}:00:00+00:00"} for hour in range(number)]
    return [letter_of(headers=headers, message_id=f"m{hour}") for hour, headers in enumerate(hours)]


def test_letters_come_in_pages_the_latest_first():
    desk = Desk(*letters(5))
    pages, after = [], None
    while True:
        page = desk.list(limit=2, after=after)
        pages.append([letter.first_at.hour for letter in page.items])
        assert page.total == 5
        if (after := page.next) is None:
            break
    assert pages == [[4, 3], [2, 1], [0]]


def test_a_page_is_of_the_model_that_the_contract_names():
    assert type(Desk().list()) is ListDeadLetters.reply


def test_letters_are_filtered_by_queue_and_state():
    one, other = letter_of(), letter_of(headers=kernel_headers(queue="rpc-intake"))
    desk = Desk(one, other)
    desk.retry(one)
    assert [letter.id for letter in desk.list().items] == [other.id]
    assert [letter.id for letter in desk.list(state="retried").items] == [one.id]
    assert desk.list(state=None).total == 2
    assert desk.list(state=None, queue="rpc-intake").total == 1


@pytest.mark.parametrize("after", ["", "x", "2027-03-01T00:00:00+00:00", "2027-03-01T00:00:00+00:00|7"])
def test_a_page_that_no_list_gave_out_is_refused(after: str):
    with pytest.raises(Refusal, match="invalid"):
        Desk().list(after=after)


def test_a_letter_is_shown_with_its_body_and_size():
    letter = letter_of(b'{"type": "x"}')
    detail = handlers.get_dead_letter(GetDeadLetter(dead_letter_id=letter.id), Desk(letter).repository)
    assert (detail.letter.type, detail.body, detail.size_bytes) == ("x", {"type": "x"}, 13)
