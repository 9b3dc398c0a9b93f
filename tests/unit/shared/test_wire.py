"""Bytes to JSON and envelope, with limits."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.retry import Permanent
from shared.messaging.wire import BODY_LIMIT_BYTES, DEPTH_LIMIT, read_envelope, read_json, write_json
from tests.contracts.make_samples import SAMPLES

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(VALUES)
def test_what_is_written_reads_the_same(value: object) -> None:
    assert read_json(write_json(value)) == value


def test_half_a_surrogate_pair_can_be_written() -> None:
    """JSON from outside can carry one; UTF-8 could not."""
    assert read_json(write_json("\ud800")) == "\ud800"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Nothing but Permanent is raised."""
    try:
        read_envelope(body)
    except Permanent as error:
        assert str(error)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body is not JSON"),
        (b"{", "the body is not JSON"),
        (b"NaN", "the body is not JSON"),
        (b"[Infinity]", "the body is not JSON"),
        (b"[" * 100_000, "the body is not JSON"),
        (b"\xff", "the body is not JSON"),
        (b"1" * 5_000, "the body is not JSON"),
    ],
    ids=["empty", "open", "NaN", "Infinity", "nested", "no text", "number"],
)
def test_what_is_no_json_is_permanent(body: bytes, reason: str) -> None:
    with pytest.raises(Permanent) as error:
        read_json(body)
    assert str(error.value) == reason


def test_a_body_may_have_the_limit_and_not_a_byte_more() -> None:
    body = b'"' + b"a" * (BODY_LIMIT_BYTES - 2) + b'"'
    assert len(read_json(body)) == BODY_LIMIT_BYTES - 2
    with pytest.raises(Permanent) as error:
        read_json(body[:-1] + b'a"')
    assert str(error.value) == "the body has 256001 bytes, more than 256000"


@pytest.mark.parametrize("pair", [("[", "]"), ('{"a":', "}")])
def test_a_body_may_be_nested_to_the_limit_and_no_deeper(pair: tuple[str, str]) -> None:
    def nested(levels: int) -> bytes:
        return (pair[0] * levels + "1" + pair[1] * levels).encode()

    read_json(nested(DEPTH_LIMIT - 1))
    with pytest.raises(Permanent) as error:
        read_json(nested(DEPTH_LIMIT))
    assert str(error.value) == "the body is nested deeper than 32"


def test_a_malformed_envelope_names_its_fields_and_quotes_nothing() -> None:
    sample = json.loads(next(SAMPLES.glob("*.json")).read_text(encoding="utf-8"))
    sample |= {"id": "mayor@city.example", "aggregateversion": 0}
    del sample["actor"]
    with pytest.raises(Permanent) as error:
        read_envelope(write_json(sample))
    assert str(error.value) == "the envelope is malformed: actor, aggregateversion, id"
