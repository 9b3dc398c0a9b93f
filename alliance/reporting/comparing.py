"""Reports held against what their owners' own tables say at the moment: what `alliance ops compare` does.

Time in state and attention are made of the same events as these and have no table of an owner to be held against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

from shared.contracts import cohort, eligibility, intake
from shared.contracts.reporting import GetReport, ListApplications, ListedApplication
from shared.contracts.requests import Page, Query
from shared.messaging.client import Client
from shared.views.reports import as_json

PART = 1000
Row = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """One value as a report has it and as its owner does. `of`: a call or a cohort; `code`: a city's."""

    report: str
    of: str
    code: str
    what: str
    reported: Any
    owned: Any

    @property
    def agrees(self) -> bool:
        return bool(self.reported == self.owned)


def compare(client: Client) -> Iterator[Compared]:
    for call in client.call(intake.ListCalls()).items:
        yield from compare_call(client, call.id)
    for one in client.call(cohort.ListCohorts()).items:
        yield from compare_cohort(client, one.id)


# -- of a call ---------------------------------------------------------------------------------------------------------


def compare_call(client: Client, call: str) -> Iterator[Compared]:
    reported = {one.code: one for one in listed(client, call)}
    owned = dict(owned_states(client, call, reported))
    for code in sorted(reported.keys() | owned.keys()):
        state = reported[code].state.value if code in reported else None
        yield Compared("funnel", call, code, "state", state, owned.get(code))
    funnel = tables(client, "funnel", call=call)
    counts = Counter(owned.values())
    for row in funnel["states"]:
        yield Compared("funnel", call, "", row["state"], row["applications"], counts.pop(row["state"], 0))
    yield from (Compared("funnel", call, "", str(state), 0, number) for state, number in counts.items())
    yield from compare_screening(client, call)


def listed(client: Client, call: str) -> Iterator[ListedApplication]:
    yield from every(client, lambda after: ListApplications(call=call, limit=PART, after=after))


def owned_states(client: Client, call: str, reported: dict[str, ListedApplication]) -> Iterator[tuple[str, str]]:
    """eligibility knows those that were not withdrawn, intake drafts; of any other intake says what became of it."""
    seen = set()
    for city in pool(client, call):
        seen.add(city.code)
        yield city.code, city.state.value
    for draft in every(client, lambda after: intake.ListDrafts(call=call, limit=PART, after=after)):
        seen.add(draft.code)
        yield draft.code, "draft"
    for code in reported.keys() - seen:
        yield code, client.call(intake.GetApplicationStatus(code=code)).state.value


def pool(client: Client, call: str) -> Iterator[eligibility.PoolCity]:
    after: str | None = None
    while True:
        part = client.call(eligibility.GetPool(call=call, limit=PART, after=after))
        yield from part.items
        if (after := part.next) is None:
            return


def compare_screening(client: Client, call: str) -> Iterator[Compared]:
    """Of those that were not withdrawn, which is what eligibility lists."""
    owned = Counter(city.eligibility for city in pool(client, call))
    reported = Counter(one.eligibility for one in listed(client, call)
                       if one.eligibility and one.state.value not in ("withdrawn", "draft"))  # fmt: skip
    for outcome in get_args(eligibility.Outcome):
        yield Compared("screening", call, "", outcome, reported[outcome], owned[outcome])


# -- of a cohort -------------------------------------------------------------------------------------------------------


def compare_cohort(client: Client, name: str) -> Iterator[Compared]:
    members = client.call(cohort.GetTracker(cohort=name)).members
    reported = {row["code"]: row for row in tables(client, "tracker", cohort=name)["cities"]}
    owned = {one.code: one for one in members}
    for code in sorted(reported.keys() | owned.keys()):
        row, own = reported.get(code, {}), owned.get(code)
        yield Compared("tracker", name, code, "phase", row.get("phase"), own and own.phase)
        yield Compared("tracker", name, code, "status", row.get("status"), own and own.status)
    there = [one.code for one in members if one.status in ("active", "paused")]
    for part in (compare_strategy, compare_outcomes, compare_results, compare_maturity):
        yield from part(client, name, there)
    yield from compare_attendance(client, name)


def compare_strategy(client: Client, name: str, there: Iterable[str]) -> Iterator[Compared]:
    rows = {row["code"]: row for row in tables(client, "strategy", cohort=name)["cities"]}
    for code in there:
        own, row = client.call(cohort.GetStrategy(code=code)), rows.get(code, {})
        for one in own.components:
            yield Compared("strategy", name, code, one.component, row.get(one.component), one.state)
        launched_on = own.launched_on.isoformat() if own.launched_on else None
        yield Compared("strategy", name, code, "launched_on", row.get("launched_on"), launched_on)


def compare_outcomes(client: Client, name: str, there: Iterable[str]) -> Iterator[Compared]:
    rows = tables(client, "outcomes", cohort=name)["targets"]
    for code in there:
        targets = client.call(cohort.GetTargets(code=code)).targets
        own = sorted(progress(one) for one in targets if one.state == "active")
        seen = sorted(Decimal(row["progress"] or 0) for row in rows if row["code"] == code)
        yield Compared("outcomes", name, code, "progress", seen, own)


def progress(target: cohort.Target) -> Decimal:
    """What was not measured has not moved."""
    return target.progress if target.measurements else Decimal(0)


def compare_results(client: Client, name: str, there: Iterable[str]) -> Iterator[Compared]:
    found = tables(client, "results", cohort=name)

    def states(kind: str, code: str) -> list[str]:
        return sorted(row["state"] for row in found[kind] if row["code"] == code)

    for code in there:
        own = client.call(cohort.GetCodified(code=code))
        for kind, things in (("policies", own.policies), ("processes", own.processes), ("ai_uses", own.ai_uses)):
            owned = sorted(one.state for one in things)
            yield Compared("results", name, code, kind, states(kind, code), owned)
        engaged = sum(row["residents"] for row in found["engagements"] if row["code"] == code)
        asked = client.call(cohort.ListEngagements(code=code)).items
        yield Compared("results", name, code, "residents", engaged, sum(one.residents for one in asked))


def compare_maturity(client: Client, name: str, there: Iterable[str]) -> Iterator[Compared]:
    rows = {(row["code"], row["view"]): row for row in tables(client, "maturity", cohort=name)["maturity"]}
    for code in there:
        for one in client.call(cohort.GetMaturity(code=code)).assessments:
            seen = rows.get((code, one.view), {}).get(f"at_{one.moment}")
            kept = None if seen is None else Decimal(seen)
            yield Compared("maturity", name, code, f"{one.view}.{one.moment}", kept, Decimal(one.mean))


def compare_attendance(client: Client, name: str) -> Iterator[Compared]:
    """Of sessions that were held each city, of convenings each role."""
    owned: Counter[tuple[str, str, str]] = Counter()
    sessions = every(client, lambda after: cohort.ListSessions(cohort=name, state="held", limit=500, after=after))
    for session in sessions:
        for city in client.call(cohort.GetSession(session_id=session.id)).cities:
            owned[city.code, "sessions", str(city.attendance)] += 1
    for convening in every(client, lambda _: cohort.ListConvenings(cohort=name)):
        for guest in client.call(cohort.GetConvening(cohort=name, kind=convening.kind)).invitations:
            owned[guest.code, "convenings", "present" if guest.state == "attended" else guest.state] += 1
    for row in tables(client, "attendance", cohort=name)["cities"]:
        for of in ("sessions", "convenings"):
            for came in ("present", "absent", "excused"):
                own = owned[row["code"], of, came]
                yield Compared("attendance", name, row["code"], f"{of}.{came}", row[f"{of}_{came}"], own)


# -- asking ------------------------------------------------------------------------------------------------------------


def tables(client: Client, report: str, **of: str) -> Mapping[str, list[Row]]:
    """A table that the report does not have has no rows."""
    found = as_json(client.call(GetReport.model_validate({"report": report} | of)))["tables"]
    return defaultdict(list, found)


def every(client: Client, query: Callable[[str | None], Query[Page[Any]]]) -> Iterator[Any]:
    """All that match, part by part."""
    after: str | None = None
    while True:
        page = client.call(query(after))
        yield from page.items
        if (after := page.next) is None:
            return
