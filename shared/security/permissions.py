"""The permission table: which roles may send which request. What is not listed is denied.

An administrator may do what staff and program leads may. Services are named one by one. Whether a person may see this
one object (an applicant their own application) is judged by the service that owns it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from shared.contracts import cohort, eligibility, identity, intake, kernel, notifications, operations, reporting
from shared.contracts.errors import Refusal
from shared.contracts.people import Caller, Role
from shared.contracts.requests import Request
from shared.security.tokens import LOCAL_ADMIN

_overridden: ContextVar[list[str] | None] = ContextVar("overridden", default=None)

ANYBODY = frozenset(Role) - {Role.SERVICE}
PEOPLE = ANYBODY - {Role.ANONYMOUS}  # whoever has signed in
STAFF = frozenset({Role.STAFF, Role.PROGRAM_LEAD, Role.ADMINISTRATOR})
PROGRAM = STAFF | {Role.COACH}
CITY = PROGRAM | {Role.CITY_MEMBER}
LEADS = frozenset({Role.PROGRAM_LEAD, Role.ADMINISTRATOR})
REVIEW = STAFF | {Role.REVIEWER}
OPERATORS = frozenset({Role.ADMINISTRATOR})
APPLICANT = frozenset({Role.APPLICANT})  # whoever has proven an address: of what is theirs
OF_EVERYBODY = (Role.APPLICANT, Role.CITY_MEMBER)  # beside their own roles, in each token of whoever has signed in
NOBODY: frozenset[Role] = frozenset()

PROOF_LASTS = timedelta(minutes=15)  # for what is sensitive

#: Request -> roles, and who may send it beside people: services, and the administrator of the machine by name.
ALLOWED: dict[type[Request[Any]], tuple[frozenset[Role], frozenset[str]]] = {
    request: (roles, frozenset(services))
    for request, roles, *services in (
        (kernel.GetBacklog, OPERATORS, "operations"),
        (kernel.ReplayEvents, OPERATORS),
        (kernel.ListRecordedEvents, OPERATORS),
        (kernel.ExportPersonal, PEOPLE),
        (kernel.PreviewErasure, LEADS),
        (kernel.ErasePersonal, LEADS),
        (kernel.ListErasures, OPERATORS),
        (kernel.ReapplyErasures, OPERATORS),
        (kernel.GetRetention, STAFF),
        # identity
        (identity.AddPerson, LEADS),
        (identity.ChangeOwnDetails, PEOPLE),
        (identity.ChangePerson, LEADS),
        (identity.DeactivatePerson, LEADS),
        (identity.ReactivatePerson, LEADS),
        (identity.ListPeople, STAFF),
        (identity.GetPerson, ANYBODY - {Role.ANONYMOUS}),
        (identity.GetNames, PEOPLE, "notifications"),
        (identity.RequestSignIn, ANYBODY),
        (identity.ConfirmSignIn, ANYBODY),
        (identity.IssueToken, ANYBODY),
        (identity.IssueTokens, ANYBODY),
        (identity.SignOut, ANYBODY),
        (identity.NoteDenied, PEOPLE),
        (identity.NoteListTaken, STAFF),
        (identity.ListSessions, PEOPLE),
        (identity.EndSession, PEOPLE),
        (identity.EndSessions, PEOPLE),
        (identity.MakeAccessToken, PEOPLE),
        (identity.ListAccessTokens, PEOPLE),
        (identity.RevokeAccessToken, PEOPLE),
        (identity.SetPassword, STAFF),
        (identity.SignInWithPassword, ANYBODY),
        (identity.ListFactors, STAFF),
        (identity.StartTotp, STAFF),
        (identity.ConfirmTotp, STAFF),
        (identity.RenewRecoveryCodes, STAFF),
        (identity.RemoveFactor, STAFF),
        (identity.ResetFactors, OPERATORS),
        (identity.GetPasskeyOptions, STAFF),
        (identity.AddPasskey, STAFF),
        (identity.GetPasskeySignInOptions, ANYBODY),
        (identity.SignInWithPasskey, ANYBODY),
        (identity.StartDeviceLogin, ANYBODY),
        (identity.TakeDeviceLogin, ANYBODY),
        (identity.GetDeviceLogin, PEOPLE),
        (identity.ConfirmDeviceLogin, PEOPLE),
        (identity.StartSingleSignOn, ANYBODY),
        (identity.FinishSingleSignOn, ANYBODY),
        (identity.MakeSignInLink, NOBODY, LOCAL_ADMIN),
        (identity.GetRecipient, NOBODY, "notifications"),
        (identity.ListOperators, NOBODY, "operations"),
        (identity.GetSignInMail, NOBODY, "notifications"),
        # intake
        (intake.OpenCall, STAFF),
        (intake.ListCalls, ANYBODY, "eligibility", "cohort", "reporting"),
        (intake.ExtendCall, STAFF),
        (intake.ReopenCall, STAFF),
        (intake.CloseCall, STAFF),
        (intake.GetPrivacyNotice, ANYBODY),
        (intake.SubmitApplication, ANYBODY),
        (intake.SaveDraft, ANYBODY),
        (intake.ReviseDraft, STAFF | APPLICANT),
        (intake.SubmitDraft, STAFF | APPLICANT),
        (intake.GetDraft, STAFF | APPLICANT),
        (intake.ListDrafts, STAFF | APPLICANT),
        (intake.ListUpcomingReminders, STAFF),
        (intake.ResubmitApplication, STAFF | APPLICANT),
        (intake.AnswerQuestion, STAFF | APPLICANT),
        (intake.WithdrawApplication, STAFF | APPLICANT),
        (intake.ReinstateApplication, STAFF),
        (intake.AddFilePart, STAFF | APPLICANT),
        (intake.AddEvidence, STAFF | APPLICANT),
        (intake.KeepFile, STAFF | APPLICANT),
        (intake.InviteColleague, STAFF | APPLICANT),
        (intake.RemoveColleague, STAFF | APPLICANT),
        (intake.ListColleagues, STAFF | APPLICANT),
        (intake.ListFiles, STAFF | APPLICANT),
        (intake.GetFilePart, STAFF | APPLICANT, "eligibility"),
        (intake.MergeApplications, STAFF),
        (intake.ListLikelyMatches, STAFF),
        (intake.ImportApplications, STAFF),
        (intake.GetApplicationStatus, ANYBODY, "notifications"),
        (intake.GetApplication, PROGRAM | APPLICANT),
        (intake.GetContactNames, PROGRAM | APPLICANT),
        (intake.ClaimAddress, PEOPLE),
        (intake.ListOwnApplications, PEOPLE),
        (intake.GetApplicationVersion, STAFF | APPLICANT),
        (intake.CompareApplicationVersions, STAFF | APPLICANT),
        (intake.GetContact, NOBODY, "notifications"),
        (intake.FindContacts, STAFF),
        (intake.SearchPeople, STAFF),
        (intake.GetMailFacts, NOBODY, "notifications"),
        (intake.GetApplicationTexts, NOBODY, "eligibility"),
        # eligibility
        (eligibility.CheckEligibility, ANYBODY),
        (eligibility.ListCriteria, STAFF),
        (eligibility.WhatIf, STAFF),
        (eligibility.JudgeAgain, STAFF),
        (eligibility.GetRubric, REVIEW),
        (eligibility.AssignReview, STAFF),
        (eligibility.AssignBalanced, STAFF),
        (eligibility.ListCandidates, STAFF),
        (eligibility.RemindReviewer, STAFF),
        (eligibility.UnassignReview, STAFF),
        (eligibility.UnassignReviewer, STAFF),
        (eligibility.DeclareConflict, REVIEW),
        (eligibility.SaveReview, REVIEW),
        (eligibility.SubmitReview, REVIEW),
        (eligibility.GetReviewTexts, REVIEW),
        (eligibility.GetReviewFilePart, REVIEW),
        (eligibility.ListReviews, REVIEW),
        (eligibility.GetReviewHistory, STAFF),
        (eligibility.GetReviewSummary, STAFF),
        (eligibility.Shortlist, STAFF),
        (eligibility.ScheduleInterview, STAFF),
        (eligibility.RecordInterview, STAFF),
        (eligibility.CancelInterview, STAFF),
        (eligibility.GetInterviews, STAFF),
        (eligibility.GetPool, STAFF),
        (eligibility.GetStandings, STAFF),
        (eligibility.GetSelection, STAFF),
        (eligibility.GetSelectionStatus, ANYBODY),
        (eligibility.Decide, STAFF),
        (eligibility.RescindDecision, STAFF),
        (eligibility.SendDecision, STAFF),
        (eligibility.SendDecisions, STAFF),
        (eligibility.PreviewDecisions, STAFF),
        (eligibility.ListPendingDecisions, STAFF),
        (eligibility.ConfirmOffer, STAFF | APPLICANT),
        (eligibility.DeclineOffer, STAFF | APPLICANT),
        (eligibility.LapseOffer, STAFF),
        (eligibility.ExtendOffer, STAFF),
        (eligibility.CorrectDecision, STAFF),
        (eligibility.GetDecisionHistory, STAFF),
        (eligibility.ReinstateOffer, STAFF),
        (eligibility.ListOffers, STAFF | APPLICANT),
        (eligibility.ListUpcomingReminders, STAFF),
        (eligibility.ListWaitlist, STAFF),
        (eligibility.RankWaitlist, STAFF),
        (eligibility.ListProposals, STAFF),
        (eligibility.AcceptProposal, STAFF),
        (eligibility.DismissProposal, STAFF),
        (eligibility.GetMailFacts, NOBODY, "notifications"),
        # cohort
        (cohort.GetParticipation, CITY),
        (cohort.GetCity, CITY),
        (cohort.ListOwnCities, CITY),
        (cohort.ListCohorts, CITY),
        (cohort.GetCohort, CITY),
        (cohort.GetTracker, PROGRAM),
        (cohort.ListUpcomingReminders, STAFF),
        (cohort.GetTimeline, CITY),
        (cohort.GetCohortTimeline, CITY),
        (cohort.MoveCohortStart, STAFF),
        (cohort.MovePhase, STAFF),
        (cohort.CompareProgram, STAFF),
        (cohort.AdoptProgram, LEADS),
        (cohort.ClaimAddress, PEOPLE),
        (cohort.GetTeam, CITY),
        (cohort.NameTeamLead, CITY),
        (cohort.AddTeamMember, CITY),
        (cohort.HandOver, CITY),
        (cohort.LeaveTeam, CITY),
        (cohort.ListCoaches, PROGRAM),
        (cohort.AssignCoach, STAFF),
        (cohort.SetCoachHours, PROGRAM),
        (cohort.ReassignCoach, PROGRAM),
        (cohort.ListEngagements, CITY),
        (cohort.RecordEngagement, CITY),
        (cohort.GetVisit, CITY),
        (cohort.ProposeVisit, CITY),
        (cohort.AnswerVisit, CITY),
        (cohort.CancelVisit, PROGRAM),
        (cohort.ScheduleVisit, PROGRAM),
        (cohort.HoldVisit, PROGRAM),
        (cohort.WriteUpVisit, PROGRAM),
        (cohort.AdvancePhase, STAFF),
        (cohort.AdvanceCohort, STAFF),
        (cohort.StepBack, STAFF),
        (cohort.ChangeStatus, STAFF),
        (cohort.GetProject, CITY),
        (cohort.SubmitProjectPart, CITY),
        (cohort.AcceptProjectPart, PROGRAM),
        (cohort.ReturnProjectPart, PROGRAM),
        (cohort.RecordDataSource, CITY),
        (cohort.RecordGap, CITY),
        (cohort.MendGap, CITY),
        (cohort.PlanMilestone, CITY),
        (cohort.ReachMilestone, CITY),
        (cohort.GetCalendar, ANYBODY),
        (cohort.GetCalendarFeed, CITY),
        (cohort.RenewCalendarFeed, CITY),
        (cohort.ListConvenings, CITY),
        (cohort.GetConvening, CITY),
        (cohort.ScheduleConvening, STAFF),
        (cohort.InviteToConvening, STAFF),
        (cohort.CancelConvening, STAFF),
        (cohort.ThankForConvening, STAFF),
        (cohort.Uninvite, STAFF),
        (cohort.RecordNeeds, CITY),
        (cohort.ListNeeds, STAFF),
        (cohort.GetInvitationLetter, CITY),
        (cohort.AnswerInvitation, CITY),
        (cohort.CheckIn, PROGRAM),
        (cohort.UndoCheckIn, PROGRAM),
        (cohort.GetSession, CITY),
        (cohort.ListSessions, CITY),
        (cohort.SearchSessions, CITY),
        (cohort.SearchCityPeople, STAFF),
        (cohort.ListActionItems, CITY),
        (cohort.ScheduleSession, PROGRAM),
        (cohort.ScheduleSeries, PROGRAM),
        (cohort.MoveSession, PROGRAM),
        (cohort.ChangeSessionPeople, PROGRAM),
        (cohort.CancelSession, PROGRAM),
        (cohort.HoldSession, PROGRAM),
        (cohort.RecordAttendance, PROGRAM),
        (cohort.ReopenSession, STAFF),
        (cohort.NoteSession, PROGRAM),
        (cohort.AgreeActionItem, PROGRAM),
        (cohort.ChangeActionItem, CITY),
        (cohort.GetStrategy, CITY),
        (cohort.ListStrategyVersions, CITY),
        (cohort.CompareStrategyVersions, CITY),
        (cohort.SaveVision, CITY),
        (cohort.SaveComponent, CITY),
        (cohort.SaveAction, CITY),
        (cohort.SubmitComponent, CITY),
        (cohort.RequestChanges, PROGRAM),
        (cohort.ApproveComponent, PROGRAM),
        (cohort.LaunchStrategy, STAFF),
        (cohort.CallOffLaunch, STAFF),
        (cohort.LiftEmbargo, STAFF),
        (cohort.GetPublishing, CITY),
        (cohort.GetOpenData, ANYBODY),
        (cohort.GetOpenStrategy, ANYBODY),
        (cohort.GetOpenCommitment, ANYBODY),
        (cohort.RecordSilence, STAFF),
        (cohort.TakeBackSilence, STAFF),
        (cohort.OverrideSilence, LEADS),
        (cohort.RecordMediaConsent, STAFF),
        (cohort.GetTargets, CITY),
        (cohort.SetTarget, CITY),
        (cohort.MeasureTarget, CITY),
        (cohort.TurnTarget, CITY),
        (cohort.SetReviewRoutine, CITY),
        (cohort.RecordReview, CITY),
        (cohort.OpenSurvey, STAFF),
        (cohort.CloseSurvey, STAFF),
        (cohort.AnswerSurvey, CITY),
        (cohort.ListSurveys, CITY),
        (cohort.ListSurveyResponses, CITY),
        (cohort.GetSurveyResults, STAFF),
        (cohort.RecordMaturity, CITY),
        (cohort.GetMaturity, CITY),
        (cohort.RecordFollowUp, PROGRAM),
        (cohort.WaiveFollowUp, STAFF),
        (cohort.ListFollowUps, CITY),
        (cohort.AddDocumentPart, CITY),
        (cohort.SaveDocument, CITY),
        (cohort.ArchiveDocument, CITY),
        (cohort.RestoreDocument, CITY),
        (cohort.ListDocuments, CITY),
        (cohort.GetDocumentPart, CITY),
        (cohort.GetCodified, CITY),
        (cohort.SavePolicy, CITY),
        (cohort.SaveProcess, CITY),
        (cohort.SaveAiUse, CITY),
        (cohort.GetSharedCommitment, CITY),
        (cohort.GetMayorCommitment, CITY),
        (cohort.WriteSharedCommitment, STAFF),
        (cohort.WriteMayorCommitment, CITY),
        (cohort.OpenSharedCommitment, STAFF),
        (cohort.OpenMayorCommitment, CITY),
        (cohort.SignCommitment, CITY),
        (cohort.PublishCommitment, STAFF),
        (cohort.ReviseCommitment, STAFF),
        (cohort.GetMayors, CITY),
        (cohort.RecordSuccessor, STAFF),
        (cohort.RemoveSuccessor, STAFF),
        (cohort.ExtendTerm, STAFF),
        (cohort.RecordElection, STAFF),
        (cohort.ReaffirmParticipation, STAFF),
        (cohort.GetMailFacts, NOBODY, "notifications"),
        (cohort.GetCityPerson, NOBODY, "notifications"),
        (cohort.GetCityBelonging, NOBODY, "notifications"),
        (cohort.GetCityCoach, NOBODY, "notifications"),
        (cohort.FindCityPeople, STAFF),
        # notifications
        (notifications.ListMails, STAFF),
        (notifications.SearchMails, STAFF),
        (notifications.GetMail, STAFF),
        (notifications.PreviewDecisionMail, STAFF),
        (notifications.PreviewMail, STAFF),
        (notifications.PreviewTemplate, STAFF),
        (notifications.SendSamples, STAFF),
        (notifications.ListCityMails, CITY),
        (notifications.GetCityMail, CITY),
        (notifications.ReleaseMail, STAFF),
        (notifications.ResendMail, STAFF),
        (notifications.DiscardMail, STAFF),
        (notifications.EditMail, STAFF),
        (notifications.ReleaseMails, STAFF),
        (notifications.SubscribeToReport, STAFF),
        (notifications.ListReportSubscriptions, STAFF),
        (notifications.UnsubscribeFromReport, STAFF),
        (notifications.ListHoldRules, STAFF),
        (notifications.TakeMail, STAFF | OPERATORS),
        (notifications.ListSuppressions, STAFF),
        (notifications.LiftSuppression, STAFF),
        (notifications.GetMailChoices, ANYBODY),
        (notifications.SetMailChoices, ANYBODY),
        (notifications.Unsubscribe, ANYBODY),
        (notifications.HoldMails, STAFF),
        (notifications.LiftHoldRule, STAFF),
        (notifications.ListRecipients, STAFF),
        (notifications.PreviewWritten, STAFF),
        (notifications.WriteToGroup, STAFF),
        (notifications.ListExchanges, PROGRAM),
        (notifications.LogExchange, PROGRAM),
        # reporting
        (reporting.GetOpenCounts, ANYBODY),
        (reporting.ListReports, PROGRAM),
        (reporting.GetReport, PROGRAM, "notifications"),
        (reporting.ListCounted, PROGRAM),
        (reporting.ListReportEvents, PROGRAM),
        (reporting.GetFunnel, PROGRAM),
        (reporting.ListApplications, CITY | {Role.APPLICANT}),
        (reporting.CountApplications, STAFF),
        (reporting.SaveView, STAFF),
        (reporting.ListViews, STAFF),
        (reporting.RemoveView, STAFF),
        (reporting.GetTrackerReport, PROGRAM),
        (reporting.GetAttendanceReport, PROGRAM),
        (reporting.GetCityPage, CITY | {Role.APPLICANT}),
        (reporting.Search, CITY | {Role.APPLICANT}),
        (reporting.ListWork, PEOPLE),
        (reporting.StartRebuild, OPERATORS),
        (reporting.GetRebuild, OPERATORS),
        (reporting.ListAudit, LEADS),
        (reporting.ListLoggedEvents, OPERATORS),
        (reporting.ListWebhooks, OPERATORS),
        (reporting.GetWebhook, OPERATORS),
        (reporting.MakeWebhook, OPERATORS),
        (reporting.ChangeWebhook, OPERATORS),
        (reporting.RotateWebhookSecret, OPERATORS),
        (reporting.PauseWebhook, OPERATORS),
        (reporting.ResumeWebhook, OPERATORS),
        (reporting.DeleteWebhook, OPERATORS),
        (reporting.ListWebhookDeliveries, OPERATORS),
        (reporting.ResendDelivery, OPERATORS),
        (reporting.ReplayWebhook, OPERATORS),
        # operations
        (operations.ListQueues, OPERATORS),
        (operations.ListBacklogs, OPERATORS),
        (operations.ListQueueHistory, OPERATORS),
        (operations.ListDeadLetters, OPERATORS),
        (operations.GetDeadLetter, OPERATORS),
        (operations.RetryDeadLetter, OPERATORS),
        (operations.ListDeadLetterGroups, OPERATORS),
        (operations.RetryDeadLetterGroup, OPERATORS),
        (operations.DiscardDeadLetterGroup, OPERATORS),
        (operations.ListAlerts, OPERATORS),
        (operations.GetAlert, OPERATORS),
        (operations.TakeAlert, OPERATORS),
        (operations.MuteAlert, OPERATORS),
        (operations.UnmuteAlert, OPERATORS),
        (operations.DiscardDeadLetter, OPERATORS),
    )
}

#: Roles that may do what they may for what is theirs alone.
OWNERS = (Role.APPLICANT, Role.CITY_MEMBER, Role.REVIEWER, Role.COACH)

#: Requests about nobody's things: whoever's role may send them may do so about everything. What is an owner's in any
#: other, its service says.
UNOWNED: frozenset[type[Request[Any]]] = frozenset({
    reporting.GetOpenCounts,
    reporting.ListReports,
    identity.ChangeOwnDetails,
    identity.NoteDenied,
    identity.MakeAccessToken,
    kernel.ExportPersonal,  # of oneself alone: the request names the caller (tests/integration/privacy)
    identity.RequestSignIn,
    identity.ConfirmSignIn,
    identity.IssueToken,
    identity.IssueTokens,
    identity.SignOut,
    identity.SignInWithPassword,
    identity.GetPasskeySignInOptions,
    identity.SignInWithPasskey,
    identity.StartDeviceLogin,
    identity.TakeDeviceLogin,
    identity.GetDeviceLogin,
    identity.ConfirmDeviceLogin,
    identity.StartSingleSignOn,
    identity.FinishSingleSignOn,
    intake.ListCalls,
    intake.GetPrivacyNotice,
    intake.SubmitApplication,
    intake.SaveDraft,
    intake.GetApplicationStatus,
    intake.ClaimAddress,
    intake.AddFilePart,
    eligibility.CheckEligibility,
    eligibility.GetRubric,
    eligibility.GetSelectionStatus,
    cohort.ClaimAddress,
    cohort.SetCoachHours,  # a coach of oneself alone: the request names the caller
    cohort.ReassignCoach,  # the same
    cohort.GetOpenData,
    cohort.GetOpenStrategy,
    cohort.GetOpenCommitment,
    cohort.GetCalendar,  # of whoever holds the secret of its link
    cohort.AddDocumentPart,
    notifications.GetMailChoices,  # of whoever holds the key of a mail; so the two below
    notifications.SetMailChoices,
    notifications.Unsubscribe,
})  # fmt: skip


def insist_on_permission(request: type[Request[Any]], caller: Caller) -> None:
    """Raise Refusal("forbidden") unless the table allows it; "unauthenticated" where signing in may help."""
    if caller.left_out:
        raise Refusal("forbidden", reason="scopes", method=request.method)
    roles, services = ALLOWED.get(request, (NOBODY, frozenset()))
    named = caller.id in services and not caller.is_person
    allowed = named if caller.has(Role.SERVICE) else named or caller.has(*roles)
    if not allowed and caller.has(Role.ANONYMOUS):
        raise Refusal("unauthenticated", reason="sign_in_first")
    if not allowed:
        raise Refusal("forbidden", reason="roles", method=request.method)


def insist_on_recent_proof(request: type[Request[Any]], caller: Caller, now: datetime) -> None:
    """Raise Refusal("reauthenticate") where a person must first prove again who they are: a page left open, a stolen
    session. Services and the administrator of the machine hold a key and no session.
    """
    if not request.sensitive or not caller.is_person:
        return
    if caller.authenticated_at is None or now - caller.authenticated_at > PROOF_LASTS:
        raise Refusal("reauthenticate")


def insist_on_override(override: str | None, caller: Caller, *refusals: Refusal | None) -> bool:
    """Refusals that protect rules of the program, None where a rule is kept: raise the first, unless a program lead
    overrides them all with a reason. Whether there was one to override."""
    against = [refusal for refusal in refusals if refusal is not None]
    for refusal in against:
        if override is None:
            raise refusal
        if not caller.has(*LEADS):
            raise Refusal("forbidden", reason="leads_override")
        note_overridden((refusal.reason or refusal.code) if refusal.code == "forbidden" else refusal.code)
    return bool(against)


def note_overridden(code: str) -> None:
    """For the audit trail: somebody who may did not hold to this rule."""
    if (noted := _overridden.get()) is not None:
        noted.append(code)


@contextmanager
def noting_overrides() -> Iterator[list[str]]:
    """The codes of what is overridden meanwhile, for whoever records it."""
    noted: list[str] = []
    token = _overridden.set(noted)
    try:
        yield noted
    finally:
        _overridden.reset(token)
