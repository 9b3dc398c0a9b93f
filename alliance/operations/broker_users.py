"""`alliance ops broker-user`: broker users for programs of others, with the rights to call or to hear and no more.

Asks RabbitMQ's management API as its administrator: the embedded default's own, else MANAGEMENT_URL.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

import httpx
import typer

from alliance.commands import Commands
from alliance.connection import read_endpoints
from alliance.output import UNAVAILABLE, CommandError, show, usage
from shared.contracts.errors import Refusal
from shared.messaging.management import create_user, delete_user, management, users_tagged, vhost_of
from shared.messaging.rights import STRANGER, stranger_of
from shared.runtime.settings import BROKER_USERS, SERVICES, Settings

app = Commands(help="Broker users for programs of your own, and of others.")

NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
RESERVED = {*BROKER_USERS, "admin", "guest", "setup"}

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="Lowercase letters, digits, _; its nameko service has the same name.")
]


@app.command()
def add(
    name: Name,
    hears: Annotated[
        list[str] | None,
        typer.Option("--hears", metavar="SERVICE", help="May hear this service's events, and no longer call services."),
    ] = None,
    calls: Annotated[bool, typer.Option("--calls", help="With --hears: may also call services.")] = False,
) -> None:
    """Create a broker user and print its address, only this once.

    It may call the services, for whoever's token it has; or hear the events of some.

    \b
    Example:
      alliance ops broker-user add scripts
      alliance ops broker-user add city_map --hears intake --hears cohort
    """
    if not NAME.fullmatch(name) or name in RESERVED:
        raise usage("broker_user_name", name=name)
    for service in hears or ():
        if service not in SERVICES:
            raise usage("no_such_service", service=service, services=list(SERVICES))
    user = stranger_of(name, secrets.token_urlsafe(24), calls=calls or not hears, hears=hears or ())
    with administration() as (http, uri):
        if name in users_tagged(http, STRANGER):
            raise CommandError("already_exists", reason="broker_user", name=name)
        create_user(http, vhost_of(uri), user)
    parts = urlsplit(uri)
    host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    address = urlunsplit(parts._replace(netloc=f"{name}:{user.password}@{host}"))
    show({"name": name, "amqp_uri": address}, address)


@app.command("list")
def list_users() -> None:
    """List the broker users created here; their passwords are not kept anywhere.

    \b
    Example:
      alliance ops broker-user list
    """
    with administration() as (http, _uri):
        names = users_tagged(http, STRANGER)
    show({"items": names, "next": None, "total": len(names)}, "\n".join(names))


@app.command()
def remove(name: Name) -> None:
    """Remove a broker user; anything connected as that user is cut off.

    \b
    Example:
      alliance ops broker-user remove scripts
    """
    with administration() as (http, _uri):
        if name not in users_tagged(http, STRANGER):
            raise CommandError("not_found", reason="broker_user", name=name)
        delete_user(http, name)
    show({"removed": name}, name)


@contextmanager
def administration() -> Iterator[tuple[httpx.Client, str]]:
    """The management API, and an address of the broker. Raises SettingError, CommandError("unavailable")."""
    endpoints = read_endpoints()
    if endpoints is not None:
        url, uri = endpoints["management"], endpoints["cli_amqp"]
    else:
        settings = Settings("cli", os.environ)
        url, uri = settings.get("MANAGEMENT_URL"), settings.amqp_uri
    with asking(url) as http:
        yield http, uri


@contextmanager
def asking(url: str) -> Iterator[httpx.Client]:
    """The management API. Raises CommandError("unavailable")."""
    try:
        with management(url) as http:
            yield http
    except Refusal:
        raise
    except httpx.HTTPStatusError as error:
        denied = error.response.status_code
        raise CommandError("unavailable", reason="management_denies", exit_code=UNAVAILABLE, status=denied) from error
    except httpx.HTTPError as error:
        raise CommandError("unavailable", reason="management", exit_code=UNAVAILABLE) from error
