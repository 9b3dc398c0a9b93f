"""The organization's sign-in provider (OpenID Connect), asked by identity itself: no edge is trusted with its answer.

Discovery, authorization code with PKCE, ID token. Every wait is bounded; keys and addresses are kept for an hour.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from services.identity.domain.single_sign_on import NotProven
from shared.contracts.errors import Refusal
from shared.runtime.extensions import Provider
from shared.runtime.settings import SettingError, Settings

LIMIT_S = 4
KEPT_S = 3_600
LEEWAY_S = 60  # clocks of two organizations
SCOPE = "openid email"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # with a key of the provider's: none that a client could sign with
LOOPBACK = {"127.0.0.1", "localhost"}


class OpenIdProvider:
    """`issuer` is None where none is set."""

    def __init__(self, issuer: str | None, client_id: str = "", client_secret: str = "") -> None:  # nosec B107 - none is set
        self.issuer, self._client_id, self._client_secret = issuer, client_id, client_secret
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def address(self, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes."""
        address: str = prepare_grant_uri(
            self._metadata()["authorization_endpoint"],
            self._client_id,
            "code",
            redirect_uri,
            SCOPE,
            state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return address

    def claims(self, code: str, redirect_uri: str, nonce: str, verifier: str) -> Mapping[str, Any]:
        """What the provider says of whoever signed in there. Raises NotProven, Refusal("unavailable")."""
        body = prepare_token_request("authorization_code", "", redirect_uri, code=code, code_verifier=verifier)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._ask("POST", self._metadata()["token_endpoint"], content=body, headers=form, auth=self._auth)
        if answer.status_code >= httpx.codes.BAD_REQUEST:
            raise NotProven("the provider does not take the code")
        try:
            return self.verified(answer.json()["id_token"], nonce)
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise NotProven(type(error).__name__) from error

    @property
    def _auth(self) -> tuple[str, str]:
        return self._client_id, self._client_secret

    def verified(self, token: str, nonce: str) -> Mapping[str, Any]:
        """What an ID token claims. Raises JoseError unless the provider signed it, for us, for this flow, just now."""
        try:
            decoded = jwt.decode(token, self._keys(), algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # a key that is newer than ours
            self._kept.clear()
            decoded = jwt.decode(token, self._keys(), algorithms=ALGORITHMS)
        options = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._client_id},
        }
        params = {"nonce": nonce, "client_id": self._client_id}
        claims: Mapping[str, Any] = CodeIDToken(decoded.claims, decoded.header, options, params)
        claims.validate(leeway=LEEWAY_S)  # type: ignore[attr-defined]
        return claims

    def _keys(self) -> KeySet:
        return KeySet.import_key_set(self._fetched(self._metadata()["jwks_uri"]))  # type: ignore[arg-type]

    def _metadata(self) -> dict[str, Any]:
        """Raises Refusal("unavailable") also for a document that speaks for somebody else."""
        found = self._fetched(f"{self.issuer}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise Refusal("unavailable", reason="sign_on_provider")
        return found

    def _fetched(self, url: str) -> dict[str, Any]:
        until, found = self._kept.get(url, (0.0, {}))
        if monotonic() < until:
            return found
        answer = self._ask("GET", url)
        try:
            found = dict(answer.raise_for_status().json())
        except (httpx.HTTPStatusError, TypeError, ValueError):
            raise Refusal("unavailable", reason="sign_on_provider") from None
        self._kept[url] = monotonic() + KEPT_S, found
        return found

    def _ask(self, method: str, url: str, **request: Any) -> httpx.Response:
        try:
            return httpx.request(method, url, timeout=LIMIT_S, **request)
        except httpx.HTTPError:
            raise Refusal("unavailable", reason="sign_on_provider") from None


def provider_of(settings: Settings) -> OpenIdProvider:
    """Raises SettingError: a part of it is missing, or its address is not safe."""
    issuer = settings.find("OIDC_ISSUER")
    if issuer is None:
        return OpenIdProvider(None)
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise SettingError("OIDC_ISSUER must begin with https://")
    settings.insist_on("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    return OpenIdProvider(issuer.rstrip("/"), settings.get("OIDC_CLIENT_ID"), settings.get("OIDC_CLIENT_SECRET"))


class SignOnProvider(Provider):
    """`provider = SignOnProvider()` in the service class. Asks nobody at the start."""

    def setup(self) -> None:
        self._provider = provider_of(self.container.settings)

    def get_dependency(self, _worker_ctx: object) -> OpenIdProvider:
        return self._provider
