"""The notifications service: the ledger of mails, from the event to the mail server."""

from __future__ import annotations

from services.notifications.handlers import (
    commitments,
    desk,
    drafts,
    gatherings,
    selecting,
    sessions,
    strategy,
    telling,
    watching,
)
from services.notifications.post import PostOffice
from services.notifications.repository import Repository
from shared.contracts import cohort, eligibility, identity, intake, notifications
from shared.contracts.people import Caller
from shared.contracts.requests import Page
from shared.messaging.cause import current_cause
from shared.messaging.consumer import consumes
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "notifications"
    post = PostOffice()

    # -- what people are to be told of -------------------------------------------------------------------------------

    @consumes(intake.CallOpened)
    def on_call_opened(self, event: intake.CallOpened, tx: Transaction) -> None:
        telling.take_in_call(event, Repository(tx))

    @consumes(intake.CallExtended)
    def on_call_extended(self, event: intake.CallExtended, tx: Transaction) -> None:
        telling.take_in_closing(event, Repository(tx))
        drafts.tell_extension(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(intake.CallClosed)
    def on_call_closed(self, event: intake.CallClosed, tx: Transaction) -> None:
        telling.take_in_closing(event, Repository(tx))

    @consumes(intake.DraftReminderDue)
    def on_draft_reminder_due(self, event: intake.DraftReminderDue, tx: Transaction) -> None:
        drafts.remind_of_draft(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(intake.CallReopened)
    def on_call_reopened(self, event: intake.CallReopened, tx: Transaction) -> None:
        drafts.tell_reopening(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(intake.DraftSaved)
    def on_draft_saved(self, event: intake.DraftSaved, tx: Transaction) -> None:
        drafts.confirm_draft(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(intake.ApplicationWithdrawn)
    def on_application_withdrawn(self, event: intake.ApplicationWithdrawn, tx: Transaction) -> None:
        drafts.confirm_withdrawal(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(intake.ApplicationSubmitted)
    def on_application_submitted(self, event: intake.ApplicationSubmitted, tx: Transaction) -> None:
        telling.confirm_submission(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.DecisionSent)
    def on_decision_sent(self, event: eligibility.DecisionSent, tx: Transaction) -> None:
        telling.tell_decision(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.ReviewAssigned)
    def on_review_assigned(self, event: eligibility.ReviewAssigned, tx: Transaction) -> None:
        selecting.tell_review(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.ReviewReminderDue)
    def on_review_reminder_due(self, event: eligibility.ReviewReminderDue, tx: Transaction) -> None:
        selecting.remind_of_review(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.InformationReceived)
    def on_information_received(self, event: eligibility.InformationReceived, tx: Transaction) -> None:
        selecting.tell_information(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.DecisionCorrected)
    def on_decision_corrected(self, event: eligibility.DecisionCorrected, tx: Transaction) -> None:
        selecting.tell_correction(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.OfferReinstated)
    def on_offer_reinstated(self, event: eligibility.OfferReinstated, tx: Transaction) -> None:
        selecting.tell_correction(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.WaitlistClosed)
    def on_waitlist_closed(self, event: eligibility.WaitlistClosed, tx: Transaction) -> None:
        selecting.tell_waitlist_closed(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.OfferConfirmed)
    def on_offer_confirmed(self, event: eligibility.OfferConfirmed, tx: Transaction) -> None:
        selecting.tell_confirmed(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.OfferReminderDue)
    def on_offer_reminder_due(self, event: eligibility.OfferReminderDue, tx: Transaction) -> None:
        selecting.remind_of_offer(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(eligibility.OfferOverdue)
    def on_offer_overdue(self, event: eligibility.OfferOverdue, tx: Transaction) -> None:
        selecting.tell_overdue(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(identity.PersonAdded)
    def on_person_added(self, event: identity.PersonAdded, tx: Transaction) -> None:
        selecting.take_in_person(event, Repository(tx))

    @consumes(cohort.ParticipationStarted)
    def on_participation_started(self, event: cohort.ParticipationStarted, tx: Transaction) -> None:
        telling.welcome_city(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.VisitScheduled)
    def on_visit_scheduled(self, event: cohort.VisitScheduled, tx: Transaction) -> None:
        telling.tell_visit(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.ConveningInvited)
    def on_convening_invited(self, event: cohort.ConveningInvited, tx: Transaction) -> None:
        telling.tell_convening(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.VisitCancelled)
    def on_visit_cancelled(self, event: cohort.VisitCancelled, tx: Transaction) -> None:
        gatherings.tell_visit_cancelled(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.ConveningUninvited)
    def on_convening_uninvited(self, event: cohort.ConveningUninvited, tx: Transaction) -> None:
        gatherings.tell_uninvited(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.ConveningAnswered)
    def on_convening_answered(self, event: cohort.ConveningAnswered, tx: Transaction) -> None:
        gatherings.confirm_answer(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.ConveningReminded)
    def on_convening_reminded(self, event: cohort.ConveningReminded, tx: Transaction) -> None:
        gatherings.remind_of_answer(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.AttendanceThanked)
    def on_attendance_thanked(self, event: cohort.AttendanceThanked, tx: Transaction) -> None:
        gatherings.thank(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.ReportAwaited)
    def on_report_awaited(self, event: cohort.ReportAwaited, tx: Transaction) -> None:
        gatherings.tell_report(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.TimelineChanged)
    def on_timeline_changed(self, event: cohort.TimelineChanged, tx: Transaction) -> None:
        gatherings.tell_timeline(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.PhaseAdvanced)
    def on_phase_advanced(self, event: cohort.PhaseAdvanced, tx: Transaction) -> None:
        telling.tell_phase(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.SessionScheduled)
    def on_session_scheduled(self, event: cohort.SessionScheduled, tx: Transaction) -> None:
        sessions.tell_session(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.SessionCancelled)
    def on_session_cancelled(self, event: cohort.SessionCancelled, tx: Transaction) -> None:
        sessions.tell_session_cancelled(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.StrategyChangesRequested)
    def on_strategy_changes_requested(self, event: cohort.StrategyChangesRequested, tx: Transaction) -> None:
        strategy.tell_feedback(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.StrategyComponentApproved)
    def on_strategy_component_approved(self, event: cohort.StrategyComponentApproved, tx: Transaction) -> None:
        strategy.tell_ready(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.StrategyLaunched)
    def on_strategy_launched(self, event: cohort.StrategyLaunched, tx: Transaction) -> None:
        strategy.tell_launch(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.CommitmentOpened)
    def on_commitment_opened(self, event: cohort.CommitmentOpened, tx: Transaction) -> None:
        commitments.ask_to_sign(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.CommitmentPublished)
    def on_commitment_published(self, event: cohort.CommitmentPublished, tx: Transaction) -> None:
        commitments.tell_publication(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.CommitmentToReaffirm)
    def on_commitment_to_reaffirm(self, event: cohort.CommitmentToReaffirm, tx: Transaction) -> None:
        commitments.ask_to_reaffirm(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.LeadershipChanged)
    def on_leadership_changed(self, event: cohort.LeadershipChanged, tx: Transaction) -> None:
        commitments.tell_leadership(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.MeasurementDue)
    def on_measurement_due(self, event: cohort.MeasurementDue, tx: Transaction) -> None:
        commitments.tell_measurement(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.RequirementsMissing)
    def on_requirements_missing(self, event: cohort.RequirementsMissing, tx: Transaction) -> None:
        watching.tell_requirements(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.FollowUpDue)
    def on_follow_up_due(self, event: cohort.FollowUpDue, tx: Transaction) -> None:
        watching.tell_follow_up(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.TermEnding)
    def on_term_ending(self, event: cohort.TermEnding, tx: Transaction) -> None:
        watching.tell_term(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.StatusChanged)
    def on_status_changed(self, event: cohort.StatusChanged, tx: Transaction) -> None:
        watching.tell_leaving(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(cohort.ProjectPartAccepted)
    def on_project_part_accepted(self, event: cohort.ProjectPartAccepted, tx: Transaction) -> None:
        letters = self.post.letters
        watching.tell_judged_report(event, Repository(tx), letters, current_cause(), tx.now(), accepted=True)

    @consumes(cohort.ProjectPartReturned)
    def on_project_part_returned(self, event: cohort.ProjectPartReturned, tx: Transaction) -> None:
        letters = self.post.letters
        watching.tell_judged_report(event, Repository(tx), letters, current_cause(), tx.now(), accepted=False)

    @consumes(cohort.SurveyOpened)
    def on_survey_opened(self, event: cohort.SurveyOpened, tx: Transaction) -> None:
        watching.tell_survey(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    @consumes(identity.SignInRequested)
    def on_sign_in_requested(self, event: identity.SignInRequested, tx: Transaction) -> None:
        telling.mail_sign_in(event, Repository(tx), self.post.letters, current_cause(), tx.now())

    # -- sending -----------------------------------------------------------------------------------------------------

    @periodic(seconds=1)
    def send_due_mails(self) -> None:
        self.post.send_due_mails()

    # -- the desk ----------------------------------------------------------------------------------------------------

    @query(notifications.ListMails)
    def list_mails(
        self, request: notifications.ListMails, tx: Transaction, _caller: Caller
    ) -> Page[notifications.Mail]:
        return desk.list_mails(request, Repository(tx), self.post.letters)

    @query(notifications.GetMail)
    def get_mail(self, request: notifications.GetMail, tx: Transaction, _caller: Caller) -> notifications.Mail:
        return desk.get_mail(request, Repository(tx), self.post.letters)

    @query(notifications.PreviewMail)
    def preview_mail(
        self, request: notifications.PreviewMail, tx: Transaction, _caller: Caller
    ) -> notifications.MailText:
        return desk.preview_mail(request, Repository(tx), self.post.letters, self.post.preview)

    @command(notifications.ReleaseMail)
    def release_mail(self, request: notifications.ReleaseMail, tx: Transaction, _caller: Caller) -> notifications.Mail:
        return desk.release_mail(request, Repository(tx), self.post.letters, tx.now())

    @command(notifications.ResendMail)
    def resend_mail(self, request: notifications.ResendMail, tx: Transaction, _caller: Caller) -> notifications.Mail:
        return desk.resend_mail(request, Repository(tx), self.post.letters, tx.now())

    @command(notifications.DiscardMail)
    def discard_mail(self, request: notifications.DiscardMail, tx: Transaction, _caller: Caller) -> notifications.Mail:
        return desk.discard_mail(request, Repository(tx), self.post.letters, tx.now())
