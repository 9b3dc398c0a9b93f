"""Whose cities a request is about (program.md §8): everybody's, those that somebody coaches, those they have a part in.

What of a city's work is its people's is one table; what is not listed is no city's to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.contracts import cohort as contract
from shared.contracts.errors import Refusal
from shared.contracts.requests import Request


class Part(StrEnum):
    """What a person whose address is proven is to a city."""

    MEMBER = "member"
    TEAM_LEAD = "team_lead"
    MAYORS_OFFICE = "mayors_office"


TEAM = frozenset(Part)
#: Who is in the team, and what the city gives its word for.
LEADERS = frozenset({Part.TEAM_LEAD, Part.MAYORS_OFFICE})

#: Request -> the parts in a city that let its people send it.
MAY_ACT: dict[type[Request[Any]], frozenset[Part]] = {
    request: parts
    for parts, requests in (
        (
            LEADERS,
            (
                contract.NameTeamLead,
                contract.AddTeamMember,
                contract.HandOver,
                contract.LeaveTeam,
                contract.WriteMayorCommitment,
                contract.OpenMayorCommitment,
                contract.SignCommitment,
            ),
        ),
        (
            TEAM,
            (
                contract.GetParticipation,
                contract.GetCity,
                contract.ListOwnCities,
                contract.ListCohorts,
                contract.GetCohort,
                contract.GetCohortTimeline,
                contract.GetTimeline,
                contract.GetTeam,
                contract.ListEngagements,
                contract.RecordEngagement,
                contract.GetVisit,
                contract.ProposeVisit,
                contract.AnswerVisit,
                contract.GetProject,
                contract.SubmitProjectPart,
                contract.RecordDataSource,
                contract.RecordGap,
                contract.MendGap,
                contract.PlanMilestone,
                contract.ReachMilestone,
                contract.ListConvenings,
                contract.GetConvening,
                contract.AnswerInvitation,
                contract.RecordNeeds,
                contract.GetInvitationLetter,
                contract.GetSession,
                contract.ListSessions,
                contract.SearchSessions,
                contract.ListActionItems,
                contract.ChangeActionItem,
                contract.GetStrategy,
                contract.ListStrategyVersions,
                contract.CompareStrategyVersions,
                contract.SaveVision,
                contract.SaveComponent,
                contract.SaveAction,
                contract.SubmitComponent,
                contract.GetPublishing,
                contract.GetTargets,
                contract.SetTarget,
                contract.MeasureTarget,
                contract.TurnTarget,
                contract.SetReviewRoutine,
                contract.RecordReview,
                contract.GetCalendarFeed,
                contract.RenewCalendarFeed,
                contract.ListSurveys,
                contract.AnswerSurvey,
                contract.ListSurveyResponses,
                contract.GetMaturity,
                contract.RecordMaturity,
                contract.ListFollowUps,
                contract.ListDocuments,
                contract.GetDocumentPart,
                contract.SaveDocument,
                contract.ArchiveDocument,
                contract.RestoreDocument,
                contract.GetCodified,
                contract.SavePolicy,
                contract.SaveProcess,
                contract.SaveAiUse,
                contract.GetSharedCommitment,
                contract.GetMayorCommitment,
                contract.GetMayors,
            ),
        ),
    )
    for request in requests
}


#: What anybody may read: about every city, as far as nothing holds it (handlers/open_data.py); and what the secret of
#: its link names (handlers/calendars.py).
OPEN: frozenset[type[Request[Any]]] = frozenset({
    contract.GetOpenData,
    contract.GetOpenStrategy,
    contract.GetOpenCommitment,
    contract.GetCalendar,
})  # fmt: skip


@dataclass(frozen=True)
class Audience:
    """`coach`: the caller, where their role lets them act for cities that they coach; `member`: where one of `parts` in
    a city does. With neither, and not everything: nothing is there."""

    everything: bool = False
    coach: UUID | None = None
    member: UUID | None = None
    parts: frozenset[Part] = frozenset()


EVERYTHING = Audience(everything=True)


@dataclass(frozen=True)
class Own:
    """The cities of an audience: coached, and those in which the caller has parts."""

    coached: frozenset[UUID]
    parts: dict[UUID, frozenset[Part]]

    @property
    def seen(self) -> list[UUID]:
        return sorted(self.coached | self.parts.keys())

    def insist_on_part(self, application_id: UUID, parts: frozenset[Part]) -> None:
        """Of a city that the caller sees. Raises forbidden."""
        if application_id not in self.coached and not self.parts[application_id] & parts:
            raise Refusal("forbidden", reason="part_in_city")
