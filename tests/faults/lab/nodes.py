"""Two more nodes of a lab's broker, in one cluster with it: every quorum queue has a copy on each of the three."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace

from alliance.embedded import broker
from alliance.embedded.addresses import basics
from alliance.embedded.home import Home
from alliance.embedded.ports import LOOPBACK, choose
from alliance.embedded.processes import marks
from shared.messaging.management import management
from tests.faults.lab.system import RABBITMQCTL, Lab

OTHERS = ("broker-2", "broker-3")
SHARED_SECRETS = ("erlang-cookie", "broker-admin")
LIMIT_S = 60


def form_cluster(lab: Lab) -> dict[str, int]:
    """The AMQP ports of the other two, which are ready and hold a copy of each queue. The lab stays like this."""
    ports = {name: _add_node(lab, name) for name in OTHERS}
    lab.start(*OTHERS)
    for name in OTHERS:
        _tell(lab, name, "rabbitmqctl", "stop_app")
        _tell(lab, name, "rabbitmqctl", "reset")
        _tell(lab, name, "rabbitmqctl", "join_cluster", lab.processes.environment("broker")["RABBITMQ_NODENAME"])
        _tell(lab, name, "rabbitmqctl", "start_app")
        _tell(lab, "broker", "rabbitmq-queues", "grow", node_name(name), "all")
    lab.processes.wait_ready(*OTHERS)
    return ports


def fewest_copies(lab: Lab) -> int:
    """Of the quorum queues: how many nodes hold the one that the fewest hold."""
    with management(lab.direct.management) as http:
        queues = http.get("/api/queues/%2F").raise_for_status().json()
    return min(len(queue["members"]) for queue in queues if queue["type"] == "quorum")


def node_name(name: str) -> str:
    return f"alliance-{name}@localhost"


def _add_node(lab: Lab, name: str) -> int:
    home = Home(lab.home.path / name)
    home.create()
    for secret in SHARED_SECRETS:
        shutil.copy(lab.home.secrets / secret, home.secrets / secret)
    ports = choose(home, broker.PORTS, reserved=0)
    management = lab.direct.management.replace(str(lab.direct.ports["management"]), str(ports["management"]))
    node = broker.child(home, ports, management, basics(os.environ))
    own = {
        "RABBITMQ_NODENAME": node_name(name),
        "ERL_EPMD_PORT": str(lab.direct.ports["epmd"]),  # where the three find each other
        "ERL_EPMD_ADDRESS": LOOPBACK,
    }
    environment = {**node.environment, **own, **marks(lab.home, name)}
    lab.processes.add(replace(node, name=name, environment=environment))
    return ports["amqp"]


def _tell(lab: Lab, name: str, tool: str, *words: str) -> str:
    command = [str(RABBITMQCTL.with_name(tool)), *words]
    environment = lab.processes.environment(name)
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=LIMIT_S)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout
