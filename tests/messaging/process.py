"""A service of these tests as a process of its own, run by the production runner: `process.py parcels|depot`.

What it does on purpose: a parcel of 13 grams raises an exception that quotes what nobody may read in a log.
"""

import eventlet

eventlet.monkey_patch()

import sys  # noqa: E402
from types import ModuleType  # noqa: E402

from shared.messaging import topology  # noqa: E402
from shared.runtime import process  # noqa: E402
from shared.runtime.settings import SERVICES  # noqa: E402
from tests.messaging import parcels, services  # noqa: E402

CANARY = "canary-mayor@city.example"
UNLUCKY = 13  # grams


def explode(subject, tx):
    """With the words in the exception, in its cause, and in what PostgreSQL says about the row."""
    if subject.grams != UNLUCKY:
        return
    try:
        tx.execute("insert into shelf (parcel_id, what) values (%s, %s)", (CANARY, CANARY))
    except Exception as error:
        raise RuntimeError(CANARY) from error


if __name__ == "__main__":
    stage = services.Stage()
    stage.on("pack_parcel", explode)
    stage.on("on_parcel_packed", explode)
    services.OnStage.get_dependency = lambda *_: stage
    for service in (services.Parcels, services.Depot):
        module = ModuleType(f"services.{service.name}.service")
        module.Service = service
        sys.modules[module.__name__] = module
    topology._SAFE["x-delivery-limit"] = services.DELIVERY_LIMIT
    process.SERVICES = (*SERVICES, "parcels", "depot")
    with parcels.registered():
        sys.exit(process.main())
