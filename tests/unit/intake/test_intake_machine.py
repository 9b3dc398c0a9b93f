"""Any sequence of steps on calls, drafts and applications: what holds after each of them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from services.intake.domain import REINSTATEMENT_TRANSITIONS, TRANSITIONS
from services.intake.handlers import answers
from shared.contracts import eligibility
from shared.contracts.errors import Refusal
from shared.contracts.events import Event
from shared.contracts.intake import (
    ApplicationEvent,
    ApplicationMerged,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    DraftSaved,
)
from shared.contracts.lifecycle import ApplicationState as State
from tests.unit.intake.fake_intake import LEAD, NOW, Desk

CITIES = st.sampled_from(["Puerto Ejemplo", "PUERTO ejemplo", "Ciudad de Puerto Ejemplo", "Otra", "Tercera"])
AREAS = st.sampled_from(["Magdalena", "Dep. Magdalena", "Chocó"])
WHOLE = st.booleans()
STEPS = st.sampled_from([timedelta(0), timedelta(days=20), timedelta(days=90)])

#: What an event says of an application's state after it.
AFTER = {DraftSaved: State.DRAFT, ApplicationSubmitted: State.SUBMITTED, ApplicationWithdrawn: State.WITHDRAWN}


class Intake(RuleBasedStateMachine):
    """Each rule is one use case at some moment; refused is fine, as long as nothing has changed then."""

    codes = Bundle("codes")

    def __init__(self) -> None:
        super().__init__()
        self.desk, self.now = Desk(), NOW

    def attempt(self, step: Any) -> str | None:
        """The code of what came of it, None where it was refused."""
        told, live = len(self.desk.outbox.events), self.live()
        try:
            return str(step().code)
        except Refusal as refusal:
            assert refusal.code != "internal_error"
            assert len(self.desk.outbox.events) == told, "a refusal tells nothing"
            assert self.live() == live, "a refusal changes nothing"
            return None

    def live(self) -> Counter[Any]:
        keys = [one.live_key for one in self.desk.repository.applications.values()]
        return Counter(key for key in keys if key is not None)

    @rule(by=STEPS)
    def time_passes(self, by: timedelta) -> None:
        self.now += by

    @rule(target=codes, city=CITIES, area=AREAS)
    def submit(self, city: str, area: str) -> str:
        return self.attempt(lambda: self.desk.submit(now=self.now, city=city, admin_area=area)) or "NONE"

    @rule(target=codes, city=CITIES, whole=WHOLE)
    def save(self, city: str, whole: bool) -> str:
        changes: dict[str, Any] = {} if whole else {"ambition": "Queremos"}
        return self.attempt(lambda: self.desk.save(now=self.now, city=city, **changes)) or "NONE"

    @rule(code=codes, city=CITIES)
    def revise(self, code: str, city: str) -> None:
        self.attempt(lambda: self.desk.revise(code, now=self.now, city=city))

    @rule(code=codes)
    def submit_draft(self, code: str) -> None:
        self.attempt(lambda: self.desk.submit_draft(code, now=self.now))

    @rule(code=codes)
    def submit_draft_by_override(self, code: str) -> None:
        self.attempt(lambda: self.desk.submit_draft(code, now=self.now, caller=LEAD, override="by the lead"))

    @rule(code=codes, city=CITIES, area=AREAS)
    def resubmit(self, code: str, city: str, area: str) -> None:
        self.attempt(lambda: self.desk.resubmit(code, now=self.now, city=city, admin_area=area))

    @rule(code=codes, state=st.sampled_from([State.MORE_INFO, State.CHECKED, State.OFFERED]))
    def eligibility_speaks(self, code: str, state: State) -> None:
        known = self.desk.repository.find_application(code)
        if known is not None:
            event = eligibility.SelectionEnded(application_id=known.id, code=code, call="2027", state=state)
            answers.follow_selection(event, self.desk.repository)

    @rule(code=codes, city=CITIES)
    def answer(self, code: str, city: str) -> None:
        self.attempt(lambda: self.desk.answer(code, now=self.now, city=city))

    @rule(code=codes)
    def withdraw(self, code: str) -> None:
        self.attempt(lambda: self.desk.withdraw(code, now=self.now))

    @rule(code=consumes(codes), into=codes)
    def merge(self, code: str, into: str) -> None:
        self.attempt(lambda: self.desk.merge(code, into, now=self.now))

    @rule(code=codes)
    def reinstate(self, code: str) -> None:
        self.attempt(lambda: self.desk.reinstate(code, now=self.now))

    @rule(days=st.integers(1, 200))
    def extend(self, days: int) -> None:
        until: date | datetime = self.now + timedelta(days=days)
        self.attempt_call(lambda: self.desk.extend(until, now=self.now))

    @rule()
    def close(self) -> None:
        self.attempt_call(lambda: self.desk.close(now=self.now))

    @rule(code=codes, days=st.integers(1, 200))
    def reopen(self, code: str, days: int) -> None:
        self.attempt(lambda: self.desk.reopen(code, self.now + timedelta(days=days), now=self.now))

    def attempt_call(self, step: Any) -> None:
        told = len(self.desk.outbox.events)
        try:
            step()
        except Refusal:
            assert len(self.desk.outbox.events) == told

    @invariant()
    def a_city_has_one_live_application_a_call(self) -> None:
        assert set(self.live().values()) <= {1}

    @invariant()
    def what_was_told_follows_the_table(self) -> None:
        """And ends where the tables stand, with versions 1, 2, 3 and no gap."""
        states: dict[Any, State | None] = {}
        versions: Counter[Any] = Counter()
        for event in self.desk.outbox.events:
            after = self.state_after(event)
            if after is None or not isinstance(event, ApplicationEvent):
                continue
            before = states.get(event.application_id)
            way_back = REINSTATEMENT_TRANSITIONS.get(before, frozenset()) if before else frozenset()
            assert after in TRANSITIONS[before] | way_back, f"{before} -> {after}"
            states[event.application_id] = after
            if isinstance(event, ApplicationSubmitted):
                versions[event.application_id] += 1
                assert event.version == versions[event.application_id]
        rows = self.desk.repository
        kept: dict[Any, State] = {one.record.id: one.record.state for one in rows.applications.values()}
        assert states == kept | {one.id: one.state for one in rows.drafts.values()}
        assert versions == Counter({one.record.id: one.record.version for one in rows.applications.values()})

    @invariant()
    def a_code_names_one_thing(self) -> None:
        rows = self.desk.repository
        codes = [one.record.code for one in rows.applications.values()] + [one.code for one in rows.drafts.values()]
        assert len(codes) == len(set(codes))

    @invariant()
    def who_was_merged_away_says_where_to(self) -> None:
        """Until it is reinstated as its next version."""
        merged: dict[Any, Any] = {}
        for event in self.desk.outbox.events:
            if isinstance(event, ApplicationMerged):
                merged[event.merged_id] = event.application_id
            elif isinstance(event, ApplicationSubmitted):
                merged.pop(event.application_id, None)
        assert merged == self.desk.repository.merged

    @staticmethod
    def state_after(event: Event) -> State | None:
        return next((state for kind, state in AFTER.items() if isinstance(event, kind)), None)


Intake.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestIntake = Intake.TestCase
