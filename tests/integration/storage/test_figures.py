"""What operators watch of a service is counted on its own tables: what waits in its outbox, and figures of its own."""

from __future__ import annotations

from importlib import import_module

import pytest

from shared.contracts.kernel import GetBacklog
from shared.runtime.metrics import Standing
from shared.runtime.service import ServiceBase
from shared.runtime.settings import SERVICES
from shared.security.tokens import ANONYMOUS
from tests.support.foundations import Foundations
from tests.support.store import store_of


@pytest.mark.parametrize("service", SERVICES)
def test_a_new_service_has_nothing_that_waits(foundations: Foundations, service: str) -> None:
    of_service: type[ServiceBase] = import_module(f"services.{service}.service").Service
    with store_of(foundations, service, lambda tx: (tx,)) as store:
        found = store.run(lambda tx: of_service.get_backlog(of_service(), GetBacklog(), tx, ANONYMOUS))
        assert (found.unpublished, found.waiting, found.replaying, set(found.figures.values()) - {0}) == (
            0,
            0,
            0,
            set(),
        )
        told = {one.name: one.samples[0].value for one in Standing(store.database).collect()}
        assert set(told.values()) == {0}
