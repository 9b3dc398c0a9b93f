"""Rows of identity's database and the objects they stand for; a part a noun, seen by handlers as one. The only user of
queries/*.sql."""

from __future__ import annotations

from services.identity.repository.access_tokens import AccessTokens
from services.identity.repository.device_logins import DeviceLogins
from services.identity.repository.factors import FactorRows
from services.identity.repository.passkeys import Passkeys
from services.identity.repository.people import People
from services.identity.repository.sessions import Sessions
from services.identity.repository.sign_ins import SignIns
from services.identity.repository.tries import Tries


class Repository(AccessTokens, DeviceLogins, FactorRows, Passkeys, People, Sessions, SignIns, Tries):
    """Everything that this service keeps, in one transaction."""
