"""`alliance ops rotate-passwords`: new passwords of database and broker, on the machine of `alliance up`."""

from __future__ import annotations

import os

import httpx
import psycopg2

from alliance.embedded import launch, passwords
from alliance.embedded.home import Home
from alliance.embedded.lock import holder
from alliance.operations.system import start
from alliance.output import UNAVAILABLE, CommandError, Progress, show
from alliance.reader import words


def rotate_passwords() -> None:
    """New passwords of the database's and the broker's users and administrators.

    The system is started anew, with the settings of this shell as by
    `alliance up`; what is sent meanwhile is refused as unavailable.

    \b
    Example:
      alliance ops rotate-passwords
    """
    home, progress = Home.find(os.environ), Progress()
    if holder(home.lock) is None:
        raise CommandError("unavailable", reason="passwords_elsewhere", exit_code=UNAVAILABLE)
    try:
        names = passwords.rotate(home)
    except (psycopg2.Error, httpx.HTTPError) as error:
        raise CommandError(
            "unavailable", reason="not_rotated", exit_code=UNAVAILABLE, why=str(error).strip()
        ) from error
    launch.down(home, progress.say)
    start(home, progress)
    show({"passwords": names}, words("passwords.rotated"))
