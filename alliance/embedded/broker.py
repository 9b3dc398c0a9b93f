"""A private RabbitMQ node from the system's package: own data, cookie, ports and epmd, all on 127.0.0.1.

It reads nothing of /etc/rabbitmq and never touches the system's own broker. The user guest is never made: the node's
first user is our administrator, with a password that only this home knows.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from alliance.embedded.children import Child
from alliance.embedded.credentials import secret
from alliance.embedded.home import Home, write_atomically
from alliance.embedded.ports import LOOPBACK
from alliance.embedded.processes import marks
from alliance.embedded.readiness import broker_ready

#: Not /usr/sbin/rabbitmq-server: that wrapper insists on root and then becomes the user rabbitmq.
SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
ADMIN = "admin"
PORTS = ("amqp", "management", "prometheus", "distribution", "epmd")
PLUGINS = ("rabbitmq_management", "rabbitmq_prometheus", "rabbitmq_consistent_hash_exchange")
STOP_WITHIN_S = 40.0
LARGEST_MESSAGE = 16_777_216  # bytes, as RabbitMQ 4 has it by default; before, 128 MB


def child(home: Home, ports: dict[str, int], management: str, base: dict[str, str]) -> Child:
    return Child(
        name="broker",
        command=[str(SERVER)],
        environment={**base, **_environment(home.broker, ports), **marks(home, "broker")},
        probe=partial(broker_ready, ports["amqp"], management),
        prepare=partial(_write_files, home, ports),
        stop_within_s=STOP_WITHIN_S,
    )


def _environment(folder: Path, ports: dict[str, int]) -> dict[str, str]:
    return {
        "HOME": str(folder / "home"),  # of .erlang.cookie
        "RABBITMQ_NODENAME": "alliance@localhost",
        "RABBITMQ_DIST_PORT": str(ports["distribution"]),
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "ERL_CRASH_DUMP": str(folder / "erl_crash.dump"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder.parent / "logs"),
        "RABBITMQ_PID_FILE": str(folder / "rabbit.pid"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONFIG_FILES": str(folder / "conf.d" / "*.conf"),  # else /etc/rabbitmq/conf.d is read as well
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
        # With input allowed the start script becomes the node itself instead of waiting beside it: one process to
        # signal, and none that outlives the other. -noinput then keeps Erlang's shell away.
        "RABBITMQ_ALLOW_INPUT": "1",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
            "-noinput -kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none"
        ),
    }


def control_environment(folder: Path, ports: dict[str, int]) -> dict[str, str]:
    """Of rabbitmqctl, which speaks to the node."""
    of_the_server = ("RABBITMQ_ALLOW_INPUT", "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "RABBITMQ_DIST_PORT")
    return {name: value for name, value in _environment(folder, ports).items() if name not in of_the_server}


def _write_files(home: Home, ports: dict[str, int]) -> None:
    folder = home.broker
    (folder / "home").mkdir(exist_ok=True)
    write_atomically(folder / "home" / ".erlang.cookie", secret(home, "erlang-cookie"), mode=0o400)
    write_atomically(folder / "enabled_plugins", f"[{','.join(PLUGINS)}].\n")
    write_atomically(folder / "advanced.config", "[].\n")
    write_atomically(folder / "rabbitmq.conf", configuration(ports, secret(home, "broker-admin")))


def configuration(ports: dict[str, int], password: str) -> str:
    """rabbitmq.conf; it holds the administrator's password, so the file is for its owner alone."""
    lines = {
        "listeners.tcp.1": f"{LOOPBACK}:{ports['amqp']}",
        "management.tcp.ip": LOOPBACK,
        "management.tcp.port": ports["management"],
        "prometheus.tcp.ip": LOOPBACK,
        "prometheus.tcp.port": ports["prometheus"],
        "default_user": ADMIN,
        "default_pass": password,
        "log.file": "broker.log",
        "log.file.level": "info",
        "log.console": "false",
        "vm_memory_high_watermark.absolute": "512MB",
        "max_message_size": LARGEST_MESSAGE,
        "disk_free_limit.absolute": "50MB",
    }
    return "".join(f"{name} = {value}\n" for name, value in lines.items())
