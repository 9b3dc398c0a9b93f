"""Passkeys (WebAuthn): what a browser is asked for, and what is made of its answer, by the library webauthn."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LOOPBACK, LOCALHOST = "127.0.0.1", "localhost"


@dataclass(frozen=True)
class Site:
    """The portal as people reach it. Passkeys work for its domain (`rp_id`) and on its pages alone (`origins`)."""

    address: str
    rp_id: str
    origins: list[str]
    name: str


@dataclass(frozen=True)
class Passkey:
    id: UUID
    person_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class NewCredential:
    id: bytes
    public_key: bytes
    sign_count: int


def site_of(portal_url: str, name: str) -> Site:
    """Browsers take no number for a domain: a portal on loopback is reached as localhost for passkeys."""
    parts = urlsplit(portal_url)
    host = LOCALHOST if parts.hostname == LOOPBACK else str(parts.hostname)
    port = f":{parts.port}" if parts.port else ""
    return Site(portal_url.rstrip("/"), host, [f"{parts.scheme}://{host}{port}"], name)


def adding_options(site: Site, person_id: UUID, email: str, challenge: bytes, known: Iterable[bytes]) -> dict[str, Any]:
    """For navigator.credentials.create(). The authenticator itself must know its holder (PIN, finger, face)."""
    options = webauthn.generate_registration_options(
        rp_id=site.rp_id,
        rp_name=site.name,
        user_id=person_id.bytes,
        user_name=email,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return as_dict(options_to_json(options))


def sign_in_options(site: Site, challenge: bytes) -> dict[str, Any]:
    """For navigator.credentials.get(). It names no credential, so it does not tell who has one."""
    options = webauthn.generate_authentication_options(
        rp_id=site.rp_id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return as_dict(options_to_json(options))


def challenge_of(credential: dict[str, Any]) -> bytes:
    """The challenge that a browser's answer is about; empty for what is no answer."""
    try:
        return parse_client_data_json(base64url_to_bytes(credential["response"]["clientDataJSON"])).challenge
    except (WebAuthnException, KeyError, TypeError, ValueError):
        return b""


def credential_id_of(credential: dict[str, Any]) -> bytes:
    try:
        return base64url_to_bytes(credential["rawId"])
    except (KeyError, TypeError, ValueError):
        return b""


def read_new(site: Site, credential: dict[str, Any], challenge: bytes) -> NewCredential | None:
    """None for an answer that does not prove what it must."""
    try:
        proven = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origins,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, TypeError, ValueError):
        return None
    return NewCredential(proven.credential_id, proven.credential_public_key, proven.sign_count)


def proven_count(site: Site, credential: dict[str, Any], challenge: bytes, passkey: Passkey) -> int | None:
    """The authenticator's new count of signatures; None where it proves nothing, or was copied (a count of before)."""
    try:
        proven = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origins,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, TypeError, ValueError):
        return None
    return proven.new_sign_count


def as_dict(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
