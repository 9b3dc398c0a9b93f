"""Shortlist, interviews and the selection view on the real tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.eligibility.handlers import assigning, checking, interviewing, reviewing, showing, viewing
from shared.contracts import eligibility, identity
from shared.contracts.people import Role
from tests.integration.eligibility.test_selecting_sql import Office
from tests.support.owners import FakeOwners
from tests.support.store import Store
from tests.unit.eligibility.fake_eligibility import NOW, PROGRAM, REVIEWERS, SCORES, STAFF, submitted

A, B, C, D = "AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC", "DDDDDDDDDD"
CITIES = {
    A: {"country": "CO", "residents": 900_000, "language": "es", "outcomes": ("mobility", "climate")},
    B: {"country": "BR", "residents": 250_000, "language": "pt", "outcomes": ("mobility",)},
    C: {"country": "ES", "residents": 2_000_000, "language": "es", "outcomes": ("climate",)},
    D: {"country": "MX", "residents": 250_001, "language": "es", "outcomes": ("health_care",)},
}


def fill(store: Store) -> Office:
    office = Office(store, capacity=9)
    for person in REVIEWERS:
        event = identity.PersonAdded(person_id=person, roles=(Role.REVIEWER,), languages=("es", "pt"))
        store.run(lambda r, _, event=event: assigning.record_reviewer(event, r))
        store.run(lambda r, _, event=event: interviewing.record_panelist(event, r))
    for code, city in CITIES.items():
        event = submitted(code, residents=city["residents"], country=city["country"]).model_copy(
            update={"country": city["country"], "language": city["language"], "resident_outcomes": city["outcomes"]}
        )
        store.run(lambda r, o, event=event: checking.check_application(event, r, o, PROGRAM, NOW))
    return office


def review(store: Store, code: str, number: int, score: int) -> None:
    assign = eligibility.AssignReview(code=code, reviewer_id=REVIEWERS[number])
    scores = dict.fromkeys(SCORES, score)
    submit = eligibility.SubmitReview(code=code, reviewer_id=REVIEWERS[number], conflict="none", scores=scores)
    store.run(lambda r, o: assigning.assign_review(assign, r, o, PROGRAM, NOW))
    store.run(lambda r, o: reviewing.submit_review(submit, r, o, PROGRAM, STAFF, NOW))


def pool(store: Store, **fields: Any) -> eligibility.Pool:
    request = eligibility.GetPool.model_validate({"call": "2027"} | fields)
    return store.run(lambda r, _: viewing.get_pool(request, r, PROGRAM, FakeOwners()))


def test_the_pool_is_shown_by_mean_with_its_groups(store: Store) -> None:
    office = fill(store)
    for number, score in enumerate((3, 5)):
        review(store, B, number, score)
    review(store, D, 0, 5)
    office.decide(D, "waitlisted")
    shown = pool(store)
    assert [(c.code, c.mean, c.lowest, c.highest, c.apart, c.reviews) for c in shown.items] == [
        (D, 5, 5, 5, False, 1),
        (B, 4, 3, 5, True, 2),
        (A, None, None, None, False, 0),
        (C, None, None, None, False, 0),
    ]
    assert [(c.region, c.size, c.decision, c.waitlist_rank) for c in shown.items] == [
        ("north_america", "250001-500000", "waitlisted", 1),
        ("south_america", "up_to_250000", None, None),
        ("south_america", "500001-1000000", None, None),
        ("elsewhere", "over_1000000", None, None),
    ]
    assert shown.groups == {
        "region": {"north_america": 1, "south_america": 2, "elsewhere": 1},
        "size": {"up_to_250000": 1, "250001-500000": 1, "500001-1000000": 1, "over_1000000": 1},
        "language": {"es": 3, "pt": 1},
        "resident_outcome": {"climate": 2, "health_care": 1, "mobility": 2},
        "eligibility": {"eligible": 3, "ineligible": 1},
        "state": {"checked": 2, "decided": 1, "in_review": 1},
    }
    office.withdraw(A)
    assert pool(store).total == 3


def test_standings_say_how_far_the_reviews_are(store: Store) -> None:
    office = fill(store)
    for number, score in enumerate((3, 5)):
        review(store, B, number, score)
    assign = eligibility.AssignReview(code=B, reviewer_id=REVIEWERS[2])
    store.run(lambda r, o: assigning.assign_review(assign, r, o, PROGRAM, NOW))
    office.decide(D, "waitlisted")
    request = eligibility.GetStandings(codes=(B, D, "ZZZZZZZZZZ"))
    shown = {one.code: one for one in store.run(lambda r, _: viewing.get_standings(request, r, PROGRAM)).items}
    assert [(one.assigned, one.reviews, one.required, one.mean, one.apart) for one in (shown[B], shown[D])] == [
        (3, 2, 3, 4, True),
        (0, 0, 3, None, False),
    ]
    assert (shown[D].decision, shown[D].waitlist_rank, set(shown)) == ("waitlisted", 1, {B, D})


def test_each_filter_narrows_the_pool(store: Store) -> None:
    fill(store)
    shortlist = eligibility.Shortlist(code=A)
    store.run(lambda r, o: interviewing.shortlist(shortlist, r, o, NOW))

    def codes(**fields: Any) -> list[str]:
        shown = pool(store, **fields)
        assert shown.total == len(shown.items)
        return [city.code for city in shown.items]

    assert codes(region="south_america") == [A, B]
    assert codes(region="elsewhere") == [C]
    assert codes(size="up_to_250000") == [B]
    assert codes(size="250001-500000") == [D]
    assert codes(size="over_1000000") == [C]
    assert codes(language="es", outcome="climate") == [A, C]
    assert codes(eligibility="ineligible") == [C]
    assert codes(state="decided") == []
    assert codes(shortlisted=True) == [A]
    assert codes(shortlisted=False) == [B, C, D]


def test_the_pages_of_a_pool_make_the_whole(store: Store) -> None:
    fill(store)
    review(store, C, 0, 2)
    review(store, B, 0, 1)
    seen, after = [], None
    while True:
        page = pool(store, limit=1, after=after)
        assert page.total == 4
        seen += [city.code for city in page.items]
        after = page.next
        if after is None:
            break
    assert seen == [C, B, A, D]


def test_an_interview_is_scheduled_moved_held_and_cancelled(store: Store) -> None:
    fill(store)
    panel = {"panel": REVIEWERS[:2]}

    def schedule(**fields: Any) -> eligibility.Interviews:
        request = eligibility.ScheduleInterview.model_validate({"code": A, "starts_at": NOW} | panel | fields)
        return store.run(lambda r, o: interviewing.schedule_interview(request, r, o, STAFF, NOW))

    (one,) = schedule().items
    (moved,) = schedule(interview_id=one.id, starts_at=NOW + timedelta(hours=1)).items
    assert (moved.id, moved.starts_at) == (one.id, NOW + timedelta(hours=1))
    record = eligibility.RecordInterview(code=A, notes="a lively hour", recommendation="admit")
    later = NOW + timedelta(days=1)
    store.run(lambda r, o: interviewing.record_interview(record, r, o, STAFF, later))
    schedule(starts_at=later)
    cancel = eligibility.CancelInterview(code=A, reason="the mayor is ill")
    store.run(lambda r, o: interviewing.cancel_interview(cancel, r, o, STAFF, later))
    shown = store.run(lambda r, _: showing.show_selection(r, A, PROGRAM, NOW))
    assert [(one.state, one.recommendation) for one in shown.interviews] == [("held", "admit"), ("cancelled", None)]
    assert {city.code: city.recommendation for city in pool(store).items}[A] == "admit"


def test_a_call_opened_a_moment_ago_has_an_empty_pool(store: Store) -> None:
    request = eligibility.GetPool(call="2031")
    shown = store.run(lambda r, _: viewing.get_pool(request, r, PROGRAM, FakeOwners(known=("2031",))))
    assert (shown.items, shown.total) == ((), 0)
