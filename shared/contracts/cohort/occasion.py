"""What a mail about a visit, a session or a convening asks for when it is sent."""

from __future__ import annotations

from uuid import UUID

from shared.contracts.requests import Model, Query


class OccasionPlace(Model):
    place: str


class GetOccasionPlace(Query[OccasionPlace]):
    """For the mail sender: where a visit or convening is; staff wrote it, so no event carries it."""

    occasion_id: UUID
