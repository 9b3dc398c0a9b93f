"""The city page's words: one sentence for each event about an application, made from the event's own fields.

A test says which event that carries an application has no sentence here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.contracts import cohort, eligibility, intake, notifications
from shared.contracts.events import Event


def sentence_of(event: Event) -> str | None:
    """None for an event that is about no application."""
    write = SENTENCES.get(type(event))
    return None if write is None else write(event)


def _submitted(event: intake.ApplicationSubmitted) -> str:
    said = "Application submitted" if event.version == 1 else f"Application submitted again, version {event.version}"
    if event.answer:
        said = f"Question answered, in version {event.version}"
    return said + _overridden(event)


def _kept(event: intake.DraftSaved) -> str:
    said = "Draft saved" if event.revision == 1 else f"Draft saved again, revision {event.revision}"
    return said + _overridden(event)


def _overridden(event: Any) -> str:
    return ", by override" if event.override else ""


def _withdrawn(event: intake.ApplicationWithdrawn) -> str:
    return f"Merged into {event.merged_into}" if event.merged_into else "Application withdrawn"


def _checked(event: eligibility.EligibilityChecked) -> str:
    remarked = [name for name, outcome in event.criteria.items() if outcome in ("needs_review", "fail")]
    return f"Eligibility check: {event.outcome}" + (f" ({', '.join(remarked)})" if remarked else "")


def _reviewed(event: eligibility.ReviewSubmitted) -> str:
    return "A reviewer declared a conflict of interest" if event.conflict == "declared" else "Review submitted"


def _interview(event: eligibility.InterviewScheduled) -> str:
    starts_at = event.starts_at.astimezone(ZoneInfo(event.time_zone))
    verb = "moved to" if event.moved else "scheduled for"
    return f"Interview {verb} {starts_at:%Y-%m-%d %H:%M} ({event.time_zone}), panel of {len(event.panel)}"


def _decided(event: eligibility.DecisionMade) -> str:
    reviews = _count(event.reviews, "review") if event.reviews else "without a review"
    return f"Decided: {event.outcome}, {reviews}{_overriding(event.overridden)}"


def _overriding(codes: tuple[str, ...]) -> str:
    """The reason stands with the application, where staff see it."""
    return f", overriding {' and '.join(map(_words, codes))}" if codes else ""


def _corrected(event: eligibility.DecisionCorrected) -> str:
    reply = f", reply by {event.reply_by}" if event.reply_by else ""
    return f"Decision corrected: from {event.before} to {event.outcome}{reply}{_overriding(event.overridden)}"


def _sent(event: eligibility.DecisionSent) -> str:
    reply = f", reply by {event.reply_by}" if event.reply_by else ""
    return f"Decision sent: {event.outcome}{reply}{', with feedback' if event.has_feedback else ''}"


def _visit(event: cohort.VisitScheduled) -> str:
    return f"City visit {'moved to' if event.sequence else 'scheduled for'} {_when(event.starts_at, event.time_zone)}"


def _when(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def _session(event: cohort.SessionScheduled) -> str:
    starts_at = event.starts_at.astimezone(ZoneInfo(event.time_zone))
    verb = "moved to" if event.sequence else "scheduled for"
    when = f"{starts_at:%Y-%m-%d %H:%M} ({event.time_zone})"
    return f"{_words(event.kind).capitalize()} session {verb} {when}{_overridden(event)}"


def _session_attended(event: cohort.SessionAttended) -> str:
    modules = f", {_count(event.modules_completed, 'module')} completed" if event.modules_completed else ""
    return f"{_words(event.kind).capitalize()} session: {event.attendance}{modules}"


def _commitment(event: cohort.CommitmentEvent) -> str:
    return "The cohort's commitment" if event.kind == "shared" else "The mayor's commitment"


def _advanced(event: cohort.PhaseAdvanced) -> str:
    waived = f", {_count(len(event.waived), 'requirement')} waived" if event.waived else ""
    return f"Moved from {event.from_phase} to {event.to_phase}{waived}"


def _moved(event: cohort.TimelineChanged) -> str:
    dates = [f"{_words(change.phase or 'start')} from {change.old} to {change.new}" for change in event.changes]
    return f"Planned dates moved: {', '.join(dates)}"


def _part(
    event: cohort.ProjectPartSubmitted | cohort.ProjectPartAccepted | cohort.ProjectPartReturned | cohort.ReportAwaited,
) -> str:
    return _words(event.part) + (f" {event.number}" if event.part == "progress_report" and event.number > 1 else "")


def _late(event: cohort.ReportAwaited) -> str:
    if event.told == "city_before":
        return f"Project: {_part(event)} is due on {event.due_on}"
    return f"Project: {_part(event)} is late, due on {event.due_on}; told: {event.told}"


def _words(name: str) -> str:
    return "mayor's office" if name == "mayors_office" else name.replace("_", " ")


def _gathering(kind: str) -> str:
    """Whose it is: of those whom the program file names it after."""
    whose = _words(kind)
    return f"{whose}' convening" if whose.endswith("s") else f"{whose} convening"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


SENTENCES: dict[type[Event], Callable[[Any], str]] = {
    intake.DraftSaved: _kept,
    intake.ApplicationSubmitted: _submitted,
    intake.DraftReminderDue: lambda e: f"Reminder of the draft, {_count(e.days, 'day')} before the call closes",
    intake.CallReopened: lambda e: f"The call is open again for this city, until {e.until:%Y-%m-%d %H:%M} UTC",
    intake.ApplicationWithdrawn: _withdrawn,
    intake.ApplicationRestored: lambda _: "The application stands: its withdrawal came too late",
    intake.ApplicationMerged: lambda e: f"{e.merged_code} was merged into this application",
    intake.LikelyMatchFound: lambda e: f"May be the same city's as {e.other_code}, under another spelling of the area",
    eligibility.EligibilityChecked: _checked,
    eligibility.ReviewAssigned: lambda _: "Review assigned",
    eligibility.ReviewUnassigned: lambda _: "Review taken back before it was written",
    eligibility.ReviewDeclared: lambda e: (
        "A reviewer declared a conflict of interest"
        if e.conflict == "declared"
        else "A reviewer declared no conflict of interest, and may read"
    ),
    eligibility.ReviewSubmitted: _reviewed,
    eligibility.Shortlisted: lambda e: "Put on the shortlist" if e.shortlisted else "Taken off the shortlist",
    eligibility.InterviewScheduled: _interview,
    eligibility.InterviewHeld: lambda e: f"Interview held: the panel says {e.recommendation}",
    eligibility.InterviewCancelled: lambda _: "Interview cancelled",
    eligibility.DecisionMade: _decided,
    eligibility.DecisionRescinded: lambda e: f"Decision taken back before it was sent: {e.outcome}",
    eligibility.DecisionSent: _sent,
    eligibility.DecisionCorrected: _corrected,
    eligibility.WaitlistMoved: lambda e: f"Moved on the waitlist, to rank {e.rank}",
    eligibility.PlaceProposed: lambda e: f"Proposed for a place that was freed, number {e.rank} on the waitlist",
    eligibility.ProposalClosed: lambda e: f"Proposal {e.outcome}",
    eligibility.WaitlistClosed: lambda _: "Waitlist closed, since the cohort has started",
    eligibility.OfferConfirmed: lambda e: f"Offer confirmed, for cohort {e.cohort}{_overriding(e.overridden)}",
    eligibility.OfferDeclined: lambda _: "Offer declined by the city",
    eligibility.OfferExtended: lambda e: f"Offer extended, reply by {e.reply_by}",
    eligibility.OfferOverdue: lambda e: f"Offer overdue, not answered by {e.reply_by}",
    eligibility.OfferLapsed: lambda e: f"Offer lapsed, not answered by {e.reply_by}{_overriding(e.overridden)}",
    eligibility.OfferReinstated: lambda e: f"Offer reinstated, reply by {e.reply_by}{_overriding(e.overridden)}",
    eligibility.InformationReceived: lambda e: f"Information received, in version {e.application_version}",
    eligibility.WithdrawalOvertaken: lambda _: "The withdrawal came too late: what the city was told stands",
    eligibility.SelectionEnded: lambda _: "Selection ended, since the application was withdrawn",
    eligibility.SelectionReinstated: lambda e: (
        f"Selection goes on, {_words(e.state)}, since the withdrawal was taken back"
    ),
    cohort.ParticipationStarted: lambda e: f"Joined cohort {e.cohort}, in {e.phase}",
    cohort.TimelineChanged: _moved,
    cohort.TeamLeadNamed: lambda e: "Interim team lead named" if e.interim else "Team lead named",
    cohort.VisitScheduled: _visit,
    cohort.TeamMemberJoined: lambda e: f"Somebody joined the team on {e.joined_on}",
    cohort.TeamMemberLeft: lambda e: (
        f"{'The team lead' if e.led else 'Somebody'} left the team on {e.left_on}"
        f"{', and handed over' if e.successor_id else ''}"
    ),
    cohort.CoachAssigned: lambda e: "Another lead coach assigned" if e.previous_coach_id else "Lead coach assigned",
    cohort.ResidentsEngaged: lambda e: (
        f"{_count(e.residents, 'resident')} took part by {_words(e.engaged_by)}, for the {e.linked_to}"
    ),
    cohort.VisitProposed: lambda e: f"City visit proposed for {_when(e.starts_at, e.time_zone)}",
    cohort.VisitCancelled: lambda e: f"City visit of {_when(e.starts_at, e.time_zone)} cancelled",
    cohort.VisitGuestChanged: lambda _: "City visit: somebody else comes",
    cohort.VisitHeld: lambda e: f"City visit held on {e.held_on}",
    cohort.VisitWrittenUp: lambda _: "City visit written up",
    cohort.PhaseAdvanced: _advanced,
    cohort.SteppedBack: lambda e: f"Stepped back from {e.from_phase} to {e.to_phase}",
    cohort.StatusChanged: lambda e: f"From {e.from_status} to {e.to_status}",
    cohort.ProjectPartSubmitted: lambda e: f"Project: {_part(e)} handed in, version {e.version}",
    cohort.ProjectPartAccepted: lambda e: f"Project: {_part(e)} accepted",
    cohort.ProjectPartReturned: lambda e: f"Project: {_part(e)} returned",
    cohort.ReportAwaited: _late,
    cohort.DataSourceTested: lambda e: f"Project: data tried, {'usable' if e.usable else 'not usable'}",
    cohort.GapFound: lambda _: "Project: a gap in the data infrastructure found",
    cohort.GapMended: lambda _: "Project: a gap in the data infrastructure mended",
    cohort.MilestonePlanned: lambda e: f"Project: milestone planned for {e.due_on}",
    cohort.MilestoneReached: lambda e: f"Project: milestone reached on {e.done_on}",
    cohort.ConveningInvited: lambda e: (
        f"{_words(e.person.role).capitalize()} "
        f"{'told of a new time of' if e.sequence else 'invited to'} the {_gathering(e.kind)}"
    ),
    cohort.ConveningUninvited: lambda e: (
        f"{e.kind.capitalize()} convening: "
        f"{'cancelled' if e.cancelled else f'{_words(e.person.role)} is not expected any more'}"
    ),
    cohort.ConveningReminded: lambda e: (
        f"{e.kind.capitalize()} convening: {_words(e.person.role)} reminded to answer by {e.rsvp_by}"
    ),
    cohort.NeedsGiven: lambda e: f"{e.kind.capitalize()} convening: {_words(e.role)} said what they need",
    cohort.AttendanceThanked: lambda e: f"{e.kind.capitalize()} convening: {_words(e.person.role)} thanked",
    cohort.ConveningAnswered: lambda e: (
        f"{_gathering(e.kind).capitalize()}: {_words(e.role)} says {e.answer}{', by a delegate' if e.delegated else ''}"
    ),
    cohort.ConveningAttended: lambda e: f"{_gathering(e.kind).capitalize()}: {_words(e.role)} {e.attendance}",
    cohort.SessionScheduled: _session,
    cohort.SessionCancelled: lambda e: f"{_words(e.kind).capitalize()} session cancelled, or without these people",
    cohort.SessionHeld: lambda e: (
        f"{_words(e.kind).capitalize()} session held on {e.held_on}" + (f": {e.attendance}" if e.attendance else "")
    ),
    cohort.SessionReopened: lambda e: f"{_words(e.kind).capitalize()} session reopened: not held after all",
    cohort.SessionAttended: _session_attended,
    cohort.SessionNoted: lambda e: f"Note on the {_words(e.kind)} session, for {e.visibility}",
    cohort.ActionItemAgreed: lambda e: f"Action item agreed, due on {e.due_on}",
    cohort.ActionItemChanged: lambda e: f"Action item {e.state}",
    cohort.ActionItemPassed: lambda e: f"Action item passed on, due on {e.due_on}",
    cohort.StrategySaved: lambda e: f"Strategy: {_words(e.part)} saved, version {e.version}",
    cohort.StrategyComponentSubmitted: lambda e: f"Strategy: {_words(e.component)} up for review",
    cohort.StrategyChangesRequested: lambda e: f"Strategy: changes to {_words(e.component)} requested",
    cohort.StrategyComponentApproved: lambda e: (
        f"Strategy: {_words(e.component)} approved{', the last component' if e.ready else ''}{_overridden(e)}"
    ),
    cohort.StrategyLaunchPlanned: lambda e: (
        f"Strategy: launch planned for {e.launch_on}{_overridden(e)}" if e.launch_on else "Strategy: launch called off"
    ),
    cohort.StrategyLaunched: lambda e: (
        f"Strategy launched on {e.launched_on}, version {e.version}"
        f"{', under embargo' if e.embargo_until else ''}{_overridden(e)}"
    ),
    cohort.TargetSet: lambda e: (
        f"Target on {_words(e.resident_outcome)}: from {e.baseline} to {e.target} by {e.target_on}"
    ),
    cohort.TargetMeasured: lambda e: (
        f"Target measured on {e.measured_on}: {e.value}, {e.progress} % of the way"
        + (", a correction" if e.corrects else "")
    ),
    cohort.TargetTurned: lambda e: "Target dropped" if e.state == "dropped" else "Target taken up again",
    cohort.MeasurementDue: lambda e: f"Measurement due on {e.due_on}",
    cohort.ReviewRoutineSet: lambda e: f"Performance review routine set: {_words(e.cadence)}",
    cohort.PerformanceReviewed: lambda e: f"Performance review held on {e.held_on}: {_count(e.decisions, 'decision')}",
    cohort.PolicySaved: lambda e: f"Policy on {_words(e.area)} ({_words(e.instrument)}): {e.state}",
    cohort.ProcessSaved: lambda e: f"Process in {_words(e.function)}: {_words(e.state)}",
    cohort.AiUseSaved: lambda e: f"Use of AI at {e.risk} risk: {_words(e.state)}",
    cohort.SurveyAnswered: lambda e: f"Survey {_words(e.survey)} answered by {_words(e.role)}",
    cohort.MaturityAssessed: lambda e: (
        f"Data maturity at the {e.moment} assessed by the {e.view}, as of {e.assessed_on}"
    ),
    cohort.FollowUpRecorded: lambda e: (
        f"Followed up {e.months} months after the end: strategy {'' if e.strategy_in_force else 'not '}in force, "
        f"senior leader {'' if e.senior_leader_in_post else 'not '}in post"
    ),
    cohort.FollowUpWaived: lambda e: f"Follow-up at {e.months} months waived",
    cohort.DocumentSaved: lambda e: f"Document kept, {_words(e.kind)}, version {e.document_version}",
    cohort.DocumentArchived: lambda e: f"Document archived, {_words(e.kind)}",
    cohort.DocumentRestored: lambda e: f"Document in use again, {_words(e.kind)}",
    cohort.CommitmentOpened: lambda e: f"{_commitment(e)} open for signing",
    cohort.CommitmentRevised: lambda e: f"{_commitment(e)} taken back to be revised",
    cohort.CommitmentSigned: lambda e: (
        f"{_commitment(e)} {'reaffirmed' if e.reaffirmed else 'signed'} on {e.signed_on}{_overridden(e)}"
    ),
    cohort.CommitmentPublished: lambda e: f"{_commitment(e)} published{_overridden(e)}",
    cohort.CommitmentToReaffirm: lambda e: f"{_commitment(e)} to be reaffirmed by {e.reaffirm_by}",
    cohort.MayorRecorded: lambda e: (
        f"{'Interim mayor' if e.interim else 'Successor of the mayor'} recorded, takes office on {e.takes_office_on}"
    ),
    cohort.MayorRemoved: lambda _: "A successor of the mayor was removed from the record",
    cohort.LeadershipChanged: lambda e: (
        f"{'An interim mayor' if e.interim else 'A new mayor'} took office on {e.took_office_on}"
    ),
    cohort.TermExtended: lambda e: f"The mayor was re-elected, the term ends on {e.term_ends_on}",
    cohort.ElectionRecorded: lambda e: f"Next election on {e.election_on}",
    cohort.ParticipationReaffirmed: lambda e: f"The new mayor reaffirmed the city's part on {e.reaffirmed_on}",
    eligibility.ReviewReminderDue: lambda e: f"A reviewer was reminded, {_count(e.days, 'day')} before {e.due_on}",
    eligibility.OfferReminderDue: lambda e: f"Reminded of its offer, {_count(e.days, 'day')} before {e.reply_by}",
    cohort.RequirementsMissing: lambda e: (
        f"{_count(e.missing, 'requirement')} missing for {e.next_phase}, planned for {e.due_on}"
    ),
    cohort.FollowUpDue: lambda e: f"Follow-up due {e.months} months after the cohort's end",
    cohort.TermEnding: lambda e: (
        f"{'The term of the mayor ends' if e.subject == 'term_end' else 'An election is held'} on {e.on_date},"
        f" within {e.days} days"
    ),
    notifications.MailSent: lambda e: f"Mail sent: {e.template} ({e.language})",
    notifications.MailFailed: lambda e: f"Mail failed after {_count(e.attempts, 'attempt')}: {e.template}",
}
