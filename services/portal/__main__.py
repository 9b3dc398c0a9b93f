"""Runs the portal: `python -m services.portal`, an ordinary process without eventlet."""

from __future__ import annotations

from shared.runtime import loading

loading.begin()
loading.leave_out_colours()

import os  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from functools import partial  # noqa: E402

import structlog  # noqa: E402
import uvicorn  # noqa: E402

from services.portal.app import make_app  # noqa: E402
from services.portal.web.connections import LIMITS_S, PLACES, Awaited, Waiting, Watched  # noqa: E402
from services.portal.web.source import trusted_proxies  # noqa: E402
from services.portal.web.timing import serve_metrics  # noqa: E402
from services.portal.web.turns import THREADS  # noqa: E402
from shared.runtime import tracing  # noqa: E402
from shared.runtime.logging import configure_logging  # noqa: E402
from shared.runtime.settings import SettingError, Settings  # noqa: E402

log = structlog.get_logger()

DRAIN_S = 20
FILES = PLACES + THREADS + 200  # open ones: connections, lines to the broker, what the process itself has


def main() -> int:
    settings = Settings("portal", os.environ)
    try:
        configure_logging(settings.get("LOG_FORMAT"), settings.log_level(), "portal")
        tracing.begin(settings)
        app = make_app(settings)
        waiting = Waiting(trusted_proxies(settings))
        host, port = settings.get("PORTAL_HOST"), settings.number("ALLIANCE_PORT")
        allow_open_files(FILES)
        serve_metrics(settings)
        loading.end()
    except SettingError as error:
        log.error("not_started", reason=str(error))  # noqa: TRY400  (one line, no trace)
        return 1
    uvicorn.run(
        app,
        host=host,
        port=port,
        http=partial(Watched, waiting=waiting),  # type: ignore[arg-type]  # a class, as far as it is called
        ws="none",
        proxy_headers=False,  # whose word counts is said by TRUSTED_PROXIES
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=LIMITS_S[Awaited.HEAD],
        timeout_graceful_shutdown=DRAIN_S,
    )
    tracing.end()
    return 0


def allow_open_files(most: int) -> None:
    """As far as the machine lets the process go."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


if __name__ == "__main__":
    sys.exit(main())
