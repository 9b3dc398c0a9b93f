"""What somebody is refused to do is named in the reader's language."""

from __future__ import annotations

from shared.contracts.people import Role
from shared.security.permissions import ALLOWED
from shared.wording import has, say

PEOPLE = {one for one in Role if one not in (Role.SERVICE, Role.ANONYMOUS)}


def test_each_request_that_not_everybody_may_send_has_words() -> None:
    some = {request.method for request, (roles, _) in ALLOWED.items() if roles and not roles >= PEOPLE}

    missing = [f"requests.{method}" for method in sorted(some) if not has(f"requests.{method}")]
    assert missing == [], "say in requests.po what a refusal says one may not do"


def test_a_refusal_names_it() -> None:
    said = say("pt", "refusals.forbidden.roles", method="get_review_summary")

    assert say("pt", "requests.get_review_summary") in said
