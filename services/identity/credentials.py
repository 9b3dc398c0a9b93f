"""Gives the service what it vouches with: the secret of sign-in codes, and identity's signing key."""

from __future__ import annotations

from dataclasses import dataclass

from nameko.extensions import DependencyProvider

from shared.runtime.settings import SettingError
from shared.security.tokens import Signer

SECRET_LEAST = 24  # characters


@dataclass(frozen=True)
class Vouching:
    signer: Signer
    secret: bytes


class Credentials(DependencyProvider):  # type: ignore[misc]
    """`credentials = Credentials()` in the service class. A missing or short secret stops the start."""

    def setup(self) -> None:
        settings = self.container.settings
        secret = settings.get("SIGN_IN_SECRET")
        if len(secret) < SECRET_LEAST:
            raise SettingError(f"SIGN_IN_SECRET must have {SECRET_LEAST} characters or more")
        self._vouching = Vouching(Signer("identity", settings.keys_dir), secret.encode())

    def get_dependency(self, _worker_ctx: object) -> Vouching:
        return self._vouching


def secret(credentials: Vouching) -> bytes:
    return credentials.secret


def signer(credentials: Vouching) -> Signer:
    return credentials.signer
