"""The intake service: calls, and applications from the draft to submission or withdrawal."""

from __future__ import annotations

from services.intake.domain.audience import EVERYTHING, FirstMails, audience_of
from services.intake.first_mails import FirstMailLimits
from services.intake.handlers import (
    applications,
    calls,
    colleagues,
    drafts,
    evidence,
    importing,
    mail_facts,
    matching,
    merging,
    noticing,
    owning,
    reading,
    reinstating,
    reminding,
    texts,
)
from services.intake.handlers.answers import answer_question, follow_selection
from services.intake.handlers.restoring import restore_application
from services.intake.notices import Notices
from services.intake.personal import PERSONAL
from services.intake.repository import Repository
from shared.contracts import cohort, eligibility, identity, intake
from shared.contracts.people import Caller
from shared.contracts.requests import Model
from shared.files.provider import Files
from shared.messaging.entrypoints import answers, every, hears
from shared.messaging.periodic import periodic
from shared.messaging.supplies import Supplies
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


def repository_for(
    tx: Transaction, first_mails: FirstMails, request: Model | None = None, caller: Caller | None = None
) -> Repository:
    """Of a request: what its caller may see. Without one, for events and periodic work: everything."""
    audience = EVERYTHING if request is None or caller is None else audience_of(type(request), caller)
    return Repository(tx, audience, first_mails)


class Service(ServiceBase):
    name = "intake"
    personal = PERSONAL
    files = Files()
    notices = Notices()
    first_mails = FirstMailLimits()
    supplies = Supplies("files", "notices", repository=repository_for)

    # -- where the city's selection stands ---------------------------------------------------------------------------

    on_decision_made = hears(eligibility.DecisionMade, follow_selection)
    on_decision_rescinded = hears(eligibility.DecisionRescinded, follow_selection)
    on_decision_sent = hears(eligibility.DecisionSent, follow_selection)
    on_decision_corrected = hears(eligibility.DecisionCorrected, follow_selection)
    on_information_received = hears(eligibility.InformationReceived, follow_selection)
    on_selection_ended = hears(eligibility.SelectionEnded, follow_selection)
    on_selection_reinstated = hears(eligibility.SelectionReinstated, follow_selection)
    on_offer_confirmed = hears(eligibility.OfferConfirmed, follow_selection)
    on_offer_declined = hears(eligibility.OfferDeclined, follow_selection)
    on_offer_lapsed = hears(eligibility.OfferLapsed, follow_selection)
    on_offer_reinstated = hears(eligibility.OfferReinstated, follow_selection)
    on_waitlist_closed = hears(eligibility.WaitlistClosed, follow_selection)
    on_withdrawal_overtaken = hears(eligibility.WithdrawalOvertaken, restore_application)

    # -- calls -------------------------------------------------------------------------------------------------------

    open_call = answers(intake.OpenCall, calls.open_call)
    list_calls = answers(intake.ListCalls, calls.list_calls)
    extend_call = answers(intake.ExtendCall, calls.extend_call)
    close_call = answers(intake.CloseCall, calls.close_call)
    reopen_call = answers(intake.ReopenCall, calls.reopen_call)

    # -- applications ------------------------------------------------------------------------------------------------

    get_privacy_notice = answers(intake.GetPrivacyNotice, noticing.get_privacy_notice)
    submit_application = answers(intake.SubmitApplication, applications.submit_application)

    # -- drafts ------------------------------------------------------------------------------------------------------

    save_draft = answers(intake.SaveDraft, drafts.save_draft)
    revise_draft = answers(intake.ReviseDraft, drafts.revise_draft)
    submit_draft = answers(intake.SubmitDraft, drafts.submit_draft)
    get_draft = answers(intake.GetDraft, drafts.get_draft)
    list_drafts = answers(intake.ListDrafts, drafts.list_drafts)

    list_upcoming_reminders = answers(intake.ListUpcomingReminders, reminding.list_upcoming)
    remind_drafts = every(60, reminding.remind_draft, of=reminding.list_due_drafts)

    # -- later versions ----------------------------------------------------------------------------------------------

    resubmit_application = answers(intake.ResubmitApplication, applications.resubmit_application)
    answer_question = answers(intake.AnswerQuestion, answer_question)
    withdraw_application = answers(intake.WithdrawApplication, applications.withdraw_application)
    reinstate_application = answers(intake.ReinstateApplication, reinstating.reinstate_application)

    # -- files of evidence -------------------------------------------------------------------------------------------

    add_file_part = answers(intake.AddFilePart, evidence.add_file_part)
    add_evidence = answers(intake.AddEvidence, evidence.add_evidence)
    keep_file = answers(intake.KeepFile, evidence.keep_file)
    list_files = answers(intake.ListFiles, evidence.list_files)
    get_file_part = answers(intake.GetFilePart, evidence.get_file_part)

    @periodic(seconds=3600)
    def forget_stale_parts(self) -> None:
        self.files.forget_stale_parts()

    # -- one city twice ----------------------------------------------------------------------------------------------

    merge_applications = answers(intake.MergeApplications, merging.merge_applications)
    list_likely_matches = answers(intake.ListLikelyMatches, matching.list_likely_matches)

    # -- imports -----------------------------------------------------------------------------------------------------

    import_applications = answers(intake.ImportApplications, importing.import_applications)

    # -- whose they are ----------------------------------------------------------------------------------------------

    on_coach_assigned = hears(cohort.CoachAssigned, owning.follow_coach)
    on_person_deactivated = hears(identity.PersonDeactivated, owning.shut_out)
    on_person_reactivated = hears(identity.PersonReactivated, owning.let_in)

    list_own_applications = answers(intake.ListOwnApplications, owning.list_own_applications)
    claim_address = answers(intake.ClaimAddress, owning.claim_address)

    # -- colleagues --------------------------------------------------------------------------------------------------

    invite_colleague = answers(intake.InviteColleague, colleagues.invite_colleague)
    remove_colleague = answers(intake.RemoveColleague, colleagues.remove_colleague)
    list_colleagues = answers(intake.ListColleagues, colleagues.list_colleagues)

    # -- reading -----------------------------------------------------------------------------------------------------

    get_application = answers(intake.GetApplication, applications.get_application)
    get_application_status = answers(intake.GetApplicationStatus, applications.get_application_status)
    get_contact_names = answers(intake.GetContactNames, applications.get_contact_names)
    get_contact = answers(intake.GetContact, applications.get_contact)
    find_contacts = answers(intake.FindContacts, applications.find_contacts)
    search_people = answers(intake.SearchPeople, reading.search_people)
    get_mail_facts = answers(intake.GetMailFacts, mail_facts.get_mail_facts)
    get_application_version = answers(intake.GetApplicationVersion, reading.get_application_version)
    compare_application_versions = answers(intake.CompareApplicationVersions, reading.compare_application_versions)
    get_application_texts = answers(intake.GetApplicationTexts, texts.get_application_texts)
