"""Signing in through the organization's provider. Nothing of it is stored before it succeeds: state, nonce and PKCE
verifier follow from the flow, which the browser keeps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from services.identity.domain.passkeys import Site
from services.identity.domain.proofs import same
from services.identity.domain.single_sign_on import FLOW, NotProven, part_of
from services.identity.domain.stamps import as_text, from_text, is_valid, make_stamp
from services.identity.handlers.door import failed
from shared.contracts import identity
from shared.contracts.errors import Refusal
from shared.contracts.identity import Session, StartedSingleSignOn
from shared.security.permissions import STAFF

if TYPE_CHECKING:
    from services.identity.handlers.door import Door
    from services.identity.provider import OpenIdProvider
    from services.identity.repository import Repository

CALLBACK = "/sign-in/sso/callback"  # the portal's page (services/portal/pages/account/staff_sign_in.py)


def start_single_sign_on(provider: OpenIdProvider, secret: bytes, site: Site, now: datetime) -> StartedSingleSignOn:
    insist_on_provider(provider)
    flow = as_text(make_stamp(secret, FLOW, now))
    state, nonce, verifier = (part_of(flow, part, secret) for part in ("state", "nonce", "verifier"))
    return StartedSingleSignOn(address=provider.address(site.address + CALLBACK, state, nonce, verifier), flow=flow)


def finish_single_sign_on(
    request: identity.FinishSingleSignOn,
    door: Door,
    repository: Repository,
    provider: OpenIdProvider,
    secret: bytes,
    site: Site,
    now: datetime,
) -> Session:
    """For staff alone, by the address that the provider says is verified."""
    insist_on_provider(provider)
    flow, stamp = request.flow, from_text(request.flow)
    if not is_valid(stamp, secret, FLOW, now) or not same(part_of(flow, "state", secret), request.state):
        raise failed()
    if not repository.use_stamp(stamp, now):
        raise failed()
    nonce, verifier = part_of(flow, "nonce", secret), part_of(flow, "verifier", secret)
    try:
        claims = provider.claims(request.code, site.address + CALLBACK, nonce, verifier)
    except NotProven:
        raise failed() from None
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") is not True:
        raise failed()
    person = repository.find_person_by_address(email)
    if person is None or not STAFF & set(person.roles):
        raise door.fail("single_sign_on", email)
    return door.admit(person, "single_sign_on", request.session, request.device)


def insist_on_provider(provider: OpenIdProvider) -> None:
    if provider.issuer is None:
        raise Refusal("not_found", reason="no_sign_on_provider")
