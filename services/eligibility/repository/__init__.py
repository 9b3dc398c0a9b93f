"""Rows of eligibility's database and the objects they stand for, by nouns. The only user of queries.sql."""

from __future__ import annotations

from services.eligibility.repository.calls import Calls
from services.eligibility.repository.checks import Checks
from services.eligibility.repository.decisions import Decisions
from services.eligibility.repository.interviews import Interviews
from services.eligibility.repository.people import People
from services.eligibility.repository.pool import Pools
from services.eligibility.repository.reviews import Reviews
from services.eligibility.repository.selections import Selections
from services.eligibility.repository.waitlist import Waitlist


class Repository(Calls, Selections, Checks, Reviews, Interviews, Decisions, Waitlist, Pools, People):
    """Everything that a handler reads and writes, in the transaction it was given. Of the selections that it names by
    code those alone are there that are its audience's."""
