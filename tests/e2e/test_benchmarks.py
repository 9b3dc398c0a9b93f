"""Each benchmark runs and counts right, in small; no time is judged. `python -m benchmarks --smoke` runs the peers,
too, in their own environment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg2.errors import UniqueViolation

from benchmarks import criteria, door, letters, mails, pages, partitions, profiling
from benchmarks.figures import backlog, importing, memory, submitting
from benchmarks.ground import Place, place
from benchmarks.peers.kept import OutOfOrder, do_and_tell, do_once, told
from benchmarks.peers.postgres import Pool
from benchmarks.system import alliance
from benchmarks.work.documents import document
from benchmarks.work.model import Application
from benchmarks.work.stages import count, judge, mail, store
from tests.support.foundations import Foundations

EVENTS = 30


@pytest.fixture
def here(foundations: Foundations) -> Iterator[Place]:
    with place(foundations) as made:
        yield made


@pytest.fixture
def pool(here: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pool]:
    monkeypatch.setenv("DATABASE_URL", here.database_url)
    made = Pool()
    yield made
    made.close()


@pytest.mark.parametrize("first", ["submitted", "checked"])
def test_each_stage_puts_each_application_behind_it_once_in_any_order(here: Place, pool: Pool, first: str) -> None:
    for number in range(EVENTS):
        stored, submitted = store(Application.model_validate(document(number, "a")))
        judged, checked = judge(submitted)
        counts = [count(submitted, "submitted"), count(checked, "checked")]
        if first == "checked":
            counts.reverse()
        for statements in (stored, judged, mail(submitted), *counts, *counts, judged, stored):
            pool.run(statements)
    assert here.done() == {"eligibility": EVENTS, "notifications": EVENTS, "reporting": EVENTS}
    assert here.query("select count(*) from contacts") == [(2 * EVENTS,)]
    assert here.query("select distinct city is null, country is null from reported_applications") == [(False, False)]


def test_who_keeps_does_each_event_once_in_its_order_and_tells_with_the_work(here: Place, pool: Pool) -> None:
    statements, submitted = store(Application.model_validate(document(0, "a")))
    do_and_tell(pool, statements, "intake", "application_submitted", submitted)
    (row,) = here.query("select event_id::text, aggregate_id::text, version, payload from kept_outbox")
    message = dict(zip(("event_id", "aggregate_id", "version", "payload"), row, strict=True)) | {"producer": "intake"}
    judged, checked = judge(message["payload"])
    for _ in range(2):
        do_once(pool, "eligibility", message, judged, [told("eligibility", "eligibility_checked", checked)])
    assert here.done()["eligibility"] == 1
    assert here.query("select producer from kept_outbox order by seq") == [("intake",), ("eligibility",)]
    early = message | {"event_id": str(uuid4()), "version": 3}
    with pytest.raises(OutOfOrder):
        do_once(pool, "eligibility", early, judged)
    assert here.query("select count(*) from kept_inbox") == [(1,)]
    with pytest.raises(UniqueViolation):
        do_and_tell(pool, statements, "intake", "application_submitted", submitted)


def test_a_backlog_is_drained_to_its_last_event(foundations: Foundations, tmp_path: Path) -> None:
    with backlog.kernel_place(foundations, backlog.KERNEL, tmp_path) as (here, drain_one):
        drained = drain_one(EVENTS)
        assert 0 < drained.events < EVENTS + 1
        assert here.query(backlog.MAILS) == [(EVENTS,)]
        assert here.query("select count(*) from positions") == [(EVENTS,)]


def test_a_backlog_is_drained_by_two_processes_over_two_partitions(foundations: Foundations, tmp_path: Path) -> None:
    run = partitions.measure(foundations, backlog.KERNEL, 2, 2, EVENTS, tmp_path)
    assert run.rate > 0
    assert run.cpu_us.keys() == {"postgres", "broker", "consumer"}


def test_the_statements_alone_write_every_mail(foundations: Foundations) -> None:
    assert backlog.run_statements(foundations, EVENTS, 7).events == EVENTS


def test_a_call_is_judged_again(foundations: Foundations, capsys: pytest.CaptureFixture[str]) -> None:
    criteria.compare(foundations, EVENTS)
    assert capsys.readouterr().out.count("/s\n") == 3


def test_queued_mails_are_sent(foundations: Foundations, capsys: pytest.CaptureFixture[str]) -> None:
    """It looks itself that none is left."""
    mails.measure(foundations, rounds=1, number=EVENTS)
    assert capsys.readouterr().out.count("of smtplib alone") == 2


@pytest.mark.long
@pytest.mark.parametrize(("view", "said"), [("statements", "insert into"), ("functions", "function calls")])
def test_a_consumer_is_profiled(foundations: Foundations, tmp_path: Path, view: str, said: str) -> None:
    (consumer,) = (one for one in backlog.OWN if one.name == "eligibility")
    assert said in profiling.profile(foundations, consumer, EVENTS, view, tmp_path)


@pytest.mark.long
def test_the_whole_system_is_measured(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Import, submissions both ways, a soak, the pages, those of dead letters, and the door."""
    folder = tmp_path_factory.mktemp("bench")
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    with alliance(folder) as system:
        assert importing.import_into_alliance(system, EVENTS, folder).applications == EVENTS
        for way in ("rpc", "http"):
            assert submitting.submit_to_alliance(system, way, 2, 5)["requests"] == 2 * submitting.CLIENTS
        system.settle()
        assert memory.soak(system, 2)["samples"]
        assert set(pages.measure_alliance(system, folder, {"few": EVENTS}, 2)) == set(pages.OWN)
        assert set(letters.measure_letters(system, folder, EVENTS, 2)) == set(letters.PAGES)
        door.measure(system.endpoints["portal"], seconds=1)
