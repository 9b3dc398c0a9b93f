"""What docker-compose.yml promises of every container, read without an engine."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from alliance.embedded.home import checkout
from alliance.embedded.postgres import LOG_WITHOUT_VALUES


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
    """No right but to compute, and a limit to that."""
    service = FILE["services"][name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit"} <= service.keys()
    assert service.get("cap_add", []) == (["SETUID", "SETGID", "KILL"] if name == "portal" else [])
    assert all("size=" in mount for mount in service.get("tmpfs", []))
    if name not in ("postgres", "rabbitmq"):  # which prepare themselves in their images' own folders (ADR 9)
        assert service["read_only"]


def test_no_image_is_whatever_is_latest() -> None:
    images = {service["image"] for service in FILE["services"].values() if "ALLIANCE_IMAGE" not in service["image"]}
    assert all(re.search(r":v?\d", image) for image in images)


def test_what_is_published_is_on_loopback_and_asks_who_one_is() -> None:
    published = {name: service["ports"] for name, service in FILE["services"].items() if "ports" in service}
    assert published.keys() == {"portal", "mailpit"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert FILE["services"]["mailpit"]["environment"] == {"MP_UI_AUTH_FILE": "/run/secrets/mailpit/ui_auth"}


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
