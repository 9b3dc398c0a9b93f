"""Who owns applications and drafts, on the real tables."""

from __future__ import annotations

from uuid import uuid4

from tests.support.store import Store


def test_the_latest_proof_of_an_address_counts_also_of_two_at_one_instant(store: Store) -> None:
    one, other = uuid4(), uuid4()
    store.run(lambda desk: desk.claim("luz@puerto.example", one))
    store.at_once(*(lambda desk, who=who: desk.claim("LEO@puerto.example", who) for who in (one, other)))
    rows = store.rows("select person_id, folded_email from proven_addresses")
    assert [row["folded_email"] for row in rows] == ["leo@puerto.example"]
    assert rows[0]["person_id"] in (one, other)
