"""Secrets of the Kubernetes manifests: `python -m deploy.kubernetes_secrets FOLDER --smtp-url URL`, for kubectl apply.

FOLDER is what `python -m deploy.make_secrets` made and keeps: passwords, signing keys, the broker's certificate. What
is printed holds them; nothing else is written. Broker and database are those of deploy/kubernetes, by their operators.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from base64 import b64encode
from pathlib import Path
from typing import Any

from deploy.make_secrets import BROKER, CLI, OF_SERVER, Secrets, role_of
from shared.runtime.settings import BROKER_USERS, SERVICES
from shared.security.keyring import private_file
from shared.security.tokens import LOCAL_ADMIN

NAMESPACE = "alliance"
BROKER_CA, DATABASE_CA = "/run/ca/broker/ca.crt", "/run/ca/database/ca.crt"
KEY = "-----BEGIN PRIVATE KEY-----"
Texts = dict[str, str]


def manifests(root: Path, smtp_url: str) -> list[dict[str, Any]]:
    made = Secrets(root)
    brokers = {f"{user.upper()}_AMQP_URI": broker_of(made, user) for user in BROKER_USERS}
    databases = {f"{service.upper()}_DATABASE_URL": database_of(made, service) for service in SERVICES}
    told = {name: {one: uri for one, uri in (brokers | databases).items() if one.startswith(f"{name.upper()}_")}
            for name in BROKER_USERS}  # fmt: skip
    told["identity"]["SIGN_IN_SECRET"] = made.password("sign-in")
    told["operations"]["MANAGEMENT_URL"] = management_of(made)
    found = [of_texts(f"addresses-{name}", texts) for name, texts in told.items()]
    found += [secret(f"keys-{name}", keys_of(root, name)) for name in BROKER_USERS]
    certificate, _, key = (root / BROKER / OF_SERVER).read_text(encoding="ascii").partition(KEY)
    authority = (root / BROKER / "ca.pem").read_text(encoding="ascii")
    tls = {"tls.crt": certificate, "tls.key": KEY + key, "ca.crt": authority}
    return [
        *found,
        of_texts("addresses-setup", brokers | databases),
        of_texts("smtp", {"smtp_url": smtp_url}),
        of_texts("rabbitmq-tls", tls, "kubernetes.io/tls"),
    ]


def broker_of(made: Secrets, user: str) -> str:
    return f"amqps://{user}:{made.password(f'broker-{user}')}@{BROKER}:5671/%2F?cacertfile={BROKER_CA}"


def management_of(made: Secrets) -> str:
    return f"https://operations:{made.password('broker-operations')}@{BROKER}:15671?cacertfile={BROKER_CA}"


def database_of(made: Secrets, service: str) -> str:
    role, password = role_of(service), made.password(f"database-{service}")
    shown = f"sslmode=verify-full&sslrootcert={DATABASE_CA}"
    return f"postgresql://{role}:{password}@postgres-rw:5432/{role}?{shown}"


def keys_of(root: Path, name: str) -> dict[str, bytes]:
    """What a process has in its folder; the command line, which stands in the portal's there, its own key alone."""
    own = private_file(root / CLI / "keys", LOCAL_ADMIN)
    files = [own] if name == "cli" else [one for one in (root / name / "keys").iterdir() if one.name != own.name]
    return {file.name: file.read_bytes() for file in files}


def of_texts(name: str, texts: Texts, kind: str = "Opaque") -> dict[str, Any]:
    return secret(name, {key: text.encode() for key, text in texts.items()}, kind)


def secret(name: str, contents: dict[str, bytes], kind: str = "Opaque") -> dict[str, Any]:
    data = {key: b64encode(content).decode() for key, content in contents.items()}
    about = {"name": name, "namespace": NAMESPACE}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": about, "type": kind, "data": data}


def main() -> int:
    parser = ArgumentParser(prog="python -m deploy.kubernetes_secrets", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="what deploy.make_secrets has made")
    parser.add_argument("--smtp-url", required=True, help="where mail is handed over: docs/configuration.md, Real mail")
    options = parser.parse_args()
    items = manifests(options.folder, options.smtp_url)
    json.dump({"apiVersion": "v1", "kind": "List", "items": items}, sys.stdout, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
