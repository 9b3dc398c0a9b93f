"""What docker-compose.yml promises of every container, read without an engine."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from alliance.embedded.home import checkout
from alliance.embedded.postgres import LOG_WITHOUT_VALUES
from deploy.make_secrets import FOLDERS, READERS, amqp, dsn, management


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((checkout() / name).read_text(encoding="utf-8"))
    return found


FILE = read("docker-compose.yml")


def test_the_databases_log_holds_no_values() -> None:
    """The same settings as on the embedded default."""
    assert {f"-c{name}={value}" for name, value in LOG_WITHOUT_VALUES.items()} <= set(
        FILE["services"]["postgres"]["command"]
    )


@pytest.mark.parametrize("name", sorted(FILE["services"]))
def test_every_container_is_confined(name: str) -> None:
    """No right but to compute, a limit to that, and nothing of itself that it can change."""
    service = FILE["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit"} <= service.keys()
    assert service["read_only"]
    assert all("size=" in mount for mount in service["tmpfs"])


def test_what_is_kept_in_memory_has_a_size() -> None:
    options = [one["driver_opts"] for one in FILE["volumes"].values() if one]
    assert [(one["type"], "size=" in one["o"]) for one in options] == [("tmpfs", True)]


def test_root_alone_makes_secrets_and_reaches_nobody() -> None:
    """Every other container runs as its image's own user, or as ours."""
    users = {name: service.get("user") for name, service in FILE["services"].items()}
    assert users.pop("secrets") == "0:0"
    assert {name: user for name, user in users.items() if user} == {
        **{name: name for name in ("postgres", "rabbitmq")},
        "mailpit": f"{READERS}:{READERS}",
    }
    assert f"USER {READERS}" in (checkout() / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert FILE["services"]["secrets"]["network_mode"] == "none"


def test_what_runs_is_started_again_and_says_how_it_is() -> None:
    for name, service in FILE["services"].items():
        once = name in ("secrets", "setup")
        assert (service.get("restart") == "unless-stopped") is not once
        assert ("healthcheck" in service) is not (once or name == "mailpit")  # whose image has its own


def test_the_catcher_is_there_for_those_who_ask_for_it() -> None:
    assert {name: one["profiles"] for name, one in FILE["services"].items() if "profiles" in one} == {
        "mailpit": ["dev"],
        "prometheus": ["observe"],
        "grafana": ["observe"],
    }
    needs = [name for name, one in FILE["services"].items() if "mailpit" in one.get("depends_on", {})]
    assert needs == []


def test_mails_are_sent_by_a_file_and_open_notifications_alone() -> None:
    beside = read("deploy/mail.yml")
    assert beside["services"].keys() == {"notifications", "portal"}
    assert "networks" not in beside["services"]["portal"]
    notifications = beside["services"]["notifications"]
    named = f"/run/secrets/{notifications['secrets'][0]}"
    assert notifications["environment"] == {"SMTP_URL": "", "SMTP_URL_FILE": named}
    assert beside["services"]["portal"]["environment"] == {"MAILBOX_URL": ""}


def test_webhooks_open_reporting_alone() -> None:
    beside = read("deploy/webhooks.yml")
    assert beside == {"services": {"reporting": {"networks": ["inside", "outside"]}}}


def test_every_address_is_spoken_to_over_tls_and_who_answers_is_asked_who_it_is() -> None:
    assert [urlsplit(one).scheme for one in (amqp("a", "b"), management("a", "b"))] == ["amqps", "https"]
    assert all("cacertfile=/run/alliance/ca.pem" in one for one in (amqp("a", "b"), management("a", "b")))
    told = parse_qs(urlsplit(dsn("a", "b")).query)
    assert told["sslmode"] == ["verify-full"]
    assert told.keys() == {"sslmode", "sslrootcert", "sslcert", "sslkey"}


def test_broker_and_database_take_nobody_in_the_clear() -> None:
    broker = (checkout() / "deploy" / "rabbitmq.conf").read_text(encoding="utf-8").splitlines()
    assert "listeners.tcp = none" in broker
    assert not [line for line in broker if line.startswith("management.tcp")]
    rules = [
        line.split()
        for line in (checkout() / "deploy" / "pg_hba.conf").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert [rule for rule in rules if rule[0] != "local" and "127.0.0.1/32" not in rule] == [
        ["hostssl", "all", "all", "all", "cert"],
        ["hostssl", "replication", "alliance_standby", "all", "cert"],
    ]
    assert {"-cssl=on", "-chba_file=/run/secrets/postgres/pg_hba.conf"} <= set(FILE["services"]["postgres"]["command"])


def test_the_authoritys_key_is_in_one_container() -> None:
    mounted = [name for name, one in FILE["services"].items() if "secrets-authority" in str(one.get("volumes"))]
    assert mounted == ["secrets"]


def test_every_folder_of_secrets_has_its_volume() -> None:
    assert set(FILE["services"]["secrets"]["volumes"]) == {f"secrets-{name}:/secrets/{name}" for name in FOLDERS}


def test_no_image_is_whatever_is_latest_and_all_are_held_to_their_bytes_or_none() -> None:
    """Digests are written by `make lock-images`, where a registry is reached."""
    images = {service["image"] for service in FILE["services"].values() if "ALLIANCE_IMAGE" not in service["image"]}
    base = re.search(r"^FROM (\S+)", (checkout() / "deploy" / "Dockerfile").read_text(encoding="utf-8"), re.M)
    assert base
    found = [re.fullmatch(r"[a-z/]+:v?\d[\w.-]*(@sha256:[0-9a-f]{64})?", image) for image in (*images, base[1])]
    assert all(found)
    assert len({match is not None and match[1] is None for match in found}) == 1


def test_what_is_published_is_on_loopback_and_asks_who_one_is() -> None:
    published = {name: service["ports"] for name, service in FILE["services"].items() if "ports" in service}
    assert published.keys() == {"portal", "mailpit", "grafana"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert FILE["services"]["mailpit"]["environment"] == {"MP_UI_AUTH_FILE": "/run/secrets/mailpit/ui_auth"}
    watched = FILE["services"]["grafana"]["environment"]
    assert watched["GF_SECURITY_ADMIN_PASSWORD__FILE"] == "/run/secrets/grafana/password"
    assert not [name for name in watched if name.startswith("GF_AUTH")]  # nobody is let in without it


def test_single_sign_on_is_handed_over_and_opens_identity_alone() -> None:
    """Portal and identity know that there is a provider; identity reaches it, and reads the secret from a file."""
    for name in ("identity", "portal"):
        assert {"OIDC_ISSUER", "OIDC_CLIENT_ID"} <= FILE["services"][name]["environment"].keys()
    assert "OIDC_CLIENT_SECRET" not in str(FILE)
    beside = read("deploy/sign-on.yml")
    assert beside["services"].keys() == {"identity"}
    identity = beside["services"]["identity"]
    assert identity.keys() == {"networks", "environment", "secrets"}
    assert identity["environment"] == {"OIDC_CLIENT_SECRET_FILE": f"/run/secrets/{identity['secrets'][0]}"}
    assert "file" in beside["secrets"][identity["secrets"][0]]


def test_the_wide_stack_has_three_nodes_that_know_each_other_and_a_standby() -> None:
    wide = read("docker-compose.wide.yml")["services"]
    nodes = [name for name in wide if name.startswith("rabbitmq")]
    conf = (checkout() / "deploy" / "wide" / "cluster.conf").read_text(encoding="utf-8")
    assert re.findall(r"= rabbit@(\S+)$", conf, re.M) == [wide[name]["hostname"] for name in nodes]
    assert len({str(wide[name]["command"]) for name in nodes}) == 1
    assert all("rabbitmq" in [name, *wide[name]["networks"]["inside"]["aliases"]] for name in nodes)
    assert wide["setup"]["depends_on"].keys() == {"rabbitmq-2", "rabbitmq-3", "postgres-standby"}


def test_a_backup_holds_what_people_hand_in_and_every_secret() -> None:
    beside = read("deploy/archive.yml")["services"]["volumes"]
    assert beside["extends"] == {
        "file": "docker-compose.yml",
        "service": "secrets",
    }  # with its volumes, without a network
    assert beside["profiles"] == ["by-hand"]
    handed_in = {name for name in FILE["volumes"] if name.startswith("files-")} - {"files-portal"}  # there for an hour
    assert handed_in | {"postgres-archive"} <= {one.partition(":")[0] for one in beside["volumes"]}
