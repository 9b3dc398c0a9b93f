"""The plan of the real system: which processes, with which command, environment and readiness."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from alliance.embedded import broker, postgres
from alliance.embedded.addresses import Addresses, basics, python
from alliance.embedded.children import Child, Plan, StartFailed, Step
from alliance.embedded.credentials import secret
from alliance.embedded.home import Home
from alliance.embedded.ports import choose, free
from alliance.embedded.readiness import http_ready
from shared.program.load import load_program
from shared.runtime import tracing
from shared.runtime.settings import SERVICES, SETTINGS, SettingError, Settings
from shared.security.keys import ensure_keys

PORTS = (*broker.PORTS, "postgres", "smtp", "mailbox", *(f"health-{name}" for name in (*SERVICES, "portal")))


def system_plan(home: Home, environment: Mapping[str, str]) -> Plan:
    """Make keys and passwords, choose ports. Raises StartFailed when the portal's port is taken, or where a setting or
    the program file is wrong: before anything is started."""
    insist_on_settings(environment)
    portal_port = chosen_portal_port(environment)
    if not free(portal_port):
        raise StartFailed("portal", "port_taken", port=portal_port, other=portal_port + 1)
    ensure_keys(home.keys)
    addresses = Addresses(home, choose(home, PORTS, portal_port), portal_port, environment)
    return Plan(
        foundations=_foundations(home, addresses, basics(environment)),
        setup=Step("setup", python("shared.runtime.setup"), addresses.setup_environment()),
        services=[*(service_child(name, addresses) for name in SERVICES), portal_child(addresses)],
        endpoints=addresses.endpoints(),
    )


def insist_on_settings(environment: Mapping[str, str]) -> None:
    """What every process would stop at."""
    settings = Settings("up", environment)
    try:
        settings.log_level()
        tracing.endpoint_of(settings)
        tracing.share_of(settings)
        load_program(settings.program_file)
    except SettingError as error:
        raise StartFailed("settings", "settings", str(error).splitlines()) from error


def chosen_portal_port(environment: Mapping[str, str]) -> int:
    value = environment.get("ALLIANCE_PORT") or SETTINGS["ALLIANCE_PORT"].default or ""
    if not value.isdecimal() or not 0 < int(value) < 65_536:
        raise StartFailed("portal", "no_port", value=value)
    return int(value)


def _foundations(home: Home, addresses: Addresses, base: dict[str, str]) -> list[Child]:
    ports = dict(addresses.ports)
    password = secret(home, "postgres-admin")
    return [
        postgres.child(home, ports["postgres"], addresses.database_admin, password, base),
        broker.child(home, ports, addresses.management, base),
        Child(
            name="mailbox",
            command=python(
                "alliance.embedded.mailbox",
                *("--folder", str(home.mailbox)),
                *("--smtp-port", str(ports["smtp"])),
                *("--http-port", str(ports["mailbox"])),
            ),
            environment=addresses.mailbox_environment(),
            probe=partial(http_ready, f"{addresses.mailbox}/readyz"),
        ),
    ]


def service_child(name: str, addresses: Addresses) -> Child:
    return Child(
        name=name,
        command=python("shared.runtime.process", name),
        environment=addresses.service_environment(name),
        probe=partial(http_ready, f"{addresses.health(name)}/readyz"),
    )


def portal_child(addresses: Addresses) -> Child:
    return Child(
        name="portal",
        command=python("services.portal"),
        environment=addresses.portal_environment(),
        probe=partial(http_ready, f"{addresses.portal}/readyz"),
    )
