"""The eligibility service: from a submitted version to a confirmed offer. Entrypoints stand by noun in entrypoints/."""

from __future__ import annotations

from services.eligibility.entrypoints.checks import Checks
from services.eligibility.entrypoints.decisions import Decisions
from services.eligibility.entrypoints.interviews import Interviews
from services.eligibility.entrypoints.offers import Offers
from services.eligibility.entrypoints.reviews import Reviews
from services.eligibility.entrypoints.waitlists import Waitlists
from services.eligibility.personal import PERSONAL


class Service(Checks, Reviews, Interviews, Decisions, Offers, Waitlists):
    name = "eligibility"
    personal = PERSONAL
