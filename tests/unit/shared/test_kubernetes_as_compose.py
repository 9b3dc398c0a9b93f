"""deploy/kubernetes beside docker-compose.yml: what one has, the other has, or here stands why not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from alliance.embedded.home import checkout
from deploy.kubernetes_secrets import manifests
from deploy.make_secrets import CLI, HERE, Secrets
from shared.runtime.settings import BROKER_USERS, SERVICES
from tests.unit.shared.test_compose_file import FILE
from tests.unit.shared.test_kubernetes import documents, of, pods

PROCESSES = (*SERVICES, "portal")

#: By what Kubernetes has a container of compose; a deployment or job bears its name unless it stands here.
BY_OTHERS = {
    "secrets": "deploy.kubernetes_secrets",
    "postgres": "CloudNativePG",
    "rabbitmq": "RabbitMQ cluster operator",
    "mailpit": "a catcher is for trying; mails are sent",
    "prometheus": "the cluster's own: pods say by annotation that they have figures",
    "grafana": "the cluster's own",
}
#: What Kubernetes alone has: in compose the command line stands in the portal's container.
ALONE = {"administration"}

#: Settings of one alone.
OF_COMPOSE = {
    "MAILBOX_URL": "leads to the catcher",
    "ALLIANCE_PORT": "says the default, since .env names another port by the same name",
}
OF_SECRETS = {"SMTP_URL": "holds a password there"}  # of Kubernetes; compose has the catcher's, and deploy/mail.yml

#: Certificates, and who vouches for them: Kubernetes has them from the operators' secrets.
CERTIFICATES = {"ca.pem", "database.pem"}

#: Of PostgreSQL's settings, those that the operator has for itself.
OF_OPERATOR = {"hba_file", "ssl", "ssl_ca_file", "ssl_cert_file", "ssl_key_file"}


def container_of(name: str) -> dict[str, Any]:
    (container,) = pods()[name]["containers"]
    return dict(container)


def kind(name: str) -> dict[str, Any]:
    (found,) = [one for one in documents() if one["kind"] == name]
    return found


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """What the container `secrets` makes."""
    secrets = Secrets(tmp_path)
    secrets.folders()
    for step in (secrets.certificates, secrets.broker, secrets.databases, secrets.sign_in, secrets.keys):
        step()
    return tmp_path


def test_every_container_is_there() -> None:
    assert FILE["services"].keys() - BY_OTHERS.keys() == pods().keys() - ALONE


@pytest.mark.parametrize("name", [*PROCESSES, "setup"])
def test_a_process_is_started_alike_and_has_the_same_share(name: str) -> None:
    service, container = FILE["services"][name], container_of(name)
    assert container["command"] == service["command"]
    limits = container["resources"]["limits"]
    assert limits["memory"] == {"512m": "512Mi", "1g": "1Gi"}[service["mem_limit"]]
    assert limits["cpu"] == str(service["cpus"])
    (tmp,) = service["tmpfs"]
    (size,) = (one["emptyDir"]["sizeLimit"] for one in pods()[name]["volumes"] if "emptyDir" in one)
    assert tmp == f"/tmp:size={size.removesuffix('Mi')}m"  # noqa: S108


@pytest.mark.parametrize("name", PROCESSES)
def test_it_has_as_long_to_end_and_is_asked_the_same(name: str) -> None:
    service, container = FILE["services"][name], container_of(name)
    assert f"{pods()[name]['terminationGracePeriodSeconds']}s" == service["stop_grace_period"]
    ports = {one["name"]: one["containerPort"] for one in container["ports"]}
    asked = {
        f"{ports[container[probe]['httpGet']['port']]}{container[probe]['httpGet']['path']}"
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
        if probe in container
    }
    assert service["healthcheck"]["test"][-1] in asked
    assert str(ports["figures"]) == FILE["x-settings"]["HEALTH_PORT"]


def test_what_is_published_is_what_the_ingress_leads_to() -> None:
    published = {name for name in PROCESSES if "ports" in FILE["services"][name]}
    (path,) = of("Ingress")["portal"]["spec"]["rules"][0]["http"]["paths"]
    assert published == {path["backend"]["service"]["name"]}
    inside = {one["containerPort"] for one in container_of("portal")["ports"] if one["name"] == "http"}
    assert inside == {int(port.rpartition(":")[2]) for port in FILE["services"]["portal"]["ports"]}


def test_every_setting_is_told_by_both() -> None:
    (generated,) = kind("Kustomization")["configMapGenerator"]
    settings = {one.partition("=")[0].removesuffix("_FILE") for one in generated["literals"]}
    told = {name for name in FILE["x-settings"] if not str(FILE["x-settings"][name]).startswith(f"{HERE}/")}
    told |= {"KEYS_DIR"}
    assert told - OF_COMPOSE.keys() == settings
    assert {one for one in settings if f"{one}_FILE" in str(generated["literals"])} == OF_SECRETS.keys()


def test_what_is_switched_alike_is_told_alike() -> None:
    (generated,) = kind("Kustomization")["configMapGenerator"]
    given = dict(one.split("=", 1) for one in generated["literals"])
    for name in ("PORTAL_HOST", "HEALTH_HOST", "HEALTH_PORT", "FILES_DIR"):
        assert given[name] == FILE["x-settings"][name]
    defaults = {name: re.fullmatch(r"\$\{\w+:-(.*)\}", str(value)) for name, value in FILE["x-settings"].items()}
    for name, found in defaults.items():
        if found and name not in ("PORTAL_URL", "TRUSTED_PROXIES"):  # which name the installation's own
            assert given[name] == found[1], name


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_is_handed_the_same_secrets(made: Path, name: str) -> None:
    """An address each, and keys: the files of its volume there, the entries of its secrets here."""
    handed = {one["metadata"]["name"]: set(one["data"]) for one in manifests(made, "smtp://mail.city.example")}
    files = {one.name for one in (made / name).iterdir() if one.is_file()} - CERTIFICATES
    keys = {one.name for one in (made / name / "keys").iterdir()}
    entries, own = handed[f"addresses-{name}"], handed[f"keys-{name}"]
    if name == CLI:  # another pod here, the same container there
        entries, own = entries | handed["addresses-cli"], own | handed["keys-cli"]
    assert {file.upper() for file in files} == entries
    assert keys == own


def test_the_set_up_step_is_handed_every_address(made: Path) -> None:
    (setup,) = [one for one in manifests(made, "") if one["metadata"]["name"] == "addresses-setup"]
    told = set(setup["data"]) | {one["name"] for one in container_of("setup")["env"]}
    files = {one.name.upper() for one in (made / "setup").iterdir() if one.is_file() and one.name not in CERTIFICATES}
    assert files == told - {"BROKER_USER", "BROKER_PASSWORD", "DATABASE_PASSWORD"}
    assert len(BROKER_USERS) + len(SERVICES) + 3 == len(files)


def test_every_address_of_compose_is_a_file_that_is_made(made: Path) -> None:
    named = {value.removeprefix(f"{HERE}/") for value in FILE["x-settings"].values() if str(value).startswith(HERE)}
    assert named - {"keys"} == {one.name for one in made.glob("*/*") if one.is_file()} & named


def test_what_people_hand_in_lies_in_volumes_of_the_same_names() -> None:
    for name in PROCESSES:
        there = {one.partition(":")[0] for one in FILE["services"][name]["volumes"] if one.startswith("files-")}
        here = {
            one["persistentVolumeClaim"]["claimName"]
            for one in pods()[name]["volumes"]
            if "persistentVolumeClaim" in one
        }
        assert here == there
    assert of("PersistentVolumeClaim").keys() == {name for name in FILE["volumes"] if name.startswith("files-")}


def test_the_database_is_set_alike() -> None:
    said = (one.removeprefix("-c").split("=") for one in FILE["services"]["postgres"]["command"][1:])
    settings = {name: value for name, value in said if name not in OF_OPERATOR}
    here = kind("Cluster")["spec"]
    assert here["postgresql"]["parameters"] == settings
    options = dict(one.removeprefix("--").split("=") for one in initdb_options())
    initdb = here["bootstrap"]["initdb"]
    assert (initdb["encoding"], initdb["localeProvider"], initdb["builtinLocale"]) == (
        options["encoding"], options["locale-provider"], options["builtin-locale"],
    )  # fmt: skip
    there = FILE["services"]["postgres"]["image"].partition("@")[0]
    assert here["imageName"].rpartition(":")[2] == there.rpartition(":")[2]


def initdb_options() -> list[str]:
    text: str = FILE["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    return text.split()


def test_the_broker_is_the_same_with_the_same_plugins() -> None:
    here = kind("RabbitmqCluster")["spec"]
    assert here["image"] == FILE["services"]["rabbitmq"]["image"].partition("@")[0]
    there = re.findall(r"rabbitmq_\w+", (checkout() / "deploy" / "enabled_plugins").read_text(encoding="utf-8"))
    by_itself = {"rabbitmq_management", "rabbitmq_prometheus", "rabbitmq_peer_discovery_k8s"}  # of the operator
    assert set(here["rabbitmq"]["additionalPlugins"]) == set(there) - by_itself
