"""Where a request came from: what limits count, and what is kept of it."""

from __future__ import annotations

import pytest

from shared.security.sources import counted, masked


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        (None, None),
        ("cli", "cli"),
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("ana@example.org", "other"),
        ("", "other"),
        ("203.0.113.7:443", "other"),
    ],
)
def test_a_source_is_kept_as_its_network(source: str | None, kept: str | None) -> None:
    assert masked(source) == kept


def test_an_address_counts_whole_and_a_network_of_ipv6_as_one() -> None:
    assert counted("2001:db8:1:2:3::4") == counted("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert counted("2001:db8:1:3::9") != counted("2001:db8:1:2::9")
    assert [counted(one) for one in ("203.0.113.7", "203.0.113.8", "cli")] == ["203.0.113.7", "203.0.113.8", "cli"]
