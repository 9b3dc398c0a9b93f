"""Addresses of our own that say what a mail to them is about: where a mail comes back to (its return path), and where a
city's replies go. They hang on a secret of this installation, so nobody makes one up.

    inbox+b<token>@program.example      a mail that could not be delivered
    inbox+r<token>@program.example      a reply about a city
"""

from __future__ import annotations

import hmac
from base64 import b32decode, b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from uuid import UUID

About = Literal["b", "r", "u"]  # a mail that came back, a city's reply, choices of who gets a mail
INCOMING: tuple[About, ...] = ("b", "r")
ID_LENGTH, PROOF_LENGTH = 26, 16  # characters of base32: 128 bits and 80


@dataclass(frozen=True)
class Addresses:
    """`inbox`: the mailbox that is read, empty where there is none. `secret`: of this installation."""

    inbox: str
    secret: str

    def return_path(self, mail_id: UUID, sender: str) -> str:
        return self._tagged("b", mail_id) if self.inbox else sender

    def reply_to(self, application_id: UUID | None, reply_to: str) -> str:
        return self._tagged("r", application_id) if self.inbox and application_id else reply_to

    def key(self, about: About, identity: UUID) -> str:
        """Names it, and proves that we said so."""
        return _base32(identity.bytes) + self._proof(about, identity)

    def read_key(self, about: About, key: str) -> UUID | None:
        """None for one that we did not make."""
        lower = key.lower()
        try:
            identity = UUID(bytes=b32decode(lower[:ID_LENGTH].upper() + "======"))
        except ValueError:
            return None
        return identity if hmac.compare_digest(lower, self.key(about, identity)) else None

    def find(self, recipients: Iterable[str]) -> tuple[About, UUID] | None:
        """What the first of these is about that is ours."""
        for address in recipients:
            tag = address.lower().rpartition("@")[0].partition("+")[2]
            for about in INCOMING:
                if tag.startswith(about) and (identity := self.read_key(about, tag[1:])):
                    return about, identity
        return None

    def _tagged(self, about: About, identity: UUID) -> str:
        local, _, domain = self.inbox.partition("@")
        return f"{local}+{about}{self.key(about, identity)}@{domain}"

    def _proof(self, about: str, identity: UUID) -> str:
        made = hmac.digest(self.secret.encode(), about.encode() + identity.bytes, "sha256")
        return _base32(made[: PROOF_LENGTH * 5 // 8])

    def digest(self, address: str) -> str:
        """By which an address is known again that is not kept."""
        return hmac.new(self.secret.encode(), b"a" + address.strip().casefold().encode(), sha256).hexdigest()


def _base32(value: bytes) -> str:
    return b32encode(value).decode().rstrip("=").lower()
