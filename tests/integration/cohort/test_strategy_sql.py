"""Strategies on a real database: every statement of queries/strategies.sql."""

from datetime import date, datetime, timedelta, timezone

from services.cohort.handlers import publishing, strategy
from services.cohort.repository import Repository
from shared.contracts import cohort as contract
from shared.storage.database import Transaction
from tests.support.fakes import FakeOutbox
from tests.unit.cohort.fake_cohort import APPLICATION_ID, CODE, LEAD, NOW, PROGRAM, STAFF
from tests.unit.cohort.fake_strategies import COMPONENTS, StrategyDesk

BOGOTA = timezone(timedelta(hours=-5))


class RealStrategyDesk(StrategyDesk):
    def __init__(self, tx: Transaction) -> None:
        self.repository = Repository(tx, PROGRAM)  # type: ignore[assignment]
        self.outbox, self.program = FakeOutbox(), PROGRAM
        self.plan()
        self.join()
        self.consent()
        self.outbox.events.clear()


def test_a_silence_and_media_consent_hold_what_is_published(tx: Transaction) -> None:
    desk = RealStrategyDesk(tx)
    desk.approve_all()
    desk.launch(date(2027, 5, 20))
    shown = desk.silence("2027-05-19", "2027-05-31")
    assert [one.rule for one in shown.strategy] == ["electoral_silence"]
    let = contract.OverrideSilence(code=CODE, about="strategy", reason="counsel agrees")
    assert publishing.override_silence(let, desk.repository, desk.outbox, LEAD, NOW).strategy == ()
    back = contract.TakeBackSilence(code=CODE, id=shown.silences[0].id, reason="the wrong election")
    found = publishing.take_back_silence(back, desk.repository, desk.outbox, STAFF, NOW)
    assert (found.silences[0].taken_back_because, found.commitment) == ("the wrong election", ())
    assert [one.rule for one in desk.consent(given=False).strategy] == ["media_consent"]


def test_a_strategy_from_its_vision_to_its_launch(tx: Transaction) -> None:
    desk = RealStrategyDesk(tx)
    desk.approve_all()
    shown = strategy.get_strategy(contract.GetStrategy(code=CODE), desk.repository, NOW)
    assert (shown.version, {c.state for c in shown.components}) == (11, {"approved"})
    assert [action.component for action in shown.actions] == list(COMPONENTS)
    desk.return_("use", feedback="Name an owner.")
    assert desk.repository.find_strategy(APPLICATION_ID).feedback == {"use": "Name an owner."}
    desk.save("use", {"cadence": "weekly"})
    assert desk.compare(11, 12) == [
        ("components.use.cadence", "monthly", "weekly"),
        ("components.use.decisions.0", "Where clinics open", None),
    ]
    versions = strategy.list_versions(contract.ListStrategyVersions(code=CODE), desk.repository).versions
    assert ([v.version for v in versions], versions[-1].part) == (list(range(1, 13)), "use")


def test_an_action_keeps_its_place_and_its_cost_when_it_changes(tx: Transaction) -> None:
    desk = RealStrategyDesk(tx)
    (first,) = desk.action("use", cost="1200.50", currency="COP").actions
    desk.action("quality")
    changed = desk.action("use", action_id=first.id, cost="1200.50", currency="COP", state="under_way")
    assert [(a.component, str(a.cost), a.state) for a in changed.actions] == [
        ("use", "1200.50", "under_way"),
        ("quality", "None", "planned"),
    ]


def test_a_planned_launch_is_found_on_its_day_in_the_city(tx: Transaction) -> None:
    desk = RealStrategyDesk(tx)
    desk.approve_all()
    desk.launch(date(2027, 6, 1))
    midnight = datetime(2027, 6, 1, tzinfo=BOGOTA)
    assert desk.repository.list_planned_launches(midnight - timedelta(seconds=1)) == []
    assert desk.repository.list_planned_launches(midnight) == [CODE]
    desk.tick(midnight)
    assert desk.repository.list_planned_launches(midnight) == []
    found = desk.repository.find_strategy(APPLICATION_ID)
    assert found is not None
    assert (found.state, found.launched_on, found.launched_version) == ("launched", date(2027, 6, 1), 11)
