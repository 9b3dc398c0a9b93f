"""The notifications service: the ledger of mails, from the event to the mail server."""

from __future__ import annotations

from collections.abc import Sequence

from services.notifications.handlers import (
    alerts,
    applications,
    choosing,
    commitments,
    deciding,
    desk,
    drafts,
    exchanges,
    foreseeing,
    gatherings,
    holding,
    of_cities,
    phases,
    receiving,
    sampling,
    selecting,
    sessions,
    stopping,
    strategy,
    subscribing,
    teams,
    watching,
    writing,
)
from services.notifications.handlers.telling import Telling
from services.notifications.personal import PERSONAL
from services.notifications.post import PostOffice, addresses, letters, read
from services.notifications.repository import Repository
from services.notifications.tells import tells
from shared.contracts import cohort, eligibility, identity, intake, notifications, operations
from shared.contracts.people import Caller
from shared.contracts.requests import Outcomes
from shared.messaging.cause import current_cause
from shared.messaging.entrypoints import answers, every, hears
from shared.messaging.outbox import Outbox
from shared.messaging.owners import AskOwners
from shared.messaging.parts import Parts
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command
from shared.messaging.supplies import Supplies
from shared.privacy.hearing import erase_city, erase_person
from shared.runtime.clock import database_time
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


def read_calls(events: Sequence[intake.ApplicationSubmitted], tx: Transaction) -> None:
    Repository(tx).get_calls_ahead([(event.application_id, event.call) for event in events])


#: What mails of a gathering say of it.
GATHERING, ITS_ZONE = ("kind", "starts_at"), {"meeting_zone": "time_zone"}


class Service(ServiceBase):
    name = "notifications"
    personal = PERSONAL
    post = PostOffice()
    owners = AskOwners()
    supplies = Supplies(
        "owners",
        repository=Repository,
        letters=letters,
        read=read,
        addresses=addresses,
        now=database_time,
        telling=Telling,
    )

    # -- what people are to be told of -------------------------------------------------------------------------------

    on_call_opened = hears(intake.CallOpened, applications.take_in_call)
    on_call_extended = hears(intake.CallExtended, applications.take_in_closing, drafts.tell_extension)
    on_call_closed = hears(intake.CallClosed, applications.take_in_closing)
    on_draft_reminder_due = hears(intake.DraftReminderDue, drafts.remind_of_draft)
    on_call_reopened = hears(intake.CallReopened, drafts.tell_reopening)
    on_draft_saved = hears(intake.DraftSaved, drafts.confirm_draft)
    on_colleague_invited = tells(intake.ColleagueInvited, "colleague_invited", to="colleague")
    on_application_withdrawn = hears(intake.ApplicationWithdrawn, drafts.confirm_withdrawal)
    on_application_restored = hears(intake.ApplicationRestored, drafts.tell_restoration)
    on_application_submitted = hears(intake.ApplicationSubmitted, applications.confirm_submission, ahead=read_calls)
    on_decision_made = hears(eligibility.DecisionMade, deciding.foretell_decision)
    on_decision_rescinded = hears(eligibility.DecisionRescinded, deciding.forget_decision)
    on_selection_ended = hears(eligibility.SelectionEnded, deciding.forget_decision)
    on_decision_sent = hears(eligibility.DecisionSent, deciding.tell_decision)
    on_review_assigned = hears(eligibility.ReviewAssigned, selecting.tell_review)
    on_review_unassigned = hears(eligibility.ReviewUnassigned, selecting.tell_review_taken_back)
    on_review_reminded = hears(eligibility.ReviewReminded, selecting.remind_by_staff)
    on_review_reminder_due = hears(eligibility.ReviewReminderDue, selecting.remind_of_review)
    on_information_received = tells(
        eligibility.InformationReceived, "staff_information_received", version="application_version"
    )
    on_decision_corrected = hears(eligibility.DecisionCorrected, selecting.tell_correction)
    on_offer_reinstated = hears(eligibility.OfferReinstated, selecting.tell_correction)
    on_waitlist_closed = tells(eligibility.WaitlistClosed, "waitlist_closed")
    on_offer_confirmed = hears(eligibility.OfferConfirmed, selecting.tell_confirmed)
    on_offer_extended = hears(eligibility.OfferExtended, selecting.tell_extended)
    on_interview_scheduled = hears(eligibility.InterviewScheduled, selecting.tell_interview)
    on_interview_cancelled = hears(eligibility.InterviewCancelled, selecting.tell_interview_cancelled)
    on_offer_reminder_due = tells(eligibility.OfferReminderDue, "offer_reminder", "reply_by")
    on_offer_overdue = hears(eligibility.OfferOverdue, selecting.tell_overdue)
    on_person_added = hears(identity.PersonAdded, selecting.take_in_person)
    on_person_erased = hears(identity.PersonErased, erase_person)
    on_city_anonymised = hears(intake.CityAnonymised, erase_city)
    on_person_changed = hears(identity.PersonChanged, selecting.take_in_person)
    on_roles_changed = hears(identity.RolesChanged, selecting.take_in_person, subscribing.end_subscriptions)
    on_person_deactivated = hears(identity.PersonDeactivated, selecting.take_in_person, subscribing.end_subscriptions)
    on_person_reactivated = hears(identity.PersonReactivated, selecting.take_in_person)
    on_participation_started = tells(cohort.ParticipationStarted, "welcome", "phase", "starts_on")
    on_visit_scheduled = hears(cohort.VisitScheduled, gatherings.tell_visit)
    on_convening_invited = hears(cohort.ConveningInvited, gatherings.tell_convening)
    on_visit_answered = hears(cohort.VisitAnswered, gatherings.tell_visit_answer)
    on_visit_cancelled = hears(cohort.VisitCancelled, gatherings.tell_visit_cancelled)
    on_visit_guest_changed = hears(cohort.VisitGuestChanged, gatherings.tell_visit_guest)
    on_team_member_joined = hears(cohort.TeamMemberJoined, teams.take_in_member)
    on_team_member_left = hears(cohort.TeamMemberLeft, teams.take_out_member)
    on_convening_uninvited = hears(cohort.ConveningUninvited, gatherings.tell_uninvited)
    on_convening_answered = hears(cohort.ConveningAnswered, gatherings.confirm_answer)
    on_convening_near = tells(
        cohort.ConveningNear, "convening_logistics", *GATHERING, "convening_id", "ends_at", to="person", **ITS_ZONE
    )
    on_convening_reminded = tells(
        cohort.ConveningReminded, "convening_reminder", *GATHERING, "rsvp_by", to="person", **ITS_ZONE
    )
    on_attendance_thanked = tells(cohort.AttendanceThanked, "convening_thanks", "kind", to="person")
    on_report_awaited = hears(cohort.ReportAwaited, gatherings.tell_report)
    on_timeline_changed = hears(cohort.TimelineChanged, gatherings.tell_timeline)
    on_phase_advanced = hears(cohort.PhaseAdvanced, phases.tell_phase)
    on_stepped_back = tells(
        cohort.SteppedBack, "phase_stepped_back", "stepped_on", phase="to_phase", left_phase="from_phase"
    )
    on_session_scheduled = hears(cohort.SessionScheduled, sessions.tell_session)
    on_session_cancelled = hears(cohort.SessionCancelled, sessions.tell_session_cancelled)
    on_strategy_component_submitted = hears(cohort.StrategyComponentSubmitted, strategy.tell_submitted)
    on_action_item_due = hears(cohort.ActionItemDue, sessions.tell_due_item)
    on_action_item_passed = hears(cohort.ActionItemPassed, sessions.tell_passed_item)
    on_strategy_changes_requested = hears(cohort.StrategyChangesRequested, strategy.tell_feedback)
    on_strategy_component_approved = hears(cohort.StrategyComponentApproved, strategy.tell_ready)
    on_strategy_launched = hears(cohort.StrategyLaunched, strategy.tell_launch)
    on_strategy_embargo_lifted = tells(cohort.StrategyEmbargoLifted, "embargo_lifted")
    on_commitment_opened = tells(cohort.CommitmentOpened, "commitment_to_sign", "kind")
    on_commitment_published = tells(cohort.CommitmentPublished, "commitment_published", "kind")
    on_commitment_to_reaffirm = tells(cohort.CommitmentToReaffirm, "commitment_to_reaffirm", "kind", "reaffirm_by")
    on_leadership_changed = hears(cohort.LeadershipChanged, commitments.tell_leadership)
    on_measurement_due = tells(cohort.MeasurementDue, "measurement_due", "target_id", "due_on")
    on_requirements_missing = hears(cohort.RequirementsMissing, watching.tell_requirements)
    on_follow_up_due = hears(cohort.FollowUpDue, watching.tell_follow_up)
    on_term_ending = hears(cohort.TermEnding, watching.tell_term)
    on_status_changed = hears(cohort.StatusChanged, watching.tell_leaving)
    on_project_part_accepted = hears(cohort.ProjectPartAccepted, watching.tell_judged_report)
    on_project_part_returned = hears(cohort.ProjectPartReturned, watching.tell_judged_report)
    on_survey_opened = hears(cohort.SurveyOpened, watching.tell_survey)
    on_alert_mail_due = hears(operations.AlertMailDue, alerts.tell_operators)
    on_sign_in_requested = hears(identity.SignInRequested, applications.mail_sign_in)

    # -- sending -----------------------------------------------------------------------------------------------------

    @periodic(seconds=1)
    def send_due_mails(self) -> None:
        self.post.send_due_mails()

    @periodic(seconds=20)
    def read_mailbox(self) -> None:
        def take(request: notifications.TakeMail, tx: Transaction) -> notifications.Taken:
            telling = Telling(Repository(tx), letters(self.post), current_cause(), tx.now())
            return receiving.take_mail(request, telling, self.owners, Outbox(tx), addresses(self.post))

        self.post.read_mailbox(take)

    tell_stops = every(2, stopping.tell_stop, of=stopping.list_untold_stops)

    tell_reports = every(60, subscribing.tell_due, of=subscribing.list_due_subscriptions)

    def figures(self, tx: Transaction) -> dict[str, int]:
        return Repository(tx).count_figures()

    # -- the desk ----------------------------------------------------------------------------------------------------

    list_city_mails = answers(notifications.ListCityMails, of_cities.list_city_mails)
    get_city_mail = answers(notifications.GetCityMail, of_cities.get_city_mail)
    list_mails = answers(notifications.ListMails, desk.list_mails)
    search_mails = answers(notifications.SearchMails, desk.search_mails)
    get_mail = answers(notifications.GetMail, desk.get_mail)
    preview_mail = answers(notifications.PreviewMail, desk.preview_mail)
    preview_decision_mail = answers(notifications.PreviewDecisionMail, foreseeing.preview_decision_mail)
    preview_template = answers(notifications.PreviewTemplate, sampling.preview_template)
    send_samples = answers(notifications.SendSamples, sampling.send_samples)
    release_mail = answers(notifications.ReleaseMail, desk.release_mail)
    resend_mail = answers(notifications.ResendMail, desk.resend_mail)
    discard_mail = answers(notifications.DiscardMail, desk.discard_mail)
    edit_mail = answers(notifications.EditMail, desk.edit_mail)
    list_hold_rules = answers(notifications.ListHoldRules, holding.list_hold_rules)
    hold_mails = answers(notifications.HoldMails, holding.hold_mails)
    lift_hold_rule = answers(notifications.LiftHoldRule, holding.lift_hold_rule)

    take_mail = answers(notifications.TakeMail, receiving.take_mail)
    list_suppressions = answers(notifications.ListSuppressions, choosing.list_suppressions)
    lift_suppression = answers(notifications.LiftSuppression, choosing.lift_suppression)
    get_mail_choices = answers(notifications.GetMailChoices, choosing.get_mail_choices)
    set_mail_choices = answers(notifications.SetMailChoices, choosing.set_mail_choices)
    unsubscribe = answers(notifications.Unsubscribe, choosing.unsubscribe)

    subscribe_to_report = answers(notifications.SubscribeToReport, subscribing.subscribe_to_report)
    list_report_subscriptions = answers(notifications.ListReportSubscriptions, subscribing.list_report_subscriptions)
    unsubscribe_from_report = answers(notifications.UnsubscribeFromReport, subscribing.unsubscribe_from_report)

    @command(notifications.ReleaseMails)
    def release_mails(
        self, request: notifications.ReleaseMails, parts: Parts, _caller: Caller
    ) -> Outcomes[notifications.Mail]:
        def release(one: desk.One, tx: Transaction) -> notifications.Mail:
            return desk.release_one(one, Repository(tx), letters(self.post), tx.now())

        return parts.each(map(desk.One, request.mail_ids), release)

    # -- what staff write themselves, and what is said on the telephone ----------------------------------------------

    list_recipients = answers(notifications.ListRecipients, writing.list_recipients)
    preview_written = answers(notifications.PreviewWritten, writing.preview_written)

    @command(notifications.WriteToGroup)
    def write_to_group(
        self, request: notifications.WriteToGroup, parts: Parts, _caller: Caller
    ) -> Outcomes[notifications.Written]:
        def write(one: writing.ToCity, tx: Transaction) -> notifications.Written:
            telling = Telling(Repository(tx), letters(self.post), current_cause(), tx.now())
            return writing.write_to_city(one, request, telling, Outbox(tx))

        return parts.each([writing.ToCity(code, refs) for code, refs in request.to.items()], write)

    list_exchanges = answers(notifications.ListExchanges, exchanges.list_exchanges)
    log_exchange = answers(notifications.LogExchange, exchanges.log_exchange)
