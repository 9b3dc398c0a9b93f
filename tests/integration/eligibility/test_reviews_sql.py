"""Reviews on the real tables: balanced, declared, written, listed, kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

from services.eligibility.handlers import assigning, checking, interviewing, reminding, reviewing
from services.eligibility.repository import Repository
from shared.contracts import eligibility, identity
from shared.contracts.people import Role
from shared.messaging.outbox import Outbox
from shared.messaging.reminded import Reminded
from tests.support.owners import FakeOwners
from tests.support.store import Store
from tests.unit.eligibility.fake_eligibility import NOW, PROGRAM, REVIEWERS, SCORES, STAFF, call_opened, submitted

SOON = datetime(2027, 4, 22, 13, tzinfo=UTC)  # nine in New York, two days before the reviews are asked for
CODES = [f"AAAAAAAA{n:02}" for n in range(10)]


def fill(store: Store) -> None:
    """Ten cities, of which one fails the check; three reviewers who read Spanish and one who does not."""
    store.run(lambda repository, _: checking.record_call(call_opened(), repository))
    languages = dict.fromkeys(REVIEWERS, ("es", "en")) | {UUID(int=500): ("fr",)}
    for person, read in languages.items():
        event = identity.PersonAdded(person_id=person, roles=(Role.REVIEWER,), languages=read)
        store.run(lambda repository, _, event=event: assigning.record_reviewer(event, repository))
    for number, code in enumerate(CODES):
        event = submitted(code, residents=90_000 if number == 9 else 900_000, city=f"Ciudad {number}")
        event = event.model_copy(update={"city": f"Ciudad {number}"})
        store.run(
            lambda repository, outbox, event=event: checking.check_application(event, repository, outbox, PROGRAM, NOW)
        )


def balance(store: Store, **fields: object) -> eligibility.BalancedPart:
    request = eligibility.AssignBalanced.model_validate({"call": "2027"} | fields)
    return store.run(
        lambda repository, outbox: assigning.assign_balanced(request, repository, outbox, PROGRAM, NOW, FakeOwners())
    )


def test_a_call_is_balanced_in_parts_and_only_once_by_two_at_the_same_time(store: Store) -> None:
    fill(store)
    with ThreadPoolExecutor(2) as pool:
        parts = [future.result() for future in [pool.submit(balance, store) for _ in range(2)]]
    assert sorted(len(part.assigned) for part in parts) == [0, 27]
    loads = store.rows("select reviewer_id, count(*) as n from reviews group by 1 order by 1")
    assert loads == [{"reviewer_id": person, "n": 9} for person in REVIEWERS]
    assert store.rows("select distinct state from selections where code <> %s", (CODES[9],)) == [{"state": "in_review"}]


def test_a_conflict_closes_the_citys_applications_to_a_reviewer(store: Store) -> None:
    fill(store)
    again = submitted("BBBBBBBBBB").model_copy(update={"city": "Ciudad 0"})
    assign = eligibility.AssignReview(code=CODES[0], reviewer_id=REVIEWERS[0])
    store.run(lambda r, o: assigning.assign_review(assign, r, o, PROGRAM, NOW))
    declare = eligibility.DeclareConflict(code=CODES[0], reviewer_id=REVIEWERS[0], conflict="declared")
    store.run(lambda r, o: reviewing.declare_conflict(declare, r, o, PROGRAM, STAFF, NOW))
    store.run(lambda r, o: checking.check_application(again, r, o, PROGRAM, NOW))
    part = balance(store)
    assert [(one.code, one.missing) for one in part.short] == [(CODES[0], 1), ("BBBBBBBBBB", 1)]
    assert not [one for one in part.assigned if one.code == "BBBBBBBBBB" and one.reviewer_id == REVIEWERS[0]]


def test_a_review_is_declared_written_corrected_listed_and_taken_back(store: Store) -> None:
    fill(store)
    balance(store, limit=1)
    mine = {"code": CODES[0], "reviewer_id": REVIEWERS[0]}
    submit = eligibility.SubmitReview(**mine, conflict="none", scores=SCORES, comment="ok")
    declare = eligibility.DeclareConflict(**mine, conflict="none")
    store.run(lambda r, o: reviewing.declare_conflict(declare, r, o, PROGRAM, STAFF, NOW))
    keep = eligibility.SaveReview(**mine, scores={"ambition": 4}, comment="so far")
    assert store.run(lambda r, _: reviewing.save_review(keep, r, PROGRAM, STAFF)).scores == {"ambition": 4}
    half_way = store.run(lambda r, _: reviewing.list_reviews(eligibility.ListReviews(), r, FakeOwners())).items
    assert [one.scored for one in half_way if one.reviewer_id == REVIEWERS[0]] == [1]
    for _ in range(2):
        store.run(lambda r, o: reviewing.submit_review(submit, r, o, PROGRAM, STAFF, NOW))
    taken_back = eligibility.UnassignReview(code=CODES[0], reviewer_id=REVIEWERS[1])
    store.run(lambda r, o: assigning.unassign_review(taken_back, r, o, PROGRAM))
    history = store.run(lambda r, _: reviewing.get_review_history(eligibility.GetReviewHistory(code=CODES[0]), r))
    assert [entry.state for entry in history.entries] == ["cleared", "submitted", "submitted"]

    def listed(**fields: object) -> tuple[list[tuple[str, UUID]], str | None, int]:
        request = eligibility.ListReviews.model_validate(fields)
        page = store.run(lambda r, _: reviewing.list_reviews(request, r, FakeOwners()))
        return [(one.code, one.reviewer_id) for one in page.items], page.next, page.total

    first, following, total = listed(call="2027", limit=1)
    second, end, _ = listed(call="2027", limit=1, after=following)
    assert (first + second, end, total) == ([(CODES[0], REVIEWERS[0]), (CODES[0], REVIEWERS[2])], None, 2)
    assert listed(state="submitted", reviewer_id=REVIEWERS[0])[2] == 1
    assert listed(outstanding=True, codes=(CODES[0],))[2] == 1
    assert listed(codes=(CODES[1],))[2] == 0


def test_reviewers_are_reminded_once_also_by_two_at_once(store: Store) -> None:
    fill(store)
    assigned = len(balance(store).assigned)
    reviews = store.run(lambda r, _: reminding.list_due_reviews(r, PROGRAM, Reminded(r._tx), SOON))

    def remind(r: Repository, o: Outbox) -> None:
        for review in reviews:
            reminding.remind_reviewer(review, r, o, PROGRAM, Reminded(r._tx), SOON)

    store.at_once(remind, remind)
    assert store.events().count("review_reminder_due") == assigned == 27
    assert store.run(lambda r, _: reminding.list_due_reviews(r, PROGRAM, Reminded(r._tx), SOON)) == []


def test_staff_remind_and_see_who_may_be_asked(store: Store) -> None:
    fill(store)
    balance(store, codes=CODES[:2])
    declare = eligibility.DeclareConflict(code=CODES[0], reviewer_id=REVIEWERS[1], conflict="declared")
    store.run(lambda r, o: reviewing.declare_conflict(declare, r, o, PROGRAM, STAFF, NOW))
    ask = eligibility.ListCandidates(code=CODES[0])
    shown = store.run(lambda r, _: assigning.list_candidates(ask, r))
    found = {one.reviewer_id: (one.load, one.state, one.conflict) for one in shown.items}
    assert (shown.language, found[REVIEWERS[0]], found[REVIEWERS[1]], found[UUID(int=500)]) == (
        "es", (2, "assigned", False), (1, "recused", True), (0, None, False),
    )  # fmt: skip
    assert shown.items[-1].reviewer_id == UUID(int=500)
    request = eligibility.RemindReviewer(reviewer_id=REVIEWERS[1], codes=tuple(CODES), note="Thank you!")
    reminded = store.run(lambda r, o: reminding.remind_of_outstanding(request, r, o))
    assert (reminded.codes, store.events().count("review_reminded")) == ((CODES[1],), 1)
    assert store.rows("select reminder_note from reviews where reminder_note is not null") == [
        {"reminder_note": "Thank you!"}
    ]


def test_a_dry_run_of_a_balance_assigns_nothing(store: Store) -> None:
    fill(store)
    assert len(balance(store, dry_run=True, codes=CODES[:2]).assigned) == 6
    assert store.rows("select * from reviews") == []


def test_whoever_reviews_no_more_is_left_out(store: Store) -> None:
    fill(store)
    person, languages = REVIEWERS[0], ("es", "en")
    gone = identity.PersonDeactivated(person_id=person, roles=(), languages=languages, because="misuse")
    back = identity.PersonReactivated(person_id=person, roles=(Role.REVIEWER,), languages=languages)
    for event, reads in ((gone, False), (back, True)):
        store.run(lambda repository, _, event=event: assigning.record_reviewer(event, repository))
        store.run(lambda repository, _, event=event: interviewing.record_panelist(event, repository))
        assert store.run(lambda repository, _: repository.is_reviewing(person)) is reads
        readers = store.run(lambda repository, _: repository.list_readers("2027"))
        assert (person in {one.person_id for one in readers}) is reads
        assert store.run(lambda repository, _: repository.list_panelists([person])) == ({person} if reads else set())
