"""Eligibility's tables as dicts, with the signatures of its Repository, and a desk that runs the handlers on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

from services.eligibility.domain.assignment import Need, Reader
from services.eligibility.domain.audience import EVERYTHING, Audience, audience_of
from services.eligibility.domain.interviews import InterviewRecord
from services.eligibility.domain.judgement import JudgedApplication
from services.eligibility.domain.pool import City
from services.eligibility.domain.reviews import RemindableReview, ReviewRecord
from services.eligibility.domain.selection import (
    CallRecord,
    DecisionRecord,
    OfferAnswer,
    OfferRecord,
    RemindableOffer,
    SelectionRecord,
    holds_place,
)
from services.eligibility.handlers import (
    assigning,
    checking,
    correcting,
    deciding,
    interviewing,
    leaving,
    offering,
    owning,
    previewing,
    proposing,
    reminding,
    reviewing,
    showing,
    waitlisting,
)
from services.eligibility.repository import Repository
from shared.contracts import cohort, eligibility, identity, intake
from shared.contracts.application import EligibilityFacts, Evidence, EvidenceKind
from shared.contracts.eligibility import Assessment, EligibilityResult, Selection
from shared.contracts.handed_in import FilePart
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.named import id_of_name
from shared.contracts.people import Caller, PersonRef, Role
from shared.contracts.requests import Model
from shared.program.load import load_program
from tests.support.fakes import FakeOutbox
from tests.support.owners import FakeOwners
from tests.support.standing import seen_by, stores

PROGRAM = load_program(Path(__file__).parents[3] / "programs" / "city-data-alliance.toml")

NOW = datetime(2027, 4, 10, 12, tzinfo=UTC)
DUE_ON = date(2027, 4, 24)
REVIEWERS = tuple(UUID(int=100 + number) for number in range(3))
ANYBODY = Caller("anonymous:portal", frozenset({Role.ANONYMOUS}))
STAFF = Caller(f"person:{UUID(int=1)}", frozenset({Role.STAFF}))
LEAD = Caller(f"person:{UUID(int=2)}", frozenset({Role.PROGRAM_LEAD}))
SCORES = {"ambition": 4, "foundations": 3, "resident_impact": 5, "readiness": 2}
CODE = "K7Q2M9X4TB"
LEAD_REF = f"intake:{UUID(int=9)}"

DECREE = "d" * 64  # the hash of a file
TEXTS = intake.ApplicationTexts(
    version=1,
    language="es",
    ambition="Queremos decidir con datos.",
    foundations="Publicamos datos abiertos.",
    evidence=(Evidence(kind=EvidenceKind.POLICY, file=DECREE),),
    resident_outcomes=("affordable_housing",),
    other_outcome=None,
)

#: What people write about an application, by command: no event may hold any of it.
WRITTEN = ("Ana Ficticia", "weak team", "try again next year", "a strong plan", "promised in person")


def reviewer(number: int) -> Caller:
    return Caller(f"person:{REVIEWERS[number]}", frozenset({Role.REVIEWER}))


def application_id(code: str) -> UUID:
    return UUID(bytes=code.encode().rjust(16, b"-")[:16])


def call_opened(
    capacity: int = 22, time_zone: str = "America/New_York", reviews_required: int | None = 3
) -> intake.CallOpened:
    return intake.CallOpened(
        call_id=id_of_name("2027"),
        call="2027",
        title="Round 2027",
        opens_at=datetime(2027, 1, 10, 5, tzinfo=UTC),
        closes_at=datetime(2027, 4, 1, 3, 59, 59, tzinfo=UTC),
        time_zone=time_zone,
        eligibility_as_of=date(2027, 3, 31),
        capacity=capacity,
        offer_reply_days=14,
        reviews_required=reviews_required,
        cohort=intake.PlannedCohort(id="cohort-2027", name="Cohort 2027", starts_on=date(2027, 6, 1)),
    )


def submitted(
    code: str = CODE, version: int = 1, residents: int = 512_300, *, rewritten: bool = True, **facts: object
) -> intake.ApplicationSubmitted:
    return intake.ApplicationSubmitted(
        application_id=application_id(code),
        code=code,
        call="2027",
        version=version,
        city="Puerto Ejemplo",
        admin_area="Magdalena",
        country="CO",
        time_zone="America/Bogota",
        language="es",
        resident_outcomes=("affordable_housing",),
        facts=EligibilityFacts.model_validate(
            {
                "country": "CO",
                "city": "Puerto Ejemplo",
                "residents": residents,
                "population_year": 2025,
                "population_official": True,
                "mayor_term_starts_on": date(2024, 1, 1),
                "mayor_term_ends_on": date(2032, 1, 1),
            }
            | facts
        ),
        eligibility_as_of=date(2027, 3, 31),
        contacts=(
            PersonRef(ref=f"intake:{UUID(int=8)}", role="mayors_office", language="es"),
            PersonRef(ref=LEAD_REF, role="team_lead", language="es"),
        ),
        primary_contact=f"intake:{UUID(int=8)}",
        submitted_at=NOW,
        rewritten=rewritten,
    )


WAITING = ("application_id", "texts_version", "code", "city", "country", "state")


@dataclass
class FakeRepository:
    calls: dict[str, CallRecord] = field(default_factory=dict)
    reviewers: dict[UUID, list[str]] = field(default_factory=dict)
    reviewers_gone: set[UUID] = field(default_factory=set)
    selections: dict[UUID, SelectionRecord] = field(default_factory=dict)
    checks: dict[tuple[UUID, int, str], EligibilityResult] = field(default_factory=dict)
    facts: dict[tuple[UUID, int], dict[str, Any]] = field(default_factory=dict)
    criteria: dict[str, dict[str, Any]] = field(default_factory=dict)
    reviews: dict[tuple[UUID, UUID], ReviewRecord] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    overrides: list[dict[str, Any]] = field(default_factory=list)
    offers: dict[UUID, OfferRecord] = field(default_factory=dict)
    told_overdue: dict[UUID, date] = field(default_factory=dict)
    review_days: dict[tuple[UUID, UUID], date] = field(default_factory=dict)
    reminder_notes: dict[tuple[UUID, UUID], str | None] = field(default_factory=dict)
    waitlists: dict[str, list[UUID]] = field(default_factory=dict)  # by call, in their order
    freed: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    proposals: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    panelists: set[UUID] = field(default_factory=set)
    interviews: dict[UUID, tuple[UUID, InterviewRecord]] = field(default_factory=dict)  # with their applications
    answers: list[tuple[str | None, str]] = field(default_factory=list)  # mayor, answered by
    people: dict[UUID, frozenset[UUID]] = field(default_factory=dict)  # whose applications are
    audience: Audience = EVERYTHING

    def upsert_call(self, call: CallRecord) -> None:
        known = self.calls.setdefault(call.call, call)
        self.calls[call.call] = replace(call, time_zone=known.time_zone, cohort=known.cohort)

    def update_starts_on(self, cohort: str, starts_on: date) -> None:
        for name, call in self.calls.items():
            if call.cohort == cohort:
                self.calls[name] = replace(call, starts_on=starts_on)

    def find_call(self, call: str) -> CallRecord | None:
        return self.calls.get(call)

    def lock_call(self, call: str) -> CallRecord | None:
        return self.calls.get(call)

    def count_places_taken(self, call: str) -> int:
        pending = {
            one["application_id"]
            for one in self.decisions
            if one["state"] == "pending" and one["outcome"] == "admitted"
        }
        return sum(
            holds_place(one) or (one.state is State.DECIDED and one.application_id in pending)
            for one in self.selections.values()
            if one.call == call
        )

    def upsert_reviewer(self, person_id: UUID, languages: list[str]) -> None:
        self.reviewers[person_id] = languages
        self.reviewers_gone.discard(person_id)

    def update_reviewer_gone(self, person_id: UUID) -> None:
        self.reviewers_gone.add(person_id)

    def is_reviewing(self, person_id: UUID) -> bool:
        return person_id in self.reviewers and person_id not in self.reviewers_gone

    def find_reviewer_languages(self, person_id: UUID) -> list[str] | None:
        return self.reviewers.get(person_id)

    def begin_selection(self, columns: dict[str, Any]) -> None:
        assert self.insert_selection(columns), "something is known of it"

    def insert_selection(self, columns: dict[str, Any]) -> bool:
        if columns["application_id"] in self.selections:
            return False
        columns = columns | {"resident_outcomes": tuple(columns["resident_outcomes"])}
        self.selections[columns["application_id"]] = SelectionRecord(**columns, state=State.CHECKED, version=1)
        return True

    def update_selection_version(self, columns: dict[str, Any]) -> None:
        changes = {key: value for key, value in columns.items() if key not in ("application_id", "code", "call")}
        changes["resident_outcomes"] = tuple(changes["resident_outcomes"])
        self._update(columns["application_id"], **changes)

    def update_selection_state(self, application_id: UUID, state: State) -> None:
        self._update(application_id, state=state)

    def update_left_cohort(self, application_id: UUID, left: bool) -> None:
        self.selections[application_id] = replace(self.selections[application_id], left_cohort=left)

    def touch_selection(self, application_id: UUID) -> None:
        self._update(application_id)

    def touch_selections(self, application_ids: Sequence[UUID]) -> None:
        for application_id in application_ids:
            self._update(application_id)

    def _may_see(self, application_id: UUID) -> bool:
        person = self.audience.person
        if self.audience.reviewing:
            return (application_id, person) in self.reviews
        return person is None or person in self.people.get(application_id, ())

    def find_selection(self, code: str) -> SelectionRecord | None:
        found = next((one for one in self.selections.values() if one.code == code), None)
        return found if found and self._may_see(found.application_id) else None

    def replace_people(self, application_id: UUID, people: Iterable[UUID]) -> None:
        self.people[application_id] = frozenset(people)

    def list_people(self, application_id: UUID) -> frozenset[UUID]:
        return self.people.get(application_id, frozenset())

    def lock_selection(self, code: str) -> SelectionRecord | None:
        return self.find_selection(code)

    def lock_selection_of(self, application_id: UUID) -> SelectionRecord | None:
        return self.selections.get(application_id)

    def list_pending_codes(self, call: str | None) -> list[str]:
        pending = [one for one in self.selections.values() if one.state is State.DECIDED and call in (None, one.call)]
        return sorted(one.code for one in pending)

    def insert_check(
        self, application_id: UUID, version: int, facts: dict[str, Any], result: EligibilityResult, now: datetime
    ) -> None:
        self.checks.setdefault((application_id, version, result.criteria_version), result)
        self.facts[application_id, version] = facts

    def insert_checks(self, judged: Sequence[tuple[JudgedApplication, EligibilityResult]], now: datetime) -> None:
        for one, result in judged:
            facts = one.facts.model_dump(mode="json")
            self.insert_check(one.application_id, one.application_version, facts, result, now)

    def find_latest_check(self, application_id: UUID) -> EligibilityResult | None:
        mine = [(version, n) for n, (owner, version, _) in enumerate(self.checks) if owner == application_id]
        return list(self.checks.values())[max(mine)[1]] if mine else None

    def list_judged(self, call: str, after: str, limit: int) -> list[JudgedApplication]:
        live = [one for one in self.selections.values() if one.call == call and one.state is not State.WITHDRAWN]
        return [self._judged(one) for one in sorted(live, key=lambda one: one.code) if one.code > after][:limit]

    def count_judged(self, call: str) -> int:
        return len(self.list_judged(call, "", 1_000_000))

    def lock_judged_otherwise(self, call: str, criteria_version: str, limit: int) -> list[JudgedApplication]:
        return [
            one
            for one in self.list_judged(call, "", 1_000_000)
            if (one.application_id, one.application_version, criteria_version) not in self.checks
        ][:limit]

    def count_judged_otherwise(self, call: str, criteria_version: str) -> int:
        return len(self.lock_judged_otherwise(call, criteria_version, 1_000_000))

    def _judged(self, one: SelectionRecord) -> JudgedApplication:
        result = self.find_latest_check(one.application_id)
        assert result is not None
        keys = ("application_id", "code", "call", "city", "country", "state", "application_version")
        facts = EligibilityFacts.model_validate(self.facts[one.application_id, one.application_version])
        return JudgedApplication(**{key: getattr(one, key) for key in keys}, facts=facts, result=result)

    def insert_criteria(self, version: str, content: dict[str, Any]) -> bool:
        if version in self.criteria:
            return False
        self.criteria[version] = content
        return True

    def find_criteria(self, version: str) -> dict[str, Any] | None:
        return self.criteria.get(version)

    def list_criteria(self) -> list[dict[str, Any]]:
        return [
            {"version": version, "content": content, "first_used_at": NOW}
            for version, content in reversed(self.criteria.items())
        ]

    def insert_review(self, selection: SelectionRecord, reviewer_id: UUID, due_on: date, now: datetime) -> bool:
        key = selection.application_id, reviewer_id
        if key in self.reviews:
            return False
        self.review_days[key] = due_on
        self.reviews[key] = ReviewRecord(reviewer_id, "assigned", {}, selection.application_version)
        return True

    def update_review(self, selection: SelectionRecord, review: ReviewRecord, by: str, now: datetime) -> None:
        self.reviews[selection.application_id, review.reviewer_id] = review
        self.entries.append({"application_id": selection.application_id, "at": now, "by": by} | vars(review))

    def update_review_kept(self, application_id: UUID, review: ReviewRecord) -> None:
        self.reviews[application_id, review.reviewer_id] = review

    def update_review_assigned(
        self, selection: SelectionRecord, reviewer_id: UUID, due_on: date, now: datetime
    ) -> None:
        key = selection.application_id, reviewer_id
        version = selection.application_version
        self.reviews[key] = replace(self.reviews[key], state="assigned", application_version=version)
        self.review_days[key] = due_on

    def list_unwritten_codes(self, reviewer_id: UUID, call: str | None) -> list[str]:
        return sorted(
            one.code
            for (owner, person), review in self.reviews.items()
            if person == reviewer_id and review.state in ("assigned", "cleared")
            if (one := self.selections[owner]).call == (call or one.call)
        )

    def delete_review(self, application_id: UUID, reviewer_id: UUID) -> None:
        del self.reviews[application_id, reviewer_id]

    def list_review_entries(self, application_id: UUID) -> list[dict[str, Any]]:
        mine = [entry for entry in self.entries if entry["application_id"] == application_id]
        return [{key: value for key, value in entry.items() if key != "application_id"} for entry in mine]

    def list_listed_reviews(self, request: eligibility.ListReviews, limit: int) -> list[dict[str, Any]]:
        rows = [
            {
                "reviewer_id": review.reviewer_id,
                "state": review.state,
                "stale": review.application_version < one.texts_version,
                "assigned_at": NOW,
                "due_on": self.review_days[owner, review.reviewer_id],
                "scored": len(review.scores),
            }
            | {key: getattr(one, key) for key in ("code", "call", "city", "admin_area", "country", "language")}
            for (owner, _), review in self.reviews.items()
            if (one := self.selections[owner]) and request.call in (None, one.call)
            if self.audience.person in (None, review.reviewer_id)
            if str(request.reviewer_id) in ("None", str(review.reviewer_id))
            if request.state in (None, review.state)
            if request.codes is None or one.code in request.codes
            if not request.outstanding or review.state in ("assigned", "cleared")
            if review.state not in ("assigned", "cleared") or one.state in (State.CHECKED, State.IN_REVIEW)
            if (request.after or "") < f"{one.code}|{review.reviewer_id}"
        ]
        return sorted(rows, key=lambda row: (row["code"], str(row["reviewer_id"])))[:limit]

    def count_listed_reviews(self, request: eligibility.ListReviews) -> int:
        return len(self.list_listed_reviews(request.model_copy(update={"after": None}), 1_000_000))

    def lock_assignment(self, call: str) -> None:
        pass

    def list_outstanding(self, reviewer_id: UUID, codes: Sequence[str]) -> list[dict[str, Any]]:
        rows = [
            {"application_id": owner, "code": one.code, "due_on": self.review_days[owner, reviewer]}
            for (owner, reviewer), review in self.reviews.items()
            if reviewer == reviewer_id and review.state in ("assigned", "cleared")
            if (one := self.selections[owner]).code in codes and one.state in (State.CHECKED, State.IN_REVIEW)
        ]
        return sorted(rows, key=lambda row: (row["due_on"], row["code"]))

    def update_reminder_note(self, application_id: UUID, reviewer_id: UUID, note: str | None) -> None:
        self.reminder_notes[application_id, reviewer_id] = note

    def find_reminder_note(self, application_id: UUID, reviewer_id: UUID) -> str | None:
        return self.reminder_notes.get((application_id, reviewer_id))

    def list_review_needs(
        self, call: str, required: int, after: str, limit: int, codes: Sequence[str] | None = None
    ) -> list[Need]:
        needs = []
        for one in sorted(self.selections.values(), key=lambda one: one.code):
            mine = self.list_reviews(one.application_id)
            missing = required - sum(review.state != "recused" for review in mine)
            check = self.find_latest_check(one.application_id)
            wanted = one.call == call and one.code > after and one.state in (State.CHECKED, State.IN_REVIEW)
            if codes is not None and one.code not in codes:
                continue
            if wanted and missing > 0 and check and check.outcome != "ineligible":
                recused = {
                    review.reviewer_id
                    for (owner, _), review in self.reviews.items()
                    if review.state == "recused"
                    and (self.selections[owner].country, self.selections[owner].city) == (one.country, one.city)
                }
                theirs = {
                    person
                    for owner, people in self.people.items()
                    if (known := self.selections.get(owner)) and (known.country, known.city) == (one.country, one.city)
                    for person in people
                }
                closed_to = frozenset({review.reviewer_id for review in mine} | recused | theirs)
                needs.append(Need(one.application_id, one.code, one.language, missing, closed_to))
        return needs[:limit]

    def list_readers(self, call: str) -> list[Reader]:
        return [
            Reader(
                person_id,
                tuple(languages),
                sum(
                    review.reviewer_id == person_id
                    and (review.state == "submitted" or one.state in (State.CHECKED, State.IN_REVIEW))
                    for (owner, _), review in self.reviews.items()
                    if (one := self.selections[owner]).call == call
                    if review.state in ("assigned", "cleared", "submitted")
                ),
            )
            for person_id, languages in sorted(self.reviewers.items())
            if person_id not in self.reviewers_gone
        ]

    def list_reviews(self, application_id: UUID) -> list[ReviewRecord]:
        return [review for (owner, _), review in self.reviews.items() if owner == application_id]

    def insert_decision(self, columns: dict[str, Any]) -> None:
        mine = [one for one in self.decisions if one["application_id"] == columns["application_id"]]
        assert all(one["state"] != "pending" for one in mine), "the unique index of pending decisions"
        self.decisions.append(dict(columns))

    def find_decision(self, application_id: UUID) -> DecisionRecord | None:
        mine = [one for one in self.decisions if one["application_id"] == application_id]
        standing = [one for one in mine if one["state"] in ("pending", "sent")]
        shown = DecisionRecord.__dataclass_fields__
        return DecisionRecord(**{key: standing[-1][key] for key in shown}) if standing else None

    def update_decision_state(self, decision_id: UUID, state: str, sent_at: datetime | None) -> None:
        found = next(one for one in self.decisions if one["decision_id"] == decision_id)
        found |= {"state": state, "sent_at": sent_at or found["sent_at"]}

    def list_decisions(self, application_id: UUID) -> list[dict[str, Any]]:
        hidden = ("application_id", "override_reason", "application_version")
        mine = [one for one in self.decisions if one["application_id"] == application_id]
        return [{key: value for key, value in one.items() if key not in hidden} for one in mine]

    def insert_override(self, application_id: UUID, code: str, reason: str, by: str, now: datetime) -> None:
        row = {"application_id": application_id, "rule": code, "reason": reason, "actor": by, "at": now}
        self.overrides.append(row)

    def list_overrides(self, application_id: UUID) -> list[dict[str, Any]]:
        mine = [one for one in self.overrides if one["application_id"] == application_id]
        return [{key: value for key, value in one.items() if key != "application_id"} for one in mine]

    def insert_offer(self, application_id: UUID, reply_by: date) -> None:
        self.offers[application_id] = OfferRecord(reply_by, None)

    def find_offer(self, application_id: UUID) -> OfferRecord | None:
        return self.offers.get(application_id)

    def update_offer_reply_by(self, application_id: UUID, reply_by: date) -> None:
        self.offers[application_id] = replace(self.offers[application_id], reply_by=reply_by)

    def update_offer_answer(self, application_id: UUID, answer: OfferAnswer, now: datetime) -> None:
        said = {"mayor": answer.mayor, "authorized": answer.authorized, "reason": answer.reason}
        self.offers[application_id] = replace(
            self.offers[application_id], answered_at=now, answered_by=answer.by, **said
        )
        self.answers.append((answer.mayor, answer.by))

    def list_overdue(self, now: datetime) -> list[UUID]:
        return [
            one.application_id
            for one in sorted(self.selections.values(), key=lambda one: one.code)
            if one.state is State.OFFERED
            if (reply_by := self.offers[one.application_id].reply_by) < self.calls[one.call].today(now)
            if self.told_overdue.get(one.application_id) != reply_by
        ]

    def update_overdue_told(self, application_id: UUID) -> None:
        self.told_overdue[application_id] = self.offers[application_id].reply_by

    def list_remindable_offers(self, first: date, last: date) -> list[RemindableOffer]:
        found = []
        for one in sorted(self.selections.values(), key=lambda one: one.application_id):
            if one.state is State.OFFERED:
                reply_by = self.offers[one.application_id].reply_by
                offer = RemindableOffer(one.application_id, one.code, reply_by, one.time_zone)
                found += [offer] if first <= reply_by <= last else []
        return found

    def list_remindable_reviews(self, first: date, last: date) -> list[RemindableReview]:
        open_ = (State.CHECKED, State.IN_REVIEW)
        return [
            RemindableReview(
                key[0], self.selections[key[0]].code, key[1], self.review_days[key], tuple(self.reviewers[key[1]])
            )
            for key, review in sorted(self.reviews.items())
            if review.state in ("assigned", "cleared") and self.selections[key[0]].state in open_
            if first <= self.review_days[key] <= last
        ]

    def list_offers(self, request: eligibility.ListOffers, now: datetime) -> list[eligibility.ListedOffer]:
        rows = [
            {key: getattr(one, key) for key in ("code", "city", "country", "state")}
            | {"reply_by": offer.reply_by, "overdue": offer.reply_by < self.calls[one.call].today(now)}
            for owner, offer in self.offers.items()
            if request.call in (None, (one := self.selections[owner]).call) and self._may_see(owner)
        ]
        for row in rows:
            row["overdue"] = row["overdue"] and row["state"] is State.OFFERED
        wanted = [row for row in rows if row["overdue"] or not request.overdue]
        return [eligibility.ListedOffer.model_validate(row) for row in wanted]

    # -- the shortlist and interviews ----------------------------------------------------------------------------------

    def update_shortlisted(self, application_id: UUID, at: datetime | None) -> None:
        self._update(application_id, shortlisted_at=at)

    def insert_panelist(self, person_id: UUID) -> None:
        self.panelists.add(person_id)

    def delete_panelist(self, person_id: UUID) -> None:
        self.panelists.discard(person_id)

    def list_panelists(self, people: Sequence[UUID]) -> set[UUID]:
        return self.panelists.intersection(people)

    def insert_interview(self, application_id: UUID, interview: InterviewRecord, by: str, now: datetime) -> None:
        self.interviews[interview.interview_id] = application_id, interview

    def update_interview(self, interview: InterviewRecord, by: str, now: datetime) -> None:
        owner, _ = self.interviews[interview.interview_id]
        self.interviews[interview.interview_id] = owner, interview

    def list_interviews(self, application_id: UUID) -> list[InterviewRecord]:
        mine = [interview for owner, interview in self.interviews.values() if owner == application_id]
        return sorted(mine, key=lambda one: (one.starts_at, one.interview_id))

    # -- the waitlist ------------------------------------------------------------------------------------------------

    def find_rank(self, application_id: UUID) -> int | None:
        found = [ids.index(application_id) + 1 for ids in self.waitlists.values() if application_id in ids]
        return found[0] if found else None

    def insert_waitlisted(self, call: str, application_id: UUID, rank: int | None) -> int:
        ids = self.waitlists.setdefault(call, [])
        ids.insert(len(ids) if rank is None else rank - 1, application_id)
        return ids.index(application_id) + 1

    def update_rank(self, call: str, application_id: UUID, before: int, rank: int) -> int:
        self.waitlists[call].remove(application_id)
        return self.insert_waitlisted(call, application_id, rank)

    def delete_waitlisted(self, call: str, application_id: UUID) -> None:
        if self.find_rank(application_id) is not None:
            self.waitlists[call].remove(application_id)

    def list_waitlist(self, call: str) -> list[dict[str, Any]]:
        return [
            {key: getattr(self.selections[one], key) for key in WAITING}
            | {"rank": rank, "proposed": self.find_open_proposal(one) is not None}
            for rank, one in enumerate(self.waitlists.get(call, []), 1)
        ]

    def list_ended_waitlist(self, now: datetime) -> list[UUID]:
        return [
            one.application_id
            for one in sorted(self.selections.values(), key=lambda one: one.code)
            if one.state is State.WAITLISTED and (call := self.calls[one.call]).starts_on
            if call.today(now) >= call.starts_on
            if "waitlist_closed" not in [row["rule"] for row in self.list_overrides(one.application_id)]
        ]

    def insert_freed_place(self, call: str, application_id: UUID, how: str, now: datetime) -> None:
        self.freed[uuid4()] = {"call": call, "application_id": application_id, "how": how, "settled_at": None}

    def list_unproposed(self) -> list[tuple[UUID, str]]:
        proposed = {one["freed_id"] for one in self.proposals.values() if one["state"] == "open"}
        waiting = [(freed_id, one) for freed_id, one in self.freed.items() if one["settled_at"] is None]
        wanted = {one.call for one in self.selections.values() if one.state is State.WAITLISTED}
        return [(id_, one["call"]) for id_, one in waiting if id_ not in proposed and one["call"] in wanted]

    def lock_freed_place(self, freed_id: UUID) -> bool:
        proposed = any(one["freed_id"] == freed_id for one in self.proposals.values() if one["state"] == "open")
        return not proposed and not self.is_settled(freed_id)

    def settle_freed_place(self, freed_id: UUID, now: datetime) -> None:
        self.freed[freed_id]["settled_at"] = now

    def settle_own_places(self, application_id: UUID, now: datetime) -> None:
        for freed_id, one in self.freed.items():
            if one["application_id"] == application_id and not self.is_settled(freed_id):
                self.settle_freed_place(freed_id, now)

    def is_settled(self, freed_id: UUID) -> bool:
        return self.freed[freed_id]["settled_at"] is not None

    def lock_next_waitlisted(self, call: str, freed_id: UUID, now: datetime) -> tuple[UUID, int] | None:
        starts_on = self.calls[call].starts_on
        started = starts_on is not None and self.calls[call].today(now) >= starts_on
        passed = {
            one["application_id"]
            for one in self.proposals.values()
            if one["state"] == "open" or (one["freed_id"] == freed_id and one["state"] == "dismissed")
        }
        for rank, one in enumerate(self.waitlists.get(call, []), 1):
            late = "waitlist_closed" in [row["rule"] for row in self.list_overrides(one)]
            waits = self.selections[one].state is State.WAITLISTED and (late or not started)
            if waits and one not in passed:
                return one, rank
        return None

    def insert_proposal(self, freed_id: UUID, call: str, application_id: UUID, rank: int, now: datetime) -> UUID:
        assert self.find_open_proposal(application_id) is None, "the unique index of open proposals"
        proposal_id = uuid4()
        row = {"freed_id": freed_id, "call": call, "application_id": application_id, "rank": rank}
        self.proposals[proposal_id] = row | {"state": "open", "proposed_at": now, "reason": None}
        return proposal_id

    def find_open_proposal(self, application_id: UUID) -> tuple[UUID, UUID] | None:
        for proposal_id, one in self.proposals.items():
            if one["application_id"] == application_id and one["state"] == "open":
                return proposal_id, one["freed_id"]
        return None

    def list_open_proposals(self) -> list[tuple[UUID, str]]:
        return [(one["application_id"], one["call"]) for one in self.proposals.values() if one["state"] == "open"]

    def count_open_proposals(self, call: str) -> int:
        found = [one for one in self.proposals.values() if one["call"] == call and one["state"] == "open"]
        return sum(not self.is_settled(one["freed_id"]) for one in found)

    def update_proposal(self, proposal_id: UUID, state: str, reason: str | None, by: str, now: datetime) -> None:
        self.proposals[proposal_id] |= {"state": state, "reason": reason}

    def list_proposals(self, call: str, state: str | None) -> list[dict[str, Any]]:
        keys = ("code", "city", "country", "residents", "language", "resident_outcomes")
        return [
            {key: getattr(self.selections[one["application_id"]], key) for key in keys}
            | {key: one[key] for key in ("state", "rank", "proposed_at", "reason")}
            | {"proposal_id": proposal_id, "freed_how": self.freed[one["freed_id"]]["how"]}
            | {"freed_by": self.selections[self.freed[one["freed_id"]]["application_id"]].code}
            for proposal_id, one in self.proposals.items()
            if one["call"] == call and state in (None, one["state"])
        ]

    def list_taken_cities(self, call: str) -> dict[str, City]:
        pending = {
            one["application_id"]
            for one in self.decisions
            if one["state"] == "pending" and one["outcome"] == "admitted"
        }
        return {
            one.code: City(one.country, one.residents, one.language, one.resident_outcomes)
            for one in self.selections.values()
            if one.call == call
            if holds_place(one) or (one.state is State.DECIDED and one.application_id in pending)
        }

    def _update(self, application_id: UUID, **changes: Any) -> None:
        found = self.selections[application_id]
        self.selections[application_id] = replace(found, version=found.version + 1, **changes)


class Desk:
    """Eligibility's handlers on one fake database that knows the call 2027 and three reviewers."""

    def __init__(
        self, capacity: int = 22, time_zone: str = "America/New_York", reviews_required: int | None = 3
    ) -> None:
        self.repository, self.reminded = stores(FakeRepository, Repository)
        self.outbox = FakeOutbox()
        checking.record_call(call_opened(capacity, time_zone, reviews_required), self.repository)
        for person_id in REVIEWERS:
            person = identity.PersonAdded(person_id=person_id, roles=(Role.REVIEWER,), languages=("es",))
            assigning.record_reviewer(person, self.repository)
            interviewing.record_panelist(person, self.repository)

    def seen(self, request: Model, caller: Caller) -> Any:
        """The tables as an entrypoint hands them over: what the caller of this request may see."""
        return seen_by(self.repository, audience_of(type(request), caller))

    def own(self, *people: UUID, code: str = CODE) -> None:
        """Intake says whose an application is."""
        keys = {"application_id": application_id(code), "code": code, "call": "2027"}
        event = intake.ApplicationPeopleChanged.model_validate(keys | {"person_ids": people})
        owning.follow_people(event, self.repository, self.outbox, NOW)

    def state(self, code: str = CODE) -> State:
        return self.record(code).state

    def record(self, code: str = CODE) -> SelectionRecord:
        found: SelectionRecord | None = self.repository.lock_selection_of(application_id(code))
        assert found is not None
        return found

    def last_decision(self, code: str = CODE) -> dict[str, Any]:
        found: list[dict[str, Any]] = self.repository.list_decisions(application_id(code))
        return found[-1]

    def check(self, code: str = CODE, version: int = 1, residents: int = 512_300, **facts: object) -> None:
        event = submitted(code, version, residents, **facts)
        checking.check_application(event, self.repository, self.outbox, PROGRAM, NOW)

    def withdraw(self, code: str = CODE) -> None:
        keys = {"application_id": application_id(code), "code": code, "call": "2027"}
        event = intake.ApplicationWithdrawn(**keys, withdrawn_at=NOW)
        checking.end_selection(event, self.repository, self.outbox, NOW)

    def assign(self, number: int = 0, code: str = CODE) -> Assessment:
        request = eligibility.AssignReview(code=code, reviewer_id=REVIEWERS[number])
        return assigning.assign_review(request, self.repository, self.outbox, PROGRAM, NOW)

    def review(
        self,
        number: int = 0,
        code: str = CODE,
        caller: Caller | None = None,
        conflict: str = "none",
        scores: Mapping[str, int] = SCORES,
    ) -> Assessment:
        request = eligibility.SubmitReview(
            code=code,
            reviewer_id=REVIEWERS[number],
            conflict=conflict,
            scores=dict(scores) if conflict == "none" else {},
            comment="a strong plan",
        )
        return self.submit(request, caller or reviewer(number))

    def keep(self, number: int = 0, caller: Caller | None = None, **fields: Any) -> eligibility.Review:
        request = eligibility.SaveReview(code=CODE, reviewer_id=REVIEWERS[number], **fields)
        caller = caller or reviewer(number)
        return reviewing.save_review(request, self.seen(request, caller), PROGRAM, caller)

    def unassign(self, number: int = 0, code: str = CODE) -> Assessment:
        request = eligibility.UnassignReview(code=code, reviewer_id=REVIEWERS[number])
        return assigning.unassign_review(request, self.repository, self.outbox, PROGRAM)

    def unassign_all(self, number: int = 0, call: str | None = None) -> tuple[str, ...]:
        request = eligibility.UnassignReviewer(reviewer_id=REVIEWERS[number], call=call)
        return assigning.unassign_reviewer(request, self.repository, self.outbox).codes

    def declare(
        self, conflict: str = "none", number: int = 0, code: str = CODE, caller: Caller | None = None
    ) -> Assessment:
        request = eligibility.DeclareConflict(code=code, reviewer_id=REVIEWERS[number], conflict=conflict)
        caller = caller or reviewer(number)
        return reviewing.declare_conflict(request, self.seen(request, caller), self.outbox, PROGRAM, caller, NOW)

    def read(self, number: int = 0, code: str = CODE, caller: Caller | None = None) -> eligibility.ReviewTexts:
        request = eligibility.GetReviewTexts(code=code, reviewer_id=REVIEWERS[number])
        caller = caller or reviewer(number)

        def fetch(_: UUID, version: int | None = None) -> Any:
            return TEXTS if version is None else TEXTS.model_copy(update={"version": version})

        return reviewing.get_review_texts(request, self.seen(request, caller), PROGRAM, caller, fetch)

    def fetch(self, sha256: str = DECREE, number: int = 0, caller: Caller | None = None) -> FilePart:
        """The first part of a file, which is its name here."""
        request = eligibility.GetReviewFilePart(code=CODE, reviewer_id=REVIEWERS[number], sha256=sha256, number=0)
        caller = caller or reviewer(number)
        return reviewing.get_review_file_part(
            request, self.seen(request, caller), caller, lambda _: TEXTS,
            lambda code, sha, part: FilePart(content=f"{code} {sha[:3]} {part}"),
        )  # fmt: skip

    def balance(self, highest_load: int | None = None, **fields: Any) -> eligibility.BalancedPart:
        request = eligibility.AssignBalanced(call="2027", highest_load=highest_load, **fields)
        return assigning.assign_balanced(request, self.repository, self.outbox, PROGRAM, NOW, FakeOwners())

    def submit(self, request: eligibility.SubmitReview, caller: Caller) -> Assessment:
        return reviewing.submit_review(request, self.seen(request, caller), self.outbox, PROGRAM, caller, NOW)

    def decide(self, outcome: str = "admitted", code: str = CODE, caller: Caller = STAFF, **fields: Any) -> Selection:
        request = eligibility.Decide(
            code=code, outcome=outcome, reason="weak team", feedback="try again next year", **fields
        )
        return deciding.decide(request, self.repository, self.outbox, PROGRAM, caller, NOW)

    def rescind(self, code: str = CODE, expected_version: int | None = None) -> Selection:
        request = eligibility.RescindDecision(code=code, expected_version=expected_version)
        return deciding.rescind_decision(request, self.repository, self.outbox, PROGRAM, NOW)

    def send(self, code: str = CODE, now: datetime = NOW) -> Selection:
        request = eligibility.SendDecision(code=code)
        return deciding.send_decision(request, self.repository, self.outbox, PROGRAM, now)

    def preview(self, *codes: str, now: datetime = NOW) -> tuple[eligibility.DecisionPreview, ...]:
        request = eligibility.PreviewDecisions(codes=codes)
        return previewing.preview_decisions(request, self.repository, now).items

    def status(self, to_status: str, code: str = CODE, now: datetime = NOW, from_status: str = "active") -> None:
        """The cohort's word of a confirmed city."""
        keys = {"application_id": application_id(code), "code": code, "cohort": "cohort-2027"}
        event = cohort.StatusChanged.model_validate(keys | {"from_status": from_status, "to_status": to_status})
        leaving.follow_participation(event, self.repository, now)

    def confirm(
        self, code: str = CODE, caller: Caller = STAFF, now: datetime = NOW, override: str | None = None,
        *, authorized: bool = True,
    ) -> Selection:  # fmt: skip
        request = eligibility.ConfirmOffer(code=code, mayor="Ana Ficticia", override=override, authorized=authorized)
        return offering.confirm_offer(request, self.seen(request, caller), self.outbox, PROGRAM, caller, now)

    def decline(
        self, code: str = CODE, now: datetime = NOW + timedelta(hours=1), caller: Caller = STAFF, **fields: Any
    ) -> Selection:
        request = eligibility.DeclineOffer(code=code, **fields)
        return offering.decline_offer(request, self.seen(request, caller), self.outbox, PROGRAM, caller, now)

    def lapse(
        self, code: str = CODE, caller: Caller = STAFF, now: datetime = NOW + timedelta(days=60), **fields: Any
    ) -> Selection:
        request = eligibility.LapseOffer(code=code, **fields)
        return offering.lapse_offer(request, self.repository, self.outbox, PROGRAM, caller, now)

    def extend(self, reply_by: date, code: str = CODE, now: datetime = NOW) -> Selection:
        request = eligibility.ExtendOffer(code=code, reply_by=reply_by)
        return offering.extend_offer(request, self.repository, self.outbox, PROGRAM, now)

    def shortlist(self, code: str = CODE, shortlisted: bool = True, **fields: Any) -> eligibility.Interviews:
        request = eligibility.Shortlist(code=code, shortlisted=shortlisted, **fields)
        return interviewing.shortlist(request, self.repository, self.outbox, NOW)

    def schedule(self, code: str = CODE, now: datetime = NOW, **fields: Any) -> eligibility.Interviews:
        default = {"starts_at": NOW + timedelta(days=1), "panel": REVIEWERS[:2]}
        request = eligibility.ScheduleInterview.model_validate({"code": code} | default | fields)
        return interviewing.schedule_interview(request, self.repository, self.outbox, STAFF, now)

    def interview(
        self, code: str = CODE, now: datetime = NOW + timedelta(days=2), **fields: Any
    ) -> eligibility.Interviews:
        default = {"notes": "a lively hour", "recommendation": "admit"}
        request = eligibility.RecordInterview.model_validate({"code": code} | default | fields)
        return interviewing.record_interview(request, self.repository, self.outbox, STAFF, now)

    def cancel_interview(self, code: str = CODE, **fields: Any) -> eligibility.Interviews:
        request = eligibility.CancelInterview(code=code, reason="the mayor is ill", **fields)
        return interviewing.cancel_interview(request, self.repository, self.outbox, STAFF, NOW)

    def correct(self, outcome: str, code: str = CODE, caller: Caller = STAFF, **fields: Any) -> Selection:
        request = eligibility.CorrectDecision.model_validate(
            {"code": code, "outcome": outcome, "reason": "read wrongly"} | fields
        )
        return correcting.correct_decision(request, self.repository, self.outbox, PROGRAM, caller, NOW)

    def reinstate(self, reply_by: date = DUE_ON, code: str = CODE, caller: Caller = STAFF, **fields: Any) -> Selection:
        request = eligibility.ReinstateOffer(code=code, reply_by=reply_by, reason="a lost letter", **fields)
        return correcting.reinstate_offer(request, self.repository, self.outbox, PROGRAM, caller, NOW)

    def rank(self, rank: int, code: str = CODE) -> list[str]:
        request = eligibility.RankWaitlist(code=code, rank=rank)
        listed = waitlisting.rank_waitlist(request, self.repository, self.outbox, PROGRAM)
        return [entry.code for entry in listed.items]

    def waitlist(self) -> list[str]:
        listed = waitlisting.list_waitlist(
            eligibility.ListWaitlist(call="2027"), self.repository, PROGRAM, FakeOwners()
        )
        assert [entry.rank for entry in listed.items] == list(range(1, listed.total + 1))
        return [entry.code for entry in listed.items]

    def propose(self, now: datetime = NOW) -> None:
        """As the periodic work does it."""
        for proposed in proposing.list_overtaken(self.repository):
            proposing.drop_overtaken(proposed, self.repository, self.outbox, now)
        for freed in proposing.list_freed(self.repository):
            proposing.propose_place(freed, self.repository, self.outbox, now)

    def proposals(self, state: str | None = "open") -> list[eligibility.Proposal]:
        request = eligibility.ListProposals(call="2027", state=state)
        return list(proposing.list_proposals(request, self.repository, PROGRAM, FakeOwners()).items)

    def accept(self, code: str = CODE, caller: Caller = STAFF, **fields: Any) -> Selection:
        request = eligibility.AcceptProposal(code=code, **fields)
        return deciding.accept_proposal(request, self.repository, self.outbox, PROGRAM, caller, NOW)

    def dismiss(self, code: str = CODE) -> Selection:
        request = eligibility.DismissProposal(code=code, reason="another region first")
        return proposing.dismiss_proposal(request, self.repository, self.outbox, PROGRAM, STAFF, NOW)

    def close_waitlists(self, now: datetime) -> int:
        ended = waitlisting.list_ended(self.repository, now)
        for application_id in ended:
            waitlisting.close_waitlist(application_id, self.repository, self.outbox, now)
        return len(ended)

    def remind(self, now: datetime) -> list[eligibility.OfferReminderDue]:
        self.outbox.events.clear()
        for offer in reminding.list_due_offers(self.repository, PROGRAM, self.reminded, now) * 2:
            reminding.remind_offer(offer, self.repository, self.outbox, PROGRAM, self.reminded, now)
        return [event for event in self.outbox.events if isinstance(event, eligibility.OfferReminderDue)]

    def remind_reviewers(self, now: datetime) -> list[eligibility.ReviewReminderDue]:
        self.outbox.events.clear()
        for review in reminding.list_due_reviews(self.repository, PROGRAM, self.reminded, now) * 2:
            reminding.remind_reviewer(review, self.repository, self.outbox, PROGRAM, self.reminded, now)
        return [event for event in self.outbox.events if isinstance(event, eligibility.ReviewReminderDue)]

    def tell_overdue(self, now: datetime) -> int:
        overdue = offering.list_overdue(self.repository, now)
        for application_id in overdue * 2:
            offering.tell_overdue(application_id, self.repository, self.outbox, now)
        return len(overdue)

    def show(self, code: str = CODE, now: datetime = NOW) -> Selection:
        return showing.show_selection(self.repository, code, PROGRAM, now)

    def offered(self, code: str = CODE, now: datetime = NOW) -> Selection:
        """A city with an offer that was just sent."""
        self.check(code)
        self.decide(code=code)
        return self.send(code, now)

    def reach(self, state: State) -> None:
        """The application in that state, on the way that people take there."""
        self.check()
        if state is not State.CHECKED:
            self.WAYS[state](self)

    def reach_sent(self, outcome: str) -> None:
        self.decide(outcome, due_on=DUE_ON if outcome == "more_info" else None)
        self.send()

    WAYS: ClassVar[dict[State, Callable[[Desk], object]]] = {
        State.IN_REVIEW: lambda desk: desk.assign(),
        State.DECIDED: lambda desk: desk.decide(),
        State.OFFERED: lambda desk: desk.reach_sent("admitted"),
        State.MORE_INFO: lambda desk: desk.reach_sent("more_info"),
        State.LAPSED: lambda desk: (desk.reach_sent("admitted"), desk.lapse()),
        State.WAITLISTED: lambda desk: desk.reach_sent("waitlisted"),
        State.DECLINED: lambda desk: desk.reach_sent("declined"),
        State.CONFIRMED: lambda desk: (desk.reach_sent("admitted"), desk.confirm()),
        State.DECLINED_BY_CITY: lambda desk: (desk.reach_sent("admitted"), desk.decline()),
        State.WITHDRAWN: lambda desk: desk.withdraw(),
    }
