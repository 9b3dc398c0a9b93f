"""Runs the portal: `python -m services.portal`, an ordinary process without eventlet."""

from __future__ import annotations

from shared.runtime import loading

loading.begin()

import os  # noqa: E402
import sys  # noqa: E402

import structlog  # noqa: E402
import uvicorn  # noqa: E402

from services.portal.app import make_app  # noqa: E402
from shared.runtime.logging import configure_logging  # noqa: E402
from shared.runtime.settings import SettingError, Settings  # noqa: E402

log = structlog.get_logger()

KEEP_ALIVE_S = 10
DRAIN_S = 20
CONNECTIONS = 500


def main() -> int:
    settings = Settings("portal", os.environ)
    try:
        configure_logging(settings.get("LOG_FORMAT"), settings.log_level(), "portal")
        app = make_app(settings)
        host, port = settings.get("PORTAL_HOST"), settings.number("ALLIANCE_PORT")
        loading.end()
    except SettingError as error:
        log.error("not_started", reason=str(error))  # noqa: TRY400  (one line, no trace)
        return 1
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=DRAIN_S,
        limit_concurrency=CONNECTIONS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
