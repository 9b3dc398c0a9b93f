"""The chain of hashes: what was changed, removed or put in is found, and named by its place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.reporting.event_chain import (
    GENESIS,
    Entry,
    as_kept,
    canonical_json,
    canonical_kept,
    find_broken,
    hash_entry,
    holds_nul,
)

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


def chain(*envelopes: dict[str, Any]) -> list[Entry]:
    entries: list[Entry] = []
    for number, envelope in enumerate(envelopes):
        previous = entries[-1].hash if entries else GENESIS
        recorded_at = NOON + timedelta(seconds=number)
        digest = hash_entry(previous, recorded_at, envelope)
        entries.append(Entry(number * 2 + 1, recorded_at, envelope, previous, digest))  # identities leave gaps
    return entries


def test_an_untouched_chain_is_whole():
    assert find_broken(chain({"a": 1}, {"b": 2}, {"c": 3})) is None
    assert find_broken([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"envelope": {"b": 3}},
        {"recorded_at": NOON},
        {"hash": b"x" * 32},
        {"previous_hash": GENESIS},
    ],
)
def test_a_changed_entry_is_named(change: dict[str, Any]):
    entries = chain({"a": 1}, {"b": 2}, {"c": 3})
    entries[1] = replace(entries[1], **change)
    assert find_broken(entries) == entries[1].seq


def test_a_changed_entry_with_a_fitting_hash_breaks_the_next():
    entries = chain({"a": 1}, {"b": 2}, {"c": 3})
    forged = {"b": 3}
    digest = hash_entry(entries[1].previous_hash, entries[1].recorded_at, forged)
    entries[1] = replace(entries[1], envelope=forged, hash=digest)
    assert find_broken(entries) == entries[2].seq


def test_a_missing_entry_breaks_the_next():
    entries = chain({"a": 1}, {"b": 2}, {"c": 3})
    assert find_broken([entries[0], entries[2]]) == entries[2].seq
    assert find_broken(entries[1:]) == entries[1].seq


def test_a_hash_stands_for_everything_before_it():
    assert hash_entry(GENESIS, NOON, {"a": 1}) != hash_entry(b"x" * 32, NOON, {"a": 1})


def test_a_chain_goes_on_from_a_known_hash():
    entries = chain({"a": 1}, {"b": 2})
    assert find_broken(entries[1:], entries[0].hash) is None


def test_the_order_of_keys_and_the_zone_of_the_moment_do_not_count():
    assert canonical_json({"b": [1, {"d": 2, "c": "é"}], "a": None}) == '{"a":null,"b":[1,{"c":"é","d":2}]}'.encode()
    elsewhere = NOON.astimezone(timezone(timedelta(hours=-5)))
    assert hash_entry(GENESIS, NOON, {"a": 1, "b": 2}) == hash_entry(GENESIS, elsewhere, {"b": 2, "a": 1})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_does_not_have_is_refused(value: object):
    with pytest.raises(ValueError, match=r"JSON|surrogates"):
        canonical_json({"a": value})


@example("\\u0000")
@example("\\\x00")
@given(st.text(alphabet='\x00\\u0"\x01a', max_size=12))
def test_the_character_0_is_found_and_nothing_else(text: str):
    assert holds_nul(canonical_json({"a": text})) == ("\x00" in text)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1e16, 10_000_000_000_000_000),
        (1e-7, 1e-07),
        (0.1, 0.1),
        (1.0, 1.0),
        (-2.5e3, -2500.0),
        (7, 7),
        ("1e5", "1e5"),
        ({"a": [1e3, None, True]}, {"a": [1000.0, None, True]}),
    ],
)
def test_numbers_are_hashed_as_the_database_gives_them_back(value: object, kept: object):
    assert canonical_json(as_kept(value)) == canonical_json(kept)


@pytest.mark.parametrize("value", [1e16, [1e16], {"a": 1e16}, {"a": [1, 1e16]}, [{"a": -1e16}], [[0.5, 1e16]]])
def test_a_float_is_found_wherever_it_stands(value: object):
    assert canonical_kept({"v": value}) == canonical_json({"v": as_kept(value)}) != canonical_json({"v": value})


def test_zero_has_no_sign_in_the_database():
    assert canonical_json(as_kept(-0.0)) == b"0.0"
