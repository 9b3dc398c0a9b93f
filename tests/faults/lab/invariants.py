"""What holds at rest, whatever happened before. Each function gives what is wrong, in words; else nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from alliance.output import Progress
from alliance.reporting.auditing import verify
from shared.contracts.lifecycle import ApplicationState, compose_state
from shared.contracts.reporting import GetRebuild, StartRebuild
from shared.runtime.settings import SERVICES
from tests.faults.lab.ledger import Ledger
from tests.faults.lab.rest import Stream, followed, positions, reasons
from tests.faults.lab.system import Lab, until

Wrong = Iterator[str]

REBUILD_WITHIN_S = 120
CALM_WITHIN_S = 15

_VERSIONS = """
select application_id, version.version from application_versions as version join applications using (application_id)
where call = %s
"""
_CHECKS_TOLD = """
select (payload ->> 'application_id')::uuid, (payload ->> 'application_version')::int
from outbox where type = 'eligibility_checked' and payload ->> 'call' = %s
"""


def nothing_is_on_its_way(lab: Lab, _call: str, _ledger: Ledger) -> Wrong:
    """Outboxes told, queues and waiting tables empty, every event taken in by every follower: at one moment of some,
    since alerts and reminders come by themselves while all this is compared."""
    left: list[str] = []

    def calm() -> bool:
        left[:] = reasons(lab)
        return not left

    until(calm, CALM_WITHIN_S, pause_s=0.5)
    yield from left


def every_answer_stands(lab: Lab, call: str, ledger: Ledger) -> Wrong:
    """A promise names the application that is there, and a repetition was answered alike."""
    rows = lab.rows("intake", "select city, application_id, code from applications where call = %s", (call,))
    there = {row["city"]: (row["application_id"], row["code"]) for row in rows}
    for city, promise in ledger.promised.items():
        if there.get(city) != (promise.id, promise.code):
            yield f"{city} was promised as {promise.code}, which is not what is stored"
    yield from (f"{city} was answered in two ways" for city in ledger.contradicted)
    yield from (f"{city} was refused: {code}" for city, code in ledger.refused.items())


def each_command_had_one_effect(lab: Lab, call: str, _ledger: Ledger) -> Wrong:
    """Each application is the answer of one command."""
    sql = "select response ->> 'code' as code from command_log where method = 'submit_application'"
    answers = Counter(row["code"] for row in lab.rows("intake", sql))
    for row in lab.rows("intake", "select city, code from applications where call = %s", (call,)):
        if answers[row["code"]] != 1:
            yield f"{row['city']} is the answer of {answers[row['code']]} commands"


def one_check_for_each_version(lab: Lab, call: str, _ledger: Ledger) -> Wrong:
    submitted, told = _counted(lab, "intake", _VERSIONS, call), _counted(lab, "eligibility", _CHECKS_TOLD, call)
    if submitted != told:
        missing, additional = sum((submitted - told).values()), sum((told - submitted).values())
        yield f"{missing} versions unchecked, {additional} checks too many"


def one_mail_for_each_occasion(lab: Lab, _call: str, _ledger: Ledger) -> Wrong:
    sql = "select application_id, template, recipient, occasion_id from mails where resent_from is null"
    rows = Counter(tuple(row.values()) for row in lab.rows("notifications", sql))
    yield from (f"mail {key} has {times} rows" for key, times in rows.items() if times > 1)


def reports_equal_their_owners(lab: Lab, call: str, _ledger: Ledger) -> Wrong:
    chosen = {row["application_id"]: row["state"] for row in lab.rows(
        "eligibility", "select application_id, state from selections where call = %s", (call,)
    )}  # fmt: skip
    owned = {}
    for row in lab.rows("intake", "select application_id, state from applications where call = %s", (call,)):
        state = chosen.get(row["application_id"])
        owned[row["application_id"]] = compose_state(
            ApplicationState(row["state"]), None if state is None else ApplicationState(state)
        ).value
    rows = lab.rows("reporting", "select application_id, state from applications where call = %s", (call,))
    reported = {row["application_id"]: row["state"] for row in rows}
    if owned != reported:
        differing = {key for key in owned.keys() | reported.keys() if owned.get(key) != reported.get(key)}
        yield f"{len(differing)} applications are reported otherwise than their owners have them"


def dead_letters_are_the_junk(lab: Lab, _call: str, _ledger: Ledger) -> Wrong:
    found = lab.value("operations", "select count(*) from dead_letters where state = 'dead'")
    if found != lab.junk:
        yield f"{found} dead letters, {lab.junk} pieces of junk injected"


def versions_have_no_gap(lab: Lab, _call: str, _ledger: Ledger) -> Wrong:
    """In each outbox; in the event log also in that order; and each consumer stands at the last, of nothing else."""
    last: dict[Stream, int] = {}
    for service in SERVICES:
        versions = defaultdict(list)
        for row in lab.rows(service, "select aggregate, aggregate_id, aggregate_version from outbox order by seq"):
            versions[service, row["aggregate"], row["aggregate_id"]].append(row["aggregate_version"])
        yield from _gaps(f"the outbox of {service}", versions)
        last |= {key: len(found) for key, found in versions.items()}
    logged = defaultdict(list)
    columns = "source, aggregate, aggregate_id, aggregate_version"
    for row in lab.rows("reporting", f"select {columns} from event_log order by seq"):  # noqa: S608  (a constant)
        logged[row["source"], row["aggregate"], row["aggregate_id"]].append(row["aggregate_version"])
    yield from _gaps("the event log", logged)
    for service in SERVICES:
        at = positions(lab, service)
        wanted = {key: n for key, n in last.items() if followed(service).get(key[0], set()) & {"*", key[1]}}
        if behind := sum(at.get(key, 0) != version for key, version in wanted.items()):
            yield f"{service} does not stand at the last version of {behind} aggregates"
        if strangers := sum(version > last.get(key, 0) for key, version in at.items()):
            yield f"{service} stands at versions of {strangers} aggregates that nobody told"


def the_audit_trail_holds(lab: Lab, _call: str, _ledger: Ledger) -> Wrong:
    """Its chain of hashes, and each event as its service recorded it."""
    verdict = verify(lab.client, Progress())
    if verdict.broken or verdict.under_way:
        yield verdict.broken or f"{verdict.under_way} events are not in it"


def read_models_equal_a_rebuild(lab: Lab, _call: str, _ledger: Ledger) -> Wrong:
    rebuild = lab.client.call(StartRebuild(swap=False))
    assert until(lambda: lab.client.call(GetRebuild()).finished_at is not None, REBUILD_WITHIN_S), rebuild
    if differences := lab.client.call(GetRebuild()).differences:
        yield f"rows that differ: {differences}"


INVARIANTS: tuple[Callable[[Lab, str, Ledger], Wrong], ...] = (
    nothing_is_on_its_way,
    every_answer_stands,
    each_command_had_one_effect,
    one_check_for_each_version,
    one_mail_for_each_occasion,
    reports_equal_their_owners,
    dead_letters_are_the_junk,
    versions_have_no_gap,
    the_audit_trail_holds,
    read_models_equal_a_rebuild,
)


def wrong(lab: Lab, call: str, ledger: Ledger) -> list[str]:
    """Everything that does not hold."""
    return [f"{check.__name__.replace('_', ' ')}: {what}" for check in INVARIANTS for what in check(lab, call, ledger)]


def _counted(lab: Lab, service: str, sql: str, call: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row.values()) for row in lab.rows(service, sql, (call,)))


def _gaps(where: str, versions: dict[Any, list[int]]) -> Wrong:
    for key, found in versions.items():
        if found != list(range(1, len(found) + 1)):
            yield f"{where} holds of {key[1]} {key[2]} the versions {found}"
