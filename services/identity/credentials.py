"""Gives the service what it vouches with: its secret, its signing key, and the site that people sign in to."""

from __future__ import annotations

from dataclasses import dataclass

from services.identity.domain.passkeys import Site, site_of
from shared.runtime.extensions import Provider
from shared.runtime.settings import SettingError
from shared.security.tokens import Signer

SECRET_LEAST = 24  # characters


@dataclass(frozen=True)
class Vouching:
    signer: Signer
    secret: bytes
    site: Site


class Credentials(Provider):
    """`credentials = Credentials()` in the service class. A missing or short secret stops the start."""

    def setup(self) -> None:
        settings = self.container.settings
        secret = settings.get("SIGN_IN_SECRET")
        if len(secret) < SECRET_LEAST:
            raise SettingError(f"SIGN_IN_SECRET must have {SECRET_LEAST} characters or more")
        site = site_of(settings.get("PORTAL_URL"), self.container.program.name)
        self._vouching = Vouching(Signer("identity", settings.keys_dir), secret.encode(), site)

    def get_dependency(self, _worker_ctx: object) -> Vouching:
        return self._vouching


def secret(credentials: Vouching) -> bytes:
    return credentials.secret


def signer(credentials: Vouching) -> Signer:
    return credentials.signer


def site(credentials: Vouching) -> Site:
    return credentials.site
