"""Second factors that people type: codes by time (RFC 6238), and recovery codes for when the device is gone."""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
import segno

from services.identity.domain.proofs import derive, same

STEP_S = 30
STEPS_ASIDE = 1  # a code may be one step early or late: clocks of phones
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10  # of 32 letters and digits each: 50 bits
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: none that looks like another
MISREAD = str.maketrans({"i": "1", "l": "1", "o": "0"})
LIGHT, DARK = None, "#000"


@dataclass(frozen=True)
class Totp:
    """`last_step`: of the last code that was taken; none as early is taken again. Counts from its confirmation on."""

    factor_id: UUID
    sealed_secret: bytes
    confirmed_at: datetime | None
    last_step: int


def new_secret() -> str:
    return pyotp.random_base32()


def address_of(secret: str, email: str, issuer: str) -> str:
    """The otpauth URI that authenticator apps read."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=email, issuer_name=issuer)


def picture_of(address: str) -> str:
    """A QR code as SVG."""
    picture = io.BytesIO()
    segno.make(address, micro=False).save(picture, kind="svg", scale=4, dark=DARK, light=LIGHT, xmldecl=False)
    return picture.getvalue().decode()


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step whose code it is, among those around now and later than the last one taken; None for a wrong code."""
    current, totp = int(now.timestamp()) // STEP_S, pyotp.TOTP(secret, interval=STEP_S)
    around = range(current - STEPS_ASIDE, current + STEPS_ASIDE + 1)
    found = [step for step in around if same(totp.generate_otp(step), code)]
    return next((step for step in found if step > after), None)


def new_recovery_codes() -> tuple[str, ...]:
    def one() -> str:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH))
        return f"{letters[:5]}-{letters[5:]}"

    return tuple(one() for _ in range(RECOVERY_CODES))


def recovery_hash(secret: bytes, person_id: UUID, code: str) -> bytes:
    """What is kept of one, however it is typed."""
    plain = "".join(filter(str.isalnum, code.casefold())).translate(MISREAD)
    return derive(secret, "recovery", f"{person_id}:{plain}")


def is_typed_code(code: str) -> bool:
    """Six digits come from the device; anything else can only be a recovery code."""
    return len(code) == 6 and code.isdecimal()
