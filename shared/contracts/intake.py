"""intake: calls and applications, from the draft to submission and withdrawal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.application import EligibilityFacts, Evidence, EvidenceKind
from shared.contracts.codes import Code
from shared.contracts.events import Event, EventPart
from shared.contracts.field_types import Email, FileHash, HumanName, PlannedDate, PlannedMoment, Reason, Text
from shared.contracts.handed_in import FileFields, FilePart, PartFields
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.mail_facts import AskedFacts, MailFacts
from shared.contracts.named import CallName
from shared.contracts.people import FoundRefs, Language, PersonRef
from shared.contracts.requests import Command, FieldProblem, Model, Nothing, Page, Query


class CohortPlan(Model):
    """The cohort that a call is for."""

    id: CallName
    name: str = Field(min_length=1, max_length=120)
    starts_on: PlannedDate


# -- events --------------------------------------------------------------------------------------------------------


class PlannedCohort(EventPart):
    """The cohort that a call is for, as its form had it."""

    id: str
    name: str
    starts_on: date


class CallEvent(Event, aggregate="call"):
    call_id: UUID
    call: str


class CallOpened(CallEvent):
    """A call was set up; it is open between the two moments."""

    title: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    eligibility_as_of: date
    capacity: int
    offer_reply_days: int
    reviews_required: int | None = None  # the program's, in an event from before calls said it
    cohort: PlannedCohort


class CallExtended(CallEvent):
    """The call closes later."""

    closes_at: datetime


class CallClosed(CallEvent):
    """The call was closed before its time."""

    closes_at: datetime


class ApplicationEvent(Event, aggregate="application"):
    application_id: UUID
    code: str
    call: str


class DraftSaved(ApplicationEvent):
    """A city keeps an application that it has not sent yet, for the first time or again. None: not given yet."""

    revision: int
    city: str | None
    admin_area: str | None
    country: str | None
    time_zone: str | None  # as given, else the city reference's
    owner: PersonRef
    saved_at: datetime
    override: bool = False


class DraftReminderDue(ApplicationEvent):
    """The call closes in some days, and this draft has not been sent."""

    days: int
    closes_at: datetime


class CallReopened(ApplicationEvent):
    """The call has closed, and is open again for this one city until a moment."""

    until: datetime
    time_zone: str | None = None  # the call's; not told by events from before it was


class ApplicationSubmitted(ApplicationEvent):
    """A version of an application is in: version 1, or a later one that replaces it."""

    version: int
    city: str
    admin_area: str
    country: str
    time_zone: str
    language: Language
    resident_outcomes: tuple[str, ...]
    facts: EligibilityFacts
    eligibility_as_of: date
    contacts: tuple[PersonRef, ...]
    primary_contact: str  # the ref of one of `contacts`
    submitted_at: datetime
    notify: bool = True  # whether the city hears of it by mail; an import is silent unless asked
    answer: bool = False  # whether it answers a request for information
    override: bool = False  # whether a program lead let it pass a rule of the program; intake keeps the reason
    reinstated: Literal["withdrawn", "merged"] | None = None  # what it was, where it stands again
    rewritten: bool = True  # whether reviewers read something else than in the version before


class ApplicationWithdrawn(ApplicationEvent):
    """The city takes its application or its draft back, or staff found that it is another one's."""

    withdrawn_at: datetime
    merged_into: str | None = None  # the code of the application that goes on
    version: int | None = None  # the application's at that moment, 0 of a draft; an event from before it was told: None


class ApplicationRestored(ApplicationEvent):
    """It was withdrawn or merged at the moment at which the city was told how it ended: that stands, and so does it."""

    selection: ApplicationState | None = None  # how it ended; an event from before it was told says none


class ApplicationMerged(ApplicationEvent):
    """Staff merged another application of the same city into this one."""

    merged_id: UUID
    merged_code: str
    merged_at: datetime


class CityAnonymised(ApplicationEvent):
    """Names, addresses, texts and files of the city are gone; its country, dates, outcomes and scores stay."""


class LikelyMatchFound(ApplicationEvent):
    """Another live application to the call may be the same city's: under another spelling of its area, or beside one
    whose addresses nobody has proven yet."""

    other_id: UUID
    other_code: str


class ContactOwner(EventPart):
    """A contact whose address somebody has proven."""

    ref: str
    person_id: UUID


class ApplicationPeopleChanged(ApplicationEvent):
    """Whose application or draft it is, all of them: who has proven an address that it names. `contacts`: which of its
    contacts they are, once it is submitted."""

    person_ids: tuple[UUID, ...]
    contacts: tuple[ContactOwner, ...] = ()


class ColleagueInvited(ApplicationEvent):
    """Somebody was invited to act for an application or draft, beside its contacts."""

    colleague: PersonRef


class ColleagueRemoved(ApplicationEvent):
    """A colleague acts no longer for an application or draft."""

    colleague: PersonRef


# -- requests ------------------------------------------------------------------------------------------------------


class Call(Model):
    id: str
    title: str
    state: Literal["planned", "open", "closed"]
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    eligibility_as_of: date
    capacity: int
    reviews_required: int
    cohort: CohortPlan


class OpenCall(Command[Call]):
    """Set up a call and its cohort. A date closes through 23:59:59 in the call's zone; a moment closes at it.

    The same call again changes nothing; another call of the same id: `already_exists`.
    """

    id: CallName
    title: str = Field(min_length=1, max_length=200)
    opens_at: PlannedMoment
    closes_at: PlannedMoment
    time_zone: str | None = None  # the program's
    eligibility_as_of: PlannedDate | None = None  # the day the call closes
    capacity: int | None = Field(None, ge=1, le=1000)  # the program's
    offer_reply_days: int | None = Field(None, ge=1, le=365)  # the program's
    reviews_required: int | None = Field(None, ge=1, le=20)  # the program's
    cohort: CohortPlan


class ListCalls(Query[Page[Call]]):
    pass


class ExtendCall(Command[Call]):
    """Move the closing date later, for everybody."""

    call: CallName
    until: PlannedMoment


class Reopening(Call):
    """A call, and until when it is open for one city after it has closed for all."""

    code: str
    until: datetime


class ReopenCall(Command[Reopening]):
    """Let one city, by the code of its application or draft, write on in a closed call until a moment."""

    call: CallName
    code: Code
    until: PlannedMoment


class CloseCall(Command[Call]):
    """Close now, without grace."""

    call: CallName


class Receipt(Model):
    id: UUID
    code: str
    state: ApplicationState
    version: int


class SubmitApplication(Command[Receipt]):
    """Submit an application document (interface.md). Field errors name their field by a dotted path.

    Where another application holds the city in the call: `duplicate_application`. One holds it once an address
    of its contacts is proven, or staff made it; until then others may come in beside it, and staff merge them.
    """

    document: dict[str, Any]
    override: Reason | None = None  # into a call that is not open


class DraftReceipt(Model):
    id: UUID
    code: str
    state: ApplicationState
    revision: int
    missing: tuple[FieldProblem, ...]  # what an application needs beyond this


class SaveDraft(Command[DraftReceipt]):
    """Keep an application that is not ready. It may lack anything but its call and a contact with name and address;
    what it has must be of the right form. The primary contact, else the first, owns it."""

    document: dict[str, Any]
    override: Reason | None = None  # for a call that is closed


class ReviseDraft(Command[DraftReceipt]):
    """Replace the kept document."""

    code: Code
    document: dict[str, Any]
    expected_revision: int | None = None
    override: Reason | None = None


class SubmitDraft(Command[Receipt]):
    """Submit what is kept; it must be whole now. The draft's code becomes the application's."""

    code: Code
    override: Reason | None = None


class Draft(Model):
    """A draft with its document, for whoever writes on."""

    id: UUID
    code: str
    call: str
    revision: int
    saved_at: datetime
    document: dict[str, Any]
    missing: tuple[FieldProblem, ...]


class GetDraft(Query[Draft]):
    audited = "read"

    code: Code


class ListedDraft(Model):
    code: str
    call: str
    city: str | None
    country: str | None
    revision: int
    saved_at: datetime


class ListDrafts(Query[Page[ListedDraft]]):
    """The latest saved first. `email`: only those that this address owns."""

    call: CallName | None = None
    email: Email | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: Code | None = None


class ResubmitApplication(Command[Receipt]):
    """Replace the submitted document by a new version, while the call is open and nothing is decided."""

    code: Code
    document: dict[str, Any]
    override: Reason | None = None


class AnswerQuestion(Command[Receipt]):
    """Answer a request for information by a new version, also after the call has closed.

    The same answer again: the same receipt. Nothing asked, or answered otherwise: `not_asked`.
    """

    code: Code
    document: dict[str, Any]


class WithdrawApplication(Command[Receipt]):
    """Take back a submitted application, or a draft, whose contents go."""

    code: Code


class ReinstateApplication(Command[Receipt]):
    """Let an application stand again that was withdrawn or merged; its latest document is its next version.

    While its call takes applications; afterwards only by override.
    """

    code: Code
    reason: Reason
    override: Reason | None = None


class AddFilePart(PartFields, Command[Nothing]):
    """A part of a file of evidence; again replaces it. Nothing belongs to an application yet."""

    remembered: ClassVar[bool] = False


class KeptFile(Model):
    """A file of evidence; its type is what its content says."""

    sha256: str
    name: str
    media_type: str
    size: int
    added_at: datetime


class EvidenceReceipt(Receipt):
    """A draft has version 0."""

    file: KeptFile


class AddEvidence(FileFields, Command[EvidenceReceipt]):
    """Add a file, whose parts have come, to the evidence of an application or draft: its next version or revision.

    Where the city is asked for information, it is the answer, also after the call has closed. The same file as the same
    kind of evidence again: the same receipt.
    """

    code: Code
    kind: EvidenceKind
    text: str | None = None
    override: Reason | None = None


class KeepFile(FileFields, Command[KeptFile]):
    """Keep a file, whose parts have come, with an application or draft: the evidence of its next version or revision
    may name it. The same content again: the same file."""

    code: Code


class KeptFiles(Model):
    items: tuple[KeptFile, ...]


class ListFiles(Query[KeptFiles]):
    code: Code


class GetFilePart(Query[FilePart]):
    audited = "read"

    code: Code
    sha256: FileHash
    number: int = Field(ge=0, lt=10_000)


class Colleague(Model):
    """Invited beside the contacts. `joined`: somebody has signed in with the address."""

    id: UUID
    name: str
    email: str
    language: Language
    joined: bool


class Colleagues(Model):
    items: tuple[Colleague, ...]


class InviteColleague(Command[Colleagues]):
    """Invite somebody to act for an application or draft, as its contacts do: once they have signed in with this
    address. An address that it names already: `invalid`."""

    code: Code
    name: HumanName
    email: Email
    language: Language | None = None  # that of the application


class RemoveColleague(Command[Colleagues]):
    """Let a colleague act no longer. The last who has signed in stays: `still_needed`."""

    code: Code
    id: UUID


class ListColleagues(Query[Colleagues]):
    """Whom its people invited, in order."""

    audited = "read"

    code: Code


class MergeApplications(Command[Receipt]):
    """One city applied twice: `code` ends, `into` goes on and takes over the contacts that it lacks, as far as it has
    room for them. The receipt is that of `into`. Merged before: the same answer."""

    code: Code
    into: Code


class LikelyMatch(Model):
    """Two live applications of one call that may be the same city's."""

    call: str
    country: str
    city: str
    codes: tuple[str, str]
    admin_areas: tuple[str, str]


class ListLikelyMatches(Query[Page[LikelyMatch]]):
    """By call and city. `after`: the codes of the last pair, with a hyphen between them."""

    call: CallName | None = None
    limit: int = Field(100, ge=1, le=1000)
    after: str | None = Field(None, max_length=40)


class ImportRow(Model):
    """One row of a spreadsheet, numbered as people see it (the header is row 1), and what its reader could not read."""

    row: int = Field(ge=1)
    document: dict[str, Any]
    faults: tuple[FieldProblem, ...] = ()


class ImportedRow(Model):
    row: int
    code: str | None  # none yet in a dry run
    city_key: str  # equal for rows of the same city and call: they become one application


class RejectedField(Model):
    """One wrong field of a rejected row; `column` is its dotted path."""

    row: int
    column: str
    code: str
    message: str
    values: dict[str, Any] = Field(default_factory=dict)


class ImportOutcome(Model):
    """Each row is in one of the three, a rejected one with a line for each wrong field; by row."""

    accepted: tuple[ImportedRow, ...]
    existing: tuple[ImportedRow, ...]
    rejected: tuple[RejectedField, ...]


class ImportApplications(Command[ImportOutcome]):
    """A part of a spreadsheet: each row becomes an application, or names what is wrong with it.

    A row whose city has a live application to the call is `existing`, with its code; of rows of one city the first
    counts. A call that is not open refuses all rows together: `call_not_open`. A dry run judges and writes nothing.
    """

    rows: tuple[ImportRow, ...] = Field(max_length=500)
    notify: bool = False
    dry_run: bool = False
    override: Reason | None = None  # into a call that is not open


class ApplicationStatus(Model):
    """What anybody with the code may see of intake's part."""

    application_id: UUID
    code: str
    state: ApplicationState


class GetApplicationStatus(Query[ApplicationStatus]):
    code: Code


class Override(Model):
    """A rule of the program that a program lead let an application pass, and why."""

    at: datetime
    actor: str
    rule: str  # the code of the refusal
    reason: str


class Application(Model):
    """intake's part of an application, without its texts and people. A draft has version 0, and may lack the rest."""

    id: UUID
    code: str
    call: str
    city: str | None
    admin_area: str | None
    country: str | None
    time_zone: str | None
    language: Language
    state: ApplicationState
    version: int
    submitted_at: datetime | None
    merged_into: str | None = None
    holds_city: bool = True  # of its city: not before an address that it names is proven, nor beside one that does
    likely_matches: tuple[str, ...] = ()  # codes of live applications that may be the same city's
    overrides: tuple[Override, ...] = ()


class GetApplication(Query[Application]):
    code: Code


class KeptVersion(Model):
    """One version, without what was written. `changed`: its fields that are not as in the version before."""

    version: int
    submitted_at: datetime
    privacy_notice: str | None  # which one was accepted
    changed: tuple[str, ...]


class ApplicationVersion(Model):
    """One version of an application whole, as it was submitted: its texts, people and numbers."""

    code: str
    call: str
    version: int
    submitted_at: datetime
    document: dict[str, Any]
    files: tuple[KeptFile, ...]  # that were added to the application
    versions: tuple[KeptVersion, ...]  # all there are, the first first


class GetApplicationVersion(Query[ApplicationVersion]):
    """For staff, who read an application as it came in. A draft is read by `GetDraft`."""

    audited = "read"

    code: Code
    version: int | None = Field(None, ge=1)  # the latest


class FieldChange(Model):
    """A field, by its dotted path, in two versions; None: it was not given. Of a list of groups, such as contacts, each
    side names the groups that the other does not have."""

    field: str
    before: Any
    after: Any


class ComparedVersions(Model):
    code: str
    before: int
    after: int
    changes: tuple[FieldChange, ...]


class CompareApplicationVersions(Query[ComparedVersions]):
    """What changed between two versions, field by field."""

    audited = "read"

    code: Code
    before: int | None = Field(None, ge=1)  # the version before `after`
    after: int | None = Field(None, ge=1)  # the latest


class OwnApplication(Model):
    """Of an application or draft of one's own: intake's part. `asked`: its city is to answer a question. `until`: the
    moment until which it may be written on or sent."""

    code: str
    call: str
    city: str | None
    state: ApplicationState
    version: int  # 0: a draft
    asked: bool
    until: datetime | None


class OwnApplications(Model):
    items: tuple[OwnApplication, ...]


class ListOwnApplications(Query[OwnApplications]):
    """What is the caller's own, by code: whose proven address is among the contacts. Where each stands with the
    program, `GetSelectionStatus` says."""


class ClaimAddress(Command[Nothing]):
    """Whoever has just proven an address owns the applications and drafts that name it, now and from now on.

    The address comes from the caller's token alone. Proven before: nothing changes.
    """


class Contact(Model):
    """Name and address of a contact. Fetched at the moment of sending and not kept."""

    name: str
    email: str
    language: Language


class GetContact(Query[Contact]):
    """For the mail sender: name and address of `intake:<id>`."""

    contact_id: UUID


class ContactName(Model):
    id: UUID
    name: str


class ContactNames(Model):
    items: tuple[ContactName, ...]


class GetContactNames(Query[ContactNames]):
    """What contacts are called, by id: for tables that name people of cities. Unknown ids are left out."""

    audited = "read"

    ids: tuple[UUID, ...] = Field(max_length=1000)


class FindContacts(Query[FoundRefs]):
    """The contacts, and owners of drafts, whose address this is; in any case."""

    address: str = Field(min_length=3, max_length=254)


class GetMailFacts(AskedFacts, Query[MailFacts]):
    """For the mail sender: whether a mail about an application or a draft is still true."""

    about: Literal["application", "withdrawal", "kept_draft", "draft", "reopening", "colleague"]


class ApplicationTexts(Model):
    """What people judge of an application: what the city wrote, in its language, without its people."""

    version: int
    language: Language
    ambition: str
    foundations: str
    evidence: tuple[Evidence, ...]
    resident_outcomes: tuple[str, ...]
    other_outcome: str | None


class GetApplicationTexts(Query[ApplicationTexts]):
    """For eligibility, which gives them to reviewers after their declaration."""

    application_id: UUID
    version: int | None = Field(None, ge=1)  # the latest


class PrivacyNotice(Model):
    """A version of the text that applications accept; `in_force`: that which they accept now."""

    version: str
    in_force: str
    language: Language
    text: str


class GetPrivacyNotice(Query[PrivacyNotice]):
    """For whoever is about to apply, and for who wants to read again what a city accepted. None: the one in force."""

    language: Language = "en"
    version: Annotated[str, Text(1, 40)] | None = None
