"""Decisions, offers, the waitlist and proposals on the real tables; and races, of which one side wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pytest

from services.eligibility.handlers import (
    checking,
    correcting,
    deciding,
    mail_facts,
    offering,
    proposing,
    reminding,
    showing,
    waitlisting,
)
from services.eligibility.repository import Repository
from shared.contracts import eligibility, intake
from shared.contracts.errors import Refusal
from shared.contracts.lifecycle import ApplicationState as State
from shared.messaging.outbox import Outbox
from shared.messaging.reminded import Reminded
from tests.support.owners import FakeOwners
from tests.support.store import Store
from tests.unit.eligibility.fake_eligibility import LEAD, NOW, PROGRAM, STAFF, application_id, call_opened, submitted

A, B, C, D = "AAAAAAAAAA", "BBBBBBBBBB", "CCCCCCCCCC", "DDDDDDDDDD"
STARTED = datetime(2027, 6, 1, 4, tzinfo=UTC)
REMINDED = datetime(2027, 4, 17, 14, tzinfo=UTC)  # nine in Bogotá, seven days before
OVERDUE = datetime(2027, 4, 25, 4, tzinfo=UTC)


class Office:
    """Commands of staff, each in a transaction of its own."""

    def __init__(self, store: Store, capacity: int = 1) -> None:
        self.store = store
        store.run(lambda r, _: checking.record_call(call_opened(capacity), r))

    def check(self, *codes: str) -> None:
        for code in codes:
            self.store.run(lambda r, o, code=code: checking.check_application(submitted(code), r, o, PROGRAM, NOW))

    def decide(self, code: str, outcome: str = "admitted", **fields: Any) -> eligibility.Selection:
        request = eligibility.Decide.model_validate({"code": code, "outcome": outcome, "feedback": "words"} | fields)
        return self.store.run(lambda r, o: deciding.decide(request, r, o, PROGRAM, STAFF, NOW))

    def send(self, code: str) -> eligibility.Selection:
        request = eligibility.SendDecision(code=code)
        return self.store.run(lambda r, o: deciding.send_decision(request, r, o, PROGRAM, NOW))

    def tell(self, code: str, outcome: str = "admitted", **fields: Any) -> eligibility.Selection:
        self.check(code)
        self.decide(code, outcome, **fields)
        return self.send(code)

    def confirm(self, code: str) -> eligibility.Selection:
        request = eligibility.ConfirmOffer(code=code, mayor="Ana Ficticia", authorized=True)
        return self.store.run(lambda r, o: offering.confirm_offer(request, r, o, PROGRAM, STAFF, NOW))

    def decline(self, code: str) -> eligibility.Selection:
        request = eligibility.DeclineOffer(code=code, reason="no team")
        return self.store.run(lambda r, o: offering.decline_offer(request, r, o, PROGRAM, STAFF, NOW))

    def lapse(self, code: str) -> eligibility.Selection:
        request = eligibility.LapseOffer(code=code, override="asked to")
        return self.store.run(lambda r, o: offering.lapse_offer(request, r, o, PROGRAM, LEAD, NOW))

    def withdraw(self, code: str) -> None:
        event = intake.ApplicationWithdrawn(
            application_id=application_id(code), code=code, call="2027", withdrawn_at=NOW
        )
        self.store.run(lambda r, o: checking.end_selection(event, r, o, NOW))

    def rank(self, code: str, rank: int) -> list[str]:
        request = eligibility.RankWaitlist(code=code, rank=rank)
        listed = self.store.run(lambda r, o: waitlisting.rank_waitlist(request, r, o, PROGRAM))
        return [entry.code for entry in listed.items]

    def waitlist(self) -> list[tuple[int, str]]:
        request = eligibility.ListWaitlist(call="2027")
        listed = self.store.run(lambda r, _: waitlisting.list_waitlist(request, r, PROGRAM, FakeOwners()))
        return [(entry.rank, entry.code) for entry in listed.items]

    def propose(self) -> None:
        for proposed in self.store.run(lambda r, _: proposing.list_overtaken(r)):
            self.store.run(lambda r, o, p=proposed: proposing.drop_overtaken(p, r, o, NOW))
        for freed in self.store.run(lambda r, _: proposing.list_freed(r)):
            self.store.run(lambda r, o, f=freed: proposing.propose_place(f, r, o, NOW))

    def proposals(self, state: str | None = "open") -> list[eligibility.Proposal]:
        request = eligibility.ListProposals(call="2027", state=state)
        return list(self.store.run(lambda r, _: proposing.list_proposals(request, r, PROGRAM, FakeOwners())).items)

    def show(self, code: str) -> eligibility.Selection:
        return self.store.run(lambda r, _: showing.show_selection(r, code, PROGRAM, NOW))

    def state(self, code: str) -> State:
        return self.show(code).state


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """All of them at the same moment; what each gave, or the code of its refusal."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def codes_of(answers: Sequence[Any]) -> list[str]:
    return sorted(answer for answer in answers if isinstance(answer, str))


# -- races -------------------------------------------------------------------------------------------------------------


def test_of_two_decisions_for_the_last_place_one_wins(store: Store) -> None:
    office = Office(store)
    office.check(A, B)
    answers = at_once(lambda: office.decide(A), lambda: office.decide(B))
    assert codes_of(answers) == ["cohort_full"]
    assert sorted((office.state(A), office.state(B))) == [State.CHECKED, State.DECIDED]


def test_of_twenty_decisions_for_three_places_three_win(store: Store) -> None:
    office, codes = Office(store, capacity=3), [f"AAAAAAAA{n:02}" for n in range(20)]
    office.check(*codes)
    answers = at_once(*(lambda code=code: office.decide(code) for code in codes[:10]))
    assert codes_of(answers) == ["cohort_full"] * 7
    assert store.rows("select count(*) as n from decisions") == [{"n": 3}]


def test_of_two_decisions_about_one_city_one_wins(store: Store) -> None:
    office = Office(store)
    office.check(A)
    version = office.show(A).version
    answers = at_once(
        lambda: office.decide(A, "declined", expected_version=version),
        lambda: office.decide(A, "waitlisted", expected_version=version),
    )
    assert codes_of(answers) == ["stale_version"]


@pytest.mark.parametrize("_turn", range(5))
def test_a_confirmation_and_a_withdrawal_at_the_same_moment_leave_one_of_the_two(store: Store, _turn: int) -> None:
    office = Office(store)
    office.tell(A)
    confirmed, _ = at_once(lambda: office.confirm(A), lambda: office.withdraw(A))
    if isinstance(confirmed, str):
        assert (confirmed, office.state(A)) == ("illegal_transition", State.DECLINED_BY_CITY)
    else:
        assert (confirmed.state, office.state(A)) == (State.CONFIRMED, State.CONFIRMED)
    told = store.rows("select type from outbox where type in ('offer_confirmed', 'offer_declined')")
    assert len(told) == 1


def test_a_confirmation_that_came_first_stands(store: Store) -> None:
    office = Office(store)
    office.tell(A)
    first = office.confirm(A)
    assert first.offer and (first.offer.mayor, first.offer.authorized, first.offer.reason) == (
        "Ana Ficticia", True, None,
    )  # fmt: skip
    office.withdraw(A)
    assert office.confirm(A).model_copy(update={"version": first.version}) == first  # and one more event
    assert store.rows("select type from outbox where type = 'withdrawal_overtaken'") != []
    assert office.state(A) is State.CONFIRMED


def test_confirming_twice_at_once_gives_the_same_answer_and_one_event(store: Store) -> None:
    office = Office(store)
    office.tell(A)
    one, other = at_once(lambda: office.confirm(A), lambda: office.confirm(A))
    assert one == other
    assert store.rows("select count(*) as n from outbox where type = 'offer_confirmed'") == [{"n": 1}]


def test_cities_put_on_the_waitlist_at_once_have_ranks_without_a_gap(store: Store) -> None:
    office, codes = Office(store), [f"AAAAAAAA{n:02}" for n in range(8)]
    office.check(*codes)
    answers = at_once(*(lambda code=code: office.decide(code, "waitlisted", rank=1) for code in codes))
    assert codes_of(answers) == []
    assert [rank for rank, _ in office.waitlist()] == list(range(1, 9))
    at_once(*(lambda code=code, n=n: office.rank(code, n + 1) for n, code in enumerate(codes)))
    assert [rank for rank, _ in office.waitlist()] == list(range(1, 9))


def test_two_jobs_propose_a_place_once(store: Store) -> None:
    office = Office(store)
    office.tell(D)
    for code in (A, B):
        office.tell(code, "waitlisted")
    office.decline(D)
    at_once(office.propose, office.propose, office.propose)
    assert [one.code for one in office.proposals()] == [A]


# -- the waitlist ------------------------------------------------------------------------------------------------------


def test_the_waitlist_is_ranked_moved_and_left(store: Store) -> None:
    office = Office(store)
    for code in (A, B, C):
        office.tell(code, "waitlisted")
    assert office.rank(C, 1) == [C, A, B]
    assert office.rank(C, 2) == [A, C, B]
    assert office.rank(A, 9) == [C, B, A]
    office.withdraw(B)
    assert office.waitlist() == [(1, C), (2, A)]
    office.check(B[:9] + "X", D)
    office.decide(D, "waitlisted", rank=1)
    assert office.waitlist() == [(1, D), (2, C), (3, A)]
    assert office.show(D).waitlist_rank == 1


def test_a_freed_place_is_proposed_dismissed_accepted_and_sent(store: Store) -> None:
    office = Office(store)
    office.tell(D)
    for code in (A, B):
        office.tell(code, "waitlisted")
    office.lapse(D)
    office.propose()
    (proposal,) = office.proposals()
    assert (proposal.code, proposal.freed_by, proposal.freed_how, proposal.taken) == (A, D, "lapsed", 0)
    assert proposal.after["region"] == {"south_america": 1}
    dismiss = eligibility.DismissProposal(code=A, reason="another region")
    store.run(lambda r, o: proposing.dismiss_proposal(dismiss, r, o, PROGRAM, STAFF, NOW))
    office.propose()
    assert [one.code for one in office.proposals()] == [B]
    accept = eligibility.AcceptProposal(code=B)
    store.run(lambda r, o: deciding.accept_proposal(accept, r, o, PROGRAM, STAFF, NOW))
    assert office.send(B).state is State.OFFERED
    office.propose()
    assert (office.proposals(), len(office.proposals(None))) == ([], 2)
    assert office.waitlist() == [(1, A)]


def test_a_proposal_is_dropped_when_its_place_is_gone(store: Store) -> None:
    office = Office(store)
    office.tell(D)
    for code in (A, B):
        office.tell(code, "waitlisted")
    office.decline(D)
    office.propose()
    office.decide(B)
    office.propose()
    assert [(one.code, one.state) for one in office.proposals(None)] == [(A, "superseded")]


def test_the_waitlist_closes_when_the_cohort_starts(store: Store) -> None:
    office = Office(store)
    for code in (A, B, C):
        office.tell(code, "waitlisted")

    def close(now: datetime) -> int:
        ended = store.run(lambda r, _: waitlisting.list_ended(r, now))
        for one in ended:
            store.run(lambda r, o, one=one: waitlisting.close_waitlist(one, r, o, now))
        return len(ended)

    assert [close(NOW), close(STARTED), close(STARTED)] == [0, 3, 0]
    assert ({office.state(code) for code in (A, B, C)}, office.waitlist()) == ({State.DECLINED}, [])
    office.check(D)
    late = eligibility.Decide(code=D, outcome="waitlisted", override="entered after the fact")
    store.run(lambda r, o: deciding.decide(late, r, o, PROGRAM, LEAD, STARTED))
    office.send(D)
    assert (close(STARTED), office.state(D), office.waitlist()) == (0, State.WAITLISTED, [(1, D)])


# -- corrections and offers --------------------------------------------------------------------------------------------


def test_decisions_are_corrected_kept_and_told_by_their_own_texts(store: Store) -> None:
    office = Office(store)
    office.tell(A, "declined")
    request = eligibility.CorrectDecision(code=A, outcome="admitted", reason="read wrongly", feedback="sorry")
    shown = store.run(lambda r, o: correcting.correct_decision(request, r, o, PROGRAM, STAFF, NOW))
    assert (shown.state, shown.offer.reply_by) == (State.OFFERED, date(2027, 4, 24))
    history = store.run(lambda r, _: deciding.get_decision_history(eligibility.GetDecisionHistory(code=A), r))
    assert [(one.outcome, one.state) for one in history.entries] == [("declined", "corrected"), ("admitted", "sent")]

    def text(decision_id: Any) -> str | None:
        said = {"recipient": "intake:1", "language": "es", "values": {"decision_id": decision_id and str(decision_id)}}
        asked = eligibility.GetMailFacts.model_validate({"code": A, "about": "decision", **said})
        return store.run(lambda r, _: mail_facts.get_mail_facts(asked, r, NOW)).values["feedback"]

    assert [text(one.decision_id) for one in history.entries] == ["words", "sorry"]
    assert text(None) == "sorry"


def test_a_lapsed_offer_is_reinstated_with_its_reason_on_record(store: Store) -> None:
    office = Office(store)
    office.tell(A)
    office.lapse(A)
    request = eligibility.ReinstateOffer(code=A, reply_by=date(2027, 5, 1), reason="a lost letter")
    shown = store.run(lambda r, o: correcting.reinstate_offer(request, r, o, PROGRAM, STAFF, NOW))
    assert (shown.state, [one.rule for one in shown.overrides]) == (State.OFFERED, ["offer_open", "reinstated"])


def test_overdue_offers_are_told_once_and_listed(store: Store) -> None:
    office = Office(store, capacity=3)
    for code in (A, B, C):
        office.tell(code)
    office.confirm(C)

    def overdue(now: datetime) -> int:
        found = store.run(lambda r, _: offering.list_overdue(r, now))
        for one in found * 2:
            store.run(lambda r, o, one=one: offering.tell_overdue(one, r, o, now))
        return len(found)

    assert [overdue(NOW), overdue(OVERDUE), overdue(OVERDUE)] == [0, 2, 0]

    def listed(**fields: Any) -> tuple[list[str], str | None, int]:
        request = eligibility.ListOffers.model_validate({"call": "2027"} | fields)
        page = store.run(lambda r, _: offering.list_offers(request, r, OVERDUE, FakeOwners()))
        return [one.code for one in page.items], page.next, page.total

    first, following, total = listed(limit=2)
    assert (first, total, listed(limit=2, after=following)[0]) == ([A, B], 3, [C])
    assert listed(overdue=True) == ([A, B], None, 2)


def test_offers_are_reminded_of_once_also_by_two_at_once(store: Store) -> None:
    office = Office(store, capacity=3)
    for code in (A, B, C):
        office.tell(code)
    office.confirm(C)
    offers = store.run(lambda r, _: reminding.list_due_offers(r, PROGRAM, Reminded(r._tx), REMINDED))

    def remind(r: Repository, o: Outbox) -> None:
        for offer in offers:
            reminding.remind_offer(offer, r, o, PROGRAM, Reminded(r._tx), REMINDED)

    store.at_once(remind, remind)
    assert store.run(lambda r, _: reminding.list_due_offers(r, PROGRAM, Reminded(r._tx), REMINDED)) == []
    assert store.events().count("offer_reminder_due") == 2
