"""Runs one service: `python -m shared.runtime.process intake`.

Our own runner over nameko's, since nameko's command needs a package that is gone. Patches before anything else is
imported. Exits 0 after SIGTERM, 1 with one line when the service cannot start or its topology breaks.
"""

from shared.runtime import patching

patching.patch()

from shared.runtime import loading  # noqa: E402

loading.begin()
loading.leave_out_colours()

import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from importlib import import_module  # noqa: E402
from typing import Any  # noqa: E402

import eventlet  # noqa: E402
import structlog  # noqa: E402
from eventlet.debug import hub_exceptions  # noqa: E402
from eventlet.hubs import get_hub  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402
from prometheus_client import REGISTRY  # noqa: E402

from shared.messaging.broker import BrokerDown, BrokerRefused  # noqa: E402
from shared.messaging.queues import TopologyError  # noqa: E402
from shared.program.load import ProgramError  # noqa: E402
from shared.runtime import tracing  # noqa: E402
from shared.runtime.health import reasons_not_ready, serve_health  # noqa: E402
from shared.runtime.logging import configure_logging  # noqa: E402
from shared.runtime.metrics import Standing  # noqa: E402
from shared.runtime.settings import SERVICES, SettingError, Settings  # noqa: E402

log = structlog.get_logger()

DRAIN_LIMIT_S = 25

#: What stops a start for a reason that the operator can mend; the message says how.
START_ERRORS = (SettingError, ProgramError, TopologyError, BrokerRefused, BrokerDown, OSError)


def main() -> int:
    if len(sys.argv) != 2 or sys.argv[1] not in SERVICES:
        print(f"usage: python -m shared.runtime.process {'|'.join(SERVICES)}", file=sys.stderr)  # noqa: T201
        return 2
    settings = Settings(sys.argv[1], os.environ)
    silence_hub()
    try:
        configure_logging(settings.get("LOG_FORMAT"), settings.log_level(), settings.name)
        tracing.begin(settings)
        # services are loaded by name: shared never imports them
        service = import_module(f"services.{settings.name}.service").Service
        loading.end()
        return run(settings, service)
    except START_ERRORS as error:
        log.error("not_started", reason=str(error))  # noqa: TRY400  (one line, no trace)
        return 1


def run(settings: Settings, service: type) -> int:
    """Until SIGTERM or SIGINT (0), or until the container dies (raises what killed it)."""
    runner = ServiceRunner({
        "SERVICE_CONTAINER_CLS": "shared.runtime.container.Container",
        "settings": settings,
        "die": die,
    })  # fmt: skip
    runner.add_service(service)
    (container,) = runner.containers
    stopping = eventlet.event.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: eventlet.spawn_n(ask_to_stop, stopping))
    if port := settings.number("HEALTH_PORT"):
        REGISTRY.register(Standing(container.database))
        serve_health(settings.get("HEALTH_HOST"), port, lambda: reasons_not_ready(container))
    runner.start()
    log.info("started")
    eventlet.spawn_n(stop_when_asked, stopping, runner)
    runner.wait()
    tracing.end()
    log.info("stopped")
    return 0


def silence_hub() -> None:
    """What leaves a green thread reaches whoever waits for it; eventlet would print it as well, with all it quotes."""
    hub_exceptions(False)
    hub = get_hub()
    hub.squelch_exception = lambda fileno, _exc_info: hub.remove_descriptor(fileno)


def die(error: BaseException) -> None:
    """At once, so that the supervisor starts a whole service again; what was in flight is redelivered."""
    reason = str(error) if isinstance(error, START_ERRORS) else type(error).__name__
    log.critical("service_died", reason=reason, exc_info=error)
    os._exit(1)


def ask_to_stop(stopping: Any) -> None:
    if not stopping.ready():
        stopping.send()


def stop_when_asked(stopping: Any, runner: Any) -> None:
    """Finish and ack what runs; past the limit the rest goes back to its queues."""
    stopping.wait()
    log.info("stopping")
    with eventlet.Timeout(DRAIN_LIMIT_S, False):
        runner.stop()
        return
    log.warning("drain_cut_off", after_s=DRAIN_LIMIT_S)
    runner.kill()


if __name__ == "__main__":
    sys.exit(main())
