"""How fast the pages of dead letters are with 100,000 of them, of a few causes and of many.

    python -m benchmarks.letters [--letters 100000] [--times 100]

A whole system, one administrator over one connection that stays open, as in benchmarks/pages.py.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2

from benchmarks.pages import BEST_MS, Measured, measure, settle, sign_in
from benchmarks.system import Alliance, alliance
from shared.storage.migrations import owner_url

LETTERS, TIMES = 100_000, 100
PAGES = {
    "by cause": "/ops/dead-letters",
    "one cause": "/ops/dead-letters?queue=cohort.intake&cause=ValueError1&type=application_submitted",
    "one city": "/ops/dead-letters?about=0000099512",
    "those put back": "/ops/dead-letters?state=retried",
    "overview": "/ops",
}

#: Half of them of one cause, a flood; the others of 300. A tenth was put back.
FILL = """
with made as (
    insert into dead_letters (dead_letter_id, message_id, queue, event_type, about, reason, code, attempts, first_at,
                              headers, body, state)
    select md5('letter' || n)::uuid, 'm' || n, (array['cohort.intake', 'notifications.cohort'])[1 + n %% 2],
           'application_submitted', lpad(n::text, 10, '0'), 'gave up after 5 attempts: ValueError',
           'ValueError' || case when n %% 2 = 0 then 1 else 2 + n %% 600 / 2 end, 5, now() - n * interval '1 second',
           '{}', convert_to('{"data": {"code": "' || lpad(n::text, 10, '0') || '", "more": "' || repeat('x', 600)
               || '"}}', 'UTF8'),
           case when n %% 10 = 3 then 'retried' else 'dead' end
    from generate_series(1, %(letters)s) as n
    returning dead_letter_id, state)
insert into put_backs (dead_letter_id, discarded, published_at)
select dead_letter_id, false, now() from made where state = 'retried'
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.letters", description=__doc__)
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--times", type=int, default=TIMES)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="alliance-bench-"))
    folder.chmod(0o711)  # PostgreSQL's own user passes through
    try:
        with alliance(folder) as system:
            found = measure_letters(system, folder, chosen.letters, chosen.times)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{'page, ' + format(chosen.letters, ',') + ' letters':<30}{'p50 ms':>8}{'p95 ms':>8}  below {BEST_MS} ms")
    for page, one in found.items():
        print(f"{page:<30}{one.p50_ms:>8}{one.p95_ms:>8}  {'yes' if one.p95_ms < BEST_MS else 'NO'}")
        print(f"    computed for one: {json.dumps(one.cpu_ms)} ms")
    return 0


def measure_letters(system: Alliance, folder: Path, letters: int, times: int) -> dict[str, Measured]:
    cookie, base = sign_in(system, folder, "administrator"), system.endpoints["portal"]
    url = system.endpoints["postgres"]["operations"]
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(FILL, {"letters": letters})
    settle(owner_url(system.database_admin, url))
    return {page: measure(base, path, cookie, times, system.pids) for page, path in PAGES.items()}


if __name__ == "__main__":
    raise SystemExit(main())
