"""A call of 20,000 stored applications judged by changed criteria, then judged again, beside the bare function.

    python -m benchmarks.criteria [--applications 20000]

The use cases run in this process, on a PostgreSQL of their own with fsync on: what a service does, without its RPC.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.ground import place
from services.eligibility.domain.criteria import judge
from services.eligibility.domain.selection import CallRecord
from services.eligibility.handlers import judging
from services.eligibility.repository import Repository
from shared.contracts.application import EligibilityFacts
from shared.contracts.eligibility import JudgeAgain, WhatIf
from shared.messaging.outbox import Outbox
from shared.program.load import load_program
from shared.program.model import Program
from shared.program.places import find_places
from shared.storage.database import Database, Transaction, as_json
from tests.support.foundations import Foundations, started
from tests.support.owners import FakeOwners

APPLICATIONS = 20_000
AS_OF = date(2027, 3, 31)
NOW = datetime(2027, 4, 1, tzinfo=UTC)
CALL = CallRecord("2027", 22, 14, "America/New_York", "cohort-2027", AS_OF, date(2027, 6, 1))
CHANGES = {"population_threshold": 250_000, "caribbean": False, "mayor_term_years": 1}
OWNERS: Any = FakeOwners()  # they are not asked: the call is here
COUNTRIES = ("CO", "BR", "MX", "US", "JM", "PR", "VE")

FILL = """
insert into selections (application_id, code, call, state, application_version, texts_version, city, admin_area,
                        country, time_zone, language, residents, resident_outcomes)
select gen_random_uuid(), lpad(n::text, 10, '0'), '2027', 'checked', 1, 1, 'Ciudad ' || n, 'Area', f ->> 'country',
       'America/Bogota', 'es', (f ->> 'residents')::integer, '{mobility}'
from jsonb_array_elements(%s::jsonb) with ordinality as given (f, n)
"""
FILL_CHECKS = """
insert into checks (application_id, application_version, criteria_version, facts, result, checked_at)
select application_id, 1, '1', row -> 'facts', row -> 'result', now()
from selections join jsonb_array_elements(%s::jsonb) as row on row ->> 'code' = code
"""


def main() -> None:
    number = arguments().applications
    with started(print) as foundations:
        compare(foundations, number)
    print(f"{'most memory of this process':<32}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>9.0f} MB")


def compare(foundations: Foundations, number: int) -> None:
    program = load_program(Path(__file__).parents[1] / "programs" / "city-data-alliance.toml")
    later = program.eligibility.model_copy(update={"version": "2"} | CHANGES)
    changed = program.model_copy(update={"eligibility": later})
    facts = [facts_of(n) for n in range(number)]
    packages = ("shared.messaging", "services.eligibility")
    with place(foundations, *packages) as here, closing(Database(here.database_url)) as database:
        with database.transaction(seconds=300) as tx:
            fill(tx, facts, program)
        foundations.settle(here.database_url, "selections", "checks")
        print(f"{number:,} applications")
        show("the bare function", number, lambda: [judge(one, later, AS_OF, places_of(one)) for one in facts])
        show("what-if, in parts of 500", number, lambda: ask(database, program))
        show("judged again, in parts of 500", number, lambda: judge_again(database, changed))


def facts_of(number: int) -> EligibilityFacts:
    return EligibilityFacts(
        country=COUNTRIES[number % len(COUNTRIES)],
        city=f"Ciudad {number}",
        residents=90_000 + number * 37 % 900_000,
        population_year=2025 - number % 9,
        population_official=number % 3 > 0,
        mayor_term_starts_on=date(2024, 1, 1),
        mayor_term_ends_on=date(2028 + number % 4, 1, 1),
    )


def places_of(facts: EligibilityFacts) -> Any:
    return find_places(facts.country, facts.city or "")


def fill(tx: Transaction, facts: list[EligibilityFacts], program: Program) -> None:
    repository = Repository(tx)
    repository.upsert_call(CALL)
    judging.keep_criteria(repository, program)
    tx.execute(FILL, (as_json([one.model_dump(mode="json") for one in facts]),))
    for start in range(0, len(facts), 1000):
        rows = [
            {
                "code": f"{number + 1:010}",
                "facts": facts[number].model_dump(mode="json"),
                "result": judge(facts[number], program.eligibility, AS_OF).model_dump(mode="json"),
            }
            for number in range(start, min(start + 1000, len(facts)))
        ]
        tx.execute(FILL_CHECKS, (as_json(rows),))


def ask(database: Database, program: Program) -> None:
    after: str | None = ""
    while after is not None:
        request = WhatIf(call=CALL.call, changes=CHANGES, after=after)
        with database.transaction(read_only=True) as tx:
            after = judging.what_if(request, Repository(tx), program, OWNERS).next


def judge_again(database: Database, program: Program) -> None:
    left = 1
    while left:
        with database.transaction() as tx:
            request = JudgeAgain(call=CALL.call)
            left = judging.judge_call_again(request, Repository(tx), Outbox(tx), program, NOW, OWNERS).left


def show(name: str, number: int, work: Callable[[], object]) -> None:
    start = perf_counter()
    work()
    seconds = perf_counter() - start
    print(f"{name:<32}{seconds:>9.2f} s {number / seconds:>10,.0f}/s")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Judge a stored call, beside the bare function.")
    parser.add_argument("--applications", type=int, default=APPLICATIONS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
