"""What ends with an application, and a city that leaves its cohort, on the real tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from services.eligibility.handlers import (
    assigning,
    checking,
    interviewing,
    leaving,
    previewing,
    proposing,
    reviewing,
    showing,
    viewing,
)
from shared.contracts import cohort, eligibility, identity, intake
from shared.contracts.lifecycle import ApplicationState as State
from shared.contracts.named import id_of_name
from shared.contracts.people import Role
from tests.integration.eligibility.test_selecting_sql import A, B, C, Office
from tests.support.owners import FakeOwners
from tests.support.refused import refusal_of
from tests.support.store import Store
from tests.unit.eligibility.fake_eligibility import NOW, PROGRAM, REVIEWERS, SCORES, STAFF, application_id, submitted

LATER = datetime(2027, 6, 1, 12, tzinfo=UTC)


def an_office(store: Store, capacity: int = 1) -> Office:
    """With two reviewers."""
    office = Office(store, capacity)
    for person_id in REVIEWERS[:2]:
        person = identity.PersonAdded(person_id=person_id, roles=(Role.REVIEWER,), languages=("es",))
        store.run(lambda r, _, person=person: assigning.record_reviewer(person, r))
        store.run(lambda r, _, person=person: interviewing.record_panelist(person, r))
    return office


def assign(store: Store, code: str, reviewer: UUID) -> None:
    request = eligibility.AssignReview(code=code, reviewer_id=reviewer)
    store.run(lambda r, o: assigning.assign_review(request, r, o, PROGRAM, NOW))


def review(store: Store, code: str, reviewer: UUID) -> None:
    request = eligibility.SubmitReview(code=code, reviewer_id=reviewer, conflict="none", scores=SCORES)
    store.run(lambda r, o: reviewing.submit_review(request, r, o, PROGRAM, STAFF, NOW))


def listed(store: Store, **filters: object) -> list[tuple[str, str]]:
    request = eligibility.ListReviews.model_validate(filters)
    page = store.run(lambda r, _: reviewing.list_reviews(request, r, FakeOwners()))
    assert page.total == len(page.items)
    return [(one.code, one.state) for one in page.items]


def status(store: Store, code: str, to: str, now: datetime = NOW) -> None:
    keys = {"application_id": application_id(code), "code": code, "cohort": "cohort-2027", "from_status": "active"}
    event = cohort.StatusChanged.model_validate(keys | {"to_status": to})
    store.run(lambda r, _: leaving.follow_participation(event, r, now))


def propose(store: Store) -> None:
    for freed in store.run(lambda r, _: r.list_unproposed()):
        store.run(lambda r, o, freed=freed: proposing.propose_place(freed, r, o, NOW))
    for one in store.run(lambda r, _: r.list_open_proposals()):
        store.run(lambda r, o, one=one: proposing.drop_overtaken(one, r, o, NOW))


def proposals(store: Store) -> list[tuple[str, str, int]]:
    request = eligibility.ListProposals(call="2027", state=None)
    page = store.run(lambda r, _: proposing.list_proposals(request, r, PROGRAM, FakeOwners()))
    return [(one.code, one.state, one.taken) for one in page.items]


def test_reviews_and_interviews_end_with_a_withdrawal_and_the_reviews_come_back(store: Store) -> None:
    office = an_office(store)
    office.check(A, B)
    for code in (A, B):
        assign(store, code, REVIEWERS[0])
    assign(store, A, REVIEWERS[1])
    review(store, A, REVIEWERS[1])
    meeting = eligibility.ScheduleInterview(code=A, starts_at=LATER, panel=REVIEWERS[:1])
    store.run(lambda r, o: interviewing.schedule_interview(meeting, r, o, STAFF, NOW))
    office.withdraw(A)
    assert listed(store, state="assigned") == [(B, "assigned")]
    assert sorted(listed(store, call="2027")) == [(A, "released"), (A, "submitted"), (B, "assigned")]
    (reader,) = [one for one in store.run(lambda r, _: r.list_readers("2027")) if one.person_id == REVIEWERS[0]]
    assert reader.load == 1
    assert store.rows("select state from interviews") == [{"state": "cancelled"}]
    store.run(lambda r, o: checking.check_application(submitted(A, version=2), r, o, PROGRAM, LATER))
    assert sorted(listed(store, state="assigned")) == [(A, "assigned"), (B, "assigned")]
    assert store.rows("select due_on from reviews where state = 'assigned' and application_version = 2") == [
        {"due_on": date(2027, 6, 15)}
    ]
    shown = store.run(lambda r, _: showing.show_selection(r, A, PROGRAM, NOW)).assessment
    assert (shown.assigned, shown.submitted, shown.older, shown.mean) == (2, 1, 1, None)


def test_reviews_count_while_reviewers_read_the_same_wherever_a_mean_is_shown(store: Store) -> None:
    office = an_office(store)
    office.check(A)
    assign(store, A, REVIEWERS[0])
    review(store, A, REVIEWERS[0])

    def counted() -> tuple[list[bool], int, int]:
        marks = [row["stale"] for row in store.run(lambda r, _: r.list_listed_reviews(eligibility.ListReviews(), 10))]
        (city,) = store.run(
            lambda r, _: viewing.get_pool(eligibility.GetPool(call="2027"), r, PROGRAM, FakeOwners())
        ).items
        return marks, city.reviews, city.older_reviews

    again = submitted(A, version=2, rewritten=False)
    store.run(lambda r, o: checking.check_application(again, r, o, PROGRAM, LATER))
    assert counted() == ([False], 1, 0)
    store.run(lambda r, o: checking.check_application(submitted(A, version=3), r, o, PROGRAM, LATER))
    assert counted() == ([True], 0, 1)


def test_everything_that_a_reviewer_has_not_written_is_taken_back_by_two_at_once_and_told_once(store: Store) -> None:
    office = an_office(store)
    office.check(A, B, C)
    for code in (A, B, C):
        assign(store, code, REVIEWERS[0])
    review(store, B, REVIEWERS[0])
    request = eligibility.UnassignReviewer(reviewer_id=REVIEWERS[0], call="2027")
    found = store.at_once(*[lambda r, o: assigning.unassign_reviewer(request, r, o)] * 2)
    codes = sorted(code for one in found if isinstance(one, eligibility.ReleasedReviews) for code in one.codes)
    assert codes == [A, C]
    assert store.rows("select count(*) as n from outbox where type = 'review_unassigned'") == [{"n": 2}]


def test_a_city_that_leaves_before_the_start_frees_its_place_until_it_comes_back(store: Store) -> None:
    office = an_office(store)
    office.tell(A)
    office.confirm(A)
    office.tell(B, "waitlisted")
    status(store, A, "withdrawn")
    status(store, A, "withdrawn")
    propose(store)
    assert proposals(store) == [(B, "open", 0)]
    status(store, A, "active")
    propose(store)
    assert proposals(store) == [(B, "superseded", 1)]
    assert store.run(lambda r, _: r.count_places_taken("2027")) == 1


def test_a_city_that_comes_back_takes_its_own_place_also_where_there_is_room(store: Store) -> None:
    office = an_office(store, capacity=2)
    office.tell(A)
    office.confirm(A)
    office.tell(B, "waitlisted")
    status(store, A, "withdrawn")
    propose(store)
    for _ in range(2):
        status(store, A, "active")
        propose(store)
    assert proposals(store) == [(B, "superseded", 1)]
    assert store.rows("select count(*) as n from outbox where type = 'proposal_closed'") == [{"n": 1}]


def test_after_the_day_that_the_start_was_moved_to_nobody_is_proposed(store: Store) -> None:
    office = an_office(store)
    office.tell(A)
    office.confirm(A)
    office.tell(B, "waitlisted")
    moved = cohort.TimelineChanged(
        cohort_id=id_of_name("cohort-2027"), cohort="cohort-2027", application_id=None, cities=(),
        changes=(cohort.DateChange(phase=None, old=date(2027, 6, 1), new=date(2027, 4, 10)),),
    )  # fmt: skip
    store.run(lambda r, _: leaving.follow_start(moved, r))
    status(store, A, "exited")
    propose(store)
    assert proposals(store) == []


def test_a_dry_run_writes_nothing(store: Store) -> None:
    office = an_office(store)
    office.check(A, B)
    office.decide(A)
    before = store.rows("select * from selections order by code")
    request = eligibility.PreviewDecisions(codes=(A, B))
    admitted, nothing = store.run(lambda r, _: previewing.preview_decisions(request, r, NOW)).items
    assert (admitted.outcome, admitted.recipients, nothing.error and nothing.error.code) == (
        "admitted", 1, "illegal_transition"
    )  # fmt: skip
    assert store.rows("select * from selections order by code") == before


def test_an_answer_while_a_decision_is_pending_marks_it(store: Store) -> None:
    office = an_office(store)
    office.tell(A, "more_info", due_on=date(2027, 4, 20))
    office.decide(A)
    store.run(lambda r, o: checking.check_application(submitted(A, version=2), r, o, PROGRAM, NOW))
    shown = store.run(lambda r, _: showing.show_selection(r, A, PROGRAM, NOW))
    assert (shown.state, shown.decision.stale, [one.code for one in shown.warnings]) == (
        State.DECIDED, True, ["decided_on_older_version"]
    )  # fmt: skip
    assert store.events()[-2:] == ["information_received", "eligibility_checked"]


def test_a_list_of_reviews_refuses_a_call_and_a_reviewer_that_are_not_there(store: Store) -> None:
    an_office(store)
    refusal = refusal_of(lambda: listed(store, call="2030", reviewer_id=UUID(int=1)))
    assert [one.code for one in refusal.details] == ["no_such_call", "no_such_reviewer"]


def test_a_withdrawal_after_an_offer_declines_it_and_intake_hears_so(store: Store) -> None:
    office = an_office(store)
    office.tell(A)
    keys = {"application_id": application_id(A), "code": A, "call": "2027"}
    event = intake.ApplicationWithdrawn.model_validate(keys | {"withdrawn_at": NOW})
    store.run(lambda r, o: checking.end_selection(event, r, o, NOW))
    assert store.events()[-2:] == ["offer_declined", "withdrawal_overtaken"]
