"""Second factors of staff: codes by time, passkeys, recovery codes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.contracts.identity.people import PersonEvent
from shared.contracts.requests import Command, Model, Nothing, Query


class FactorKind(StrEnum):
    TOTP = "totp"
    PASSKEY = "passkey"


class FactorAdded(PersonEvent):
    """From now on this person's staff sessions need a second factor: a mailed code alone opens none."""

    factor_id: UUID
    kind: FactorKind


class FactorRemoved(PersonEvent):
    """A second factor of this person opens nothing any more."""

    factor_id: UUID
    kind: FactorKind


class RecoveryCodesMade(PersonEvent):
    """Ten new recovery codes; those of before open nothing any more."""


class RecoveryCodeUsed(PersonEvent):
    """Somebody signed in by a recovery code in place of their device."""

    left: int


class FactorsReset(PersonEvent):
    """An administrator took away password and second factors: this person signs in by mail and enrolls anew."""


class Factor(Model):
    id: UUID
    kind: FactorKind
    name: str  # as its person called it; empty for codes by time
    added_at: datetime
    used_at: datetime | None


class Factors(Model):
    """How somebody signs in."""

    password: bool
    items: tuple[Factor, ...]
    recovery_codes: int  # that are left


class ListFactors(Query[Factors]):
    """One's own."""


class TotpKey(Model):
    """For an authenticator app: `address` as a QR code (`picture`, SVG), or the `key` typed in."""

    key: str
    address: str
    picture: str


class StartTotp(Command[TotpKey]):
    """Begin to use codes by time. They count once one of them has been shown by ConfirmTotp. Needs a password first."""

    sensitive: ClassVar[bool] = True
    remembered: ClassVar[bool] = False


class RecoveryCodes(Model):
    """To be kept where the device is not. Each opens one sign-in in place of the device's code."""

    codes: tuple[str, ...]


class ConfirmTotp(Command[RecoveryCodes], defer_build=False):  # a web route's body
    """Show that the app makes the right codes: from now on they are asked for. Replies with recovery codes."""

    sensitive: ClassVar[bool] = True
    remembered: ClassVar[bool] = False

    code: str = Field(pattern=r"^[0-9]{6}$", repr=False)


class RenewRecoveryCodes(Command[RecoveryCodes]):
    """Ten new ones in place of those of before."""

    sensitive: ClassVar[bool] = True
    remembered: ClassVar[bool] = False


class RemoveFactor(Command[Nothing]):
    """One of one's own. Without the last one, the mailed code opens a session again."""

    sensitive: ClassVar[bool] = True

    factor: UUID


class ResetFactors(Command[Nothing]):
    """For somebody who lost device and recovery codes: takes away password and factors, and ends all their sessions."""

    sensitive: ClassVar[bool] = True

    person: str = Field(min_length=1, max_length=254)
