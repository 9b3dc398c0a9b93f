"""A list keeps its state in its address: filters, order, part; and it leads nowhere else."""

import pytest

from services.portal.web.listing import Filter, Listed

LISTED = Listed(("state", "text"), sorts=("code", "city"))


def test_a_list_is_read_from_its_address_and_written_to_it():
    listing = LISTED.at("/staff/things?text=s%C3%A3o&state=open&sort=-city&after=K%7C1&from=51")
    assert listing.wanted == {"state": "open", "text": "são", "sort": "-city", "after": "K|1"}
    assert LISTED.at(listing.address) == listing
    assert listing.start == 51


def test_another_filter_or_order_begins_at_the_first_part():
    listing = LISTED.at("/things?state=open&after=K&from=51")
    assert listing.to(text="x") == "/things?state=open&text=x&sort=code"
    assert listing.to(state=None) == "/things?sort=code"
    assert listing.by("city") == "/things?state=open&sort=city"


def test_each_option_of_a_filter_leads_to_its_list_whatever_else_is_typed():
    listing = LISTED.at("/things?text=chosen&after=K&from=51")
    offered = Filter("state", "State", [("open", "Open"), ("a b", "A & b")])
    assert listing.choices(offered) == [(listing.to(state=value), words) for value, words in offered.options]
    assert LISTED.at("/things?state=shut").choices(offered)[1][0] == "/things?state=a+b&sort=code"


def test_the_same_heading_turns_the_order_around():
    listing = LISTED.at("/things?sort=city")
    assert (listing.direction("city"), listing.direction("code")) == ("ascending", "none")
    turned = LISTED.at(listing.by("city"))
    assert (turned.sort, turned.direction("city")) == ("-city", "descending")
    assert LISTED.at(turned.by("city")).sort == "city"


def test_the_next_part_counts_on():
    listing = LISTED.at(LISTED.at("/things").following("K", 50))
    assert (listing.after, listing.start) == ("K", 51)


@pytest.mark.parametrize(
    "noise",
    ["/t?sort=-nothing", "/t?from=-3", "/t?after=K&from=x", "/t?other=1", "/t?state=+", "/t?from=99", "/t?text=%00"],
)
def test_noise_in_an_address_is_left_out(noise: str):
    listing = LISTED.at(noise)
    assert (listing.sort, listing.start, dict(listing.given)) == ("code", 1, {})


@pytest.mark.parametrize("address", ["//evil.example/x", "https://evil.example", "/\\evil.example", ""])
def test_a_list_is_on_this_site(address: str):
    assert LISTED.at(address).path == "/"
