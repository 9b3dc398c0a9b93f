"""Sign-in links that the machine itself gives out, without a mail: for a demo, and where no mail arrives."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from services.identity.domain.passkeys import Site
from services.identity.domain.proofs import address_hash, sha256, sign_in_code, sign_in_key, source_hash
from services.identity.domain.sign_ins import LIFETIME, SignIn
from shared.contracts import identity
from shared.contracts.identity import SignInLink
from shared.contracts.people import Caller

if TYPE_CHECKING:
    from services.identity.repository import Repository
    from shared.messaging.outbox import Outbox

PAGE = "/sign-in?key="
LANGUAGE = "en"  # of a mail that never goes


def make_sign_in_link(
    request: identity.MakeSignInLink,
    repository: Repository,
    outbox: Outbox,
    caller: Caller,
    secret: bytes,
    site: Site,
    now: datetime,
) -> SignInLink:
    """As if its mail had gone: whoever has a second factor needs it all the same."""
    person = repository.find_person_by_address(request.email)
    language = person.languages[0] if person else LANGUAGE
    source = source_hash(secret, caller.source)
    made = SignIn(uuid4(), request.email, language, source, now, now + LIFETIME, None, None)
    key = sign_in_key(secret, made.id)
    repository.insert_sign_in(made, address_hash(secret, request.email), sha256(key))
    repository.take_unannounced_sign_in(made.id, now)  # no mail of it goes
    repository.update_sign_in_mailed(made.id, made.expires_at, now)
    outbox.record(identity.SignInLinkMade(sign_in_id=made.id, person_id=person.id if person else None))
    return SignInLink(
        email=request.email,
        address=f"{site.address}{PAGE}{key}",
        key=key,
        code=sign_in_code(secret, made.id),
        expires_at=made.expires_at,
    )
