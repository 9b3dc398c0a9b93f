"""deploy/kubernetes, as far as that can be said without a cluster: its forms, its names, its settings."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from alliance.embedded.home import checkout
from deploy.kubernetes_secrets import manifests
from deploy.make_secrets import Secrets
from shared.runtime.settings import BROKER_USERS, SERVICES, SETTINGS

FOLDER = checkout() / "deploy" / "kubernetes"
RELEASE = "1.33"
#: Made by the operators, not by us.
OF_OPERATORS = {"rabbitmq-default-user", "postgres-superuser", "postgres-ca"}
OWN_KINDS = {"RabbitmqCluster", "Cluster", "Kustomization"}
NO_SCHEMAS = "the schemas of Kubernetes are not here: .venv/bin/pip install kubernetes-validate jsonschema referencing"


@cache
def documents() -> list[dict[str, Any]]:
    """Each object of each file."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))]
    whole = [one for text in texts for one in yaml.safe_load_all(text)]
    return [item for one in whole for item in (one["items"] if one["kind"] == "List" else [one])]


def of(kind: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in documents() if one["kind"] == kind}


@pytest.fixture
def secrets(tmp_path: Path) -> list[dict[str, Any]]:
    made = Secrets(tmp_path)
    made.folders()
    for step in (made.certificates, made.broker, made.databases, made.sign_in, made.keys):
        step()
    return manifests(tmp_path, "smtp://mail.city.example")


@pytest.mark.skipif(importlib.util.find_spec("kubernetes_validate") is None, reason=NO_SCHEMAS)
def test_every_object_has_the_form_that_kubernetes_asks_for(secrets: list[dict[str, Any]]) -> None:
    import kubernetes_validate

    for one in [*documents(), *secrets]:
        if one["kind"] not in OWN_KINDS:
            kubernetes_validate.validate(json.loads(json.dumps(one)), RELEASE, strict=True)


def pods() -> dict[str, dict[str, Any]]:
    return {name: one["spec"]["template"]["spec"] for name, one in (of("Deployment") | of("Job")).items()}


def named(part: object, key: str) -> Iterator[str]:
    """Every value of that key, wherever it stands."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == key and isinstance(value, str):
                yield value
            yield from named(value, key)
    elif isinstance(part, list):
        for one in part:
            yield from named(one, key)


def test_every_secret_that_is_named_is_made(secrets: list[dict[str, Any]]) -> None:
    made = {one["metadata"]["name"] for one in secrets}
    refs = {ref["name"] for pod in pods().values() for ref in references(pod)}
    asked = refs | set(named(list(pods().values()), "secretName")) | {"rabbitmq-tls"}
    assert asked - OF_OPERATORS == made


def references(pod: dict[str, Any]) -> Iterator[dict[str, str]]:
    for container in pod["containers"]:
        yield from (one["secretRef"] for one in container["envFrom"] if "secretRef" in one)
        yield from (one["valueFrom"]["secretKeyRef"] for one in container.get("env", ()) if "valueFrom" in one)
    for volume in pod["volumes"]:
        for source in volume.get("projected", {}).get("sources", ()):
            yield source["secret"]


def test_every_process_is_there_and_one_of_each_stays() -> None:
    deployments = of("Deployment")
    assert deployments.keys() - {"administration"} == {*SERVICES, "portal"} == of("PodDisruptionBudget").keys()
    for name in (*SERVICES, "portal"):
        assert deployments[name]["spec"]["replicas"] == 2
        assert of("PodDisruptionBudget")[name]["spec"]["selector"]["matchLabels"] == {"app": name}
        (container,) = pods()[name]["containers"]
        assert {"livenessProbe", "readinessProbe", "resources"} <= container.keys()
        assert container["command"][-1] == ("services.portal" if name == "portal" else name)


def test_every_container_is_confined() -> None:
    for name, pod in pods().items():
        (container,) = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
        }, name  # fmt: skip
        assert (pod["securityContext"]["runAsUser"], pod["automountServiceAccountToken"]) == (10001, False)
        assert container["resources"]["limits"].keys() == {"cpu", "memory"}


def test_a_process_is_told_what_it_reads_and_nothing_of_others(secrets: list[dict[str, Any]]) -> None:
    (kustomization,) = [one for one in documents() if one["kind"] == "Kustomization"]
    (settings,) = kustomization["configMapGenerator"]
    told = {literal.partition("=")[0].removesuffix("_FILE") for literal in settings["literals"]}
    assert told - SETTINGS.keys() == set()
    addresses = {one["metadata"]["name"]: one["data"].keys() for one in secrets}
    for name in BROKER_USERS:
        own = {key for key in addresses[f"addresses-{name}"] if key not in SETTINGS}
        assert own == {f"{name.upper()}_AMQP_URI"} | ({f"{name.upper()}_DATABASE_URL"} if name in SERVICES else set())
    assert addresses["keys-cli"] == {"local-admin.key"}
    assert "local-admin.key" not in addresses["keys-portal"]


def test_files_of_kustomize_are_all_named() -> None:
    (kustomization,) = [one for one in documents() if one["kind"] == "Kustomization"]
    assert {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"} == set(kustomization["resources"])
