"""The trace that the present work belongs to: another's only where it has the form of one."""

import re

import pytest

from shared.messaging.cause import new_traceparent, traceparent_of

TRACE = f"00-{'a' * 32}-{'b' * 16}-01"


def test_a_trace_of_the_right_form_goes_on() -> None:
    assert traceparent_of(TRACE) == TRACE


@pytest.mark.parametrize(
    "said",
    [
        None,
        7,
        [TRACE],
        "",
        f"{TRACE}\0",
        f"{TRACE}\n",
        TRACE.replace("a", "\0", 1),
        TRACE * 2_000,  # kept for ever with each event
        TRACE.upper(),
        f"ff{TRACE[2:]}",
        f"00-{'0' * 32}-{'b' * 16}-01",
        f"00-{'a' * 32}-{'0' * 16}-01",
    ],
)
def test_anything_else_begins_a_new_one(said: object) -> None:
    begun = traceparent_of(said)
    assert begun != said
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", begun)
    assert traceparent_of(new_traceparent()) != begun
