"""What a service asks stays as cheap while it stores more: no statement reads a table as a whole that grows."""

from __future__ import annotations

import pytest

from shared.runtime.settings import SERVICES
from shared.storage.queries import Queries
from tests.integration.storage.growing import BOUNDED, WHOLE
from tests.integration.storage.plans import filled
from tests.support.foundations import Foundations


@pytest.mark.parametrize("service", SERVICES)
def test_no_statement_reads_a_table_as_a_whole_that_grows(foundations: Foundations, service: str) -> None:
    """Unless it is listed in growing.py with its reason; each of these does, and is there."""
    known, reasons = BOUNDED.get(service, {}), WHOLE.get(service, {})
    with filled(foundations, service, known) as plans:
        found = {}
        for name, sql in Queries(f"services.{service}"):
            if not sql.startswith("set ") and (whole := plans.read_whole(sql)):
                found[name] = whole
        unknown = set(known) - set(plans.tables)

    shown = [f"{name}: {table}\n{plan}" for name, whole in found.items() for table, plan in whole.items()]
    assert set(found) - set(reasons) == set(), "\n\n".join(one for one in shown if one.partition(":")[0] not in reasons)
    assert set(reasons) - set(found) == set(), "listed, and not so any more"
    assert unknown == set(), "bounded, and no such table"
