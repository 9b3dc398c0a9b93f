"""What the sender asks for each batch looks at few rows of a long queue, whatever PostgreSQL knows of it: one that has
just been filled has no statistics yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.notifications.mail_rows import queries
from services.notifications.reminders import TEMPLATES
from services.notifications.rule_rows import UNHELD
from shared.storage.database import as_rows
from tests.integration.notifications.test_ledger_sql import Store
from tests.support.foundations import Foundations
from tests.unit.notifications.fake_ledger import NOW

FILL = """
insert into mails (mail_id, occasion_id, template, template_version, language, recipient, "values", state, message_id,
                   traceparent, created_at, next_at, is_first)
select gen_random_uuid(), occasion_id, 'welcome', '1', 'es', 'intake:' || number || first, '{}', 'queued',
       gen_random_uuid()::text, '00-1-2-01', now(), now(), first
from (select number, gen_random_uuid() as occasion_id from generate_series(1, 5000) as number) as occasions,
     (values (true), (false)) as each (first)
returning 1
"""
ASKED = {
    "claim_due": {"now": NOW, "limit": 50, **UNHELD},
    "claim_reminders": {"now": NOW, "recipients": ["intake:1"], "templates": sorted(TEMPLATES), **UNHELD},
    "list_standings": {"wanted": as_rows([])},
}


@pytest.fixture(scope="module")
def url(foundations: Foundations) -> Iterator[str]:
    url = foundations.database_of("notifications")
    yield url
    foundations.drop_database(url)


def test_a_batch_is_claimed_by_indexes_in_a_fresh_queue_and_in_a_known_one(foundations: Foundations, url: str) -> None:
    store = Store(url)
    store.rows(FILL)
    for known in (False, True):
        if known:
            foundations.settle(url, "mails")
        for name, params in ASKED.items():
            with store.database.transaction() as tx:
                plan = "\n".join(str(row["QUERY PLAN"]) for row in tx.all(f"explain {getattr(queries, name)}", params))
            read_whole = [table for table in ("mails", "addressed", "contacts") if f"Seq Scan on {table}" in plan]
            assert read_whole == [], f"{name}, known: {known}\n{plan}"
            assert "hashed SubPlan" not in plan, plan
    store.database.close()
