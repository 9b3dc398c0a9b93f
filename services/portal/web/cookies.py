"""The portal's cookies: who is signed in, what was just done, how somebody reads."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

SESSION_S = 12 * 60 * 60
CHOICE_S = 365 * 24 * 60 * 60
FLASH = "flash"
FLASH_S = 60
LONGEST_FLASH = 2_000


@dataclass(frozen=True)
class Cookies:
    """`secure`: behind TLS. A browser takes the prefix `__Host-` for "from this host alone, over TLS alone"."""

    secure: bool

    @property
    def session_name(self) -> str:
        return "__Host-session" if self.secure else "session"

    def session_of(self, request: Request) -> str | None:
        return request.cookies.get(self.session_name) or None

    def keep_session(self, response: Response, secret: str) -> None:
        self._set(response, self.session_name, secret, SESSION_S)

    def forget_session(self, response: Response) -> None:
        response.delete_cookie(self.session_name, path="/", secure=self.secure, httponly=True, samesite="lax")

    def keep_choice(self, response: Response, name: str, value: str) -> None:
        self._set(response, name, value, CHOICE_S)

    def keep_flash(self, response: Response, key: str, values: dict[str, Any]) -> None:
        text = json.dumps([key, values], separators=(",", ":"), default=str)
        self._set(response, FLASH, urlsafe_b64encode(text.encode()).decode()[:LONGEST_FLASH], FLASH_S)

    def forget_flash(self, response: Response) -> None:
        response.delete_cookie(FLASH, path="/", secure=self.secure, httponly=True, samesite="lax")

    def keep_for(self, response: Response, name: str, text: str, seconds: int, path: str) -> None:
        """For the pages below a path alone; `read` gives it back."""
        self._set(response, name, urlsafe_b64encode(text.encode()).decode(), seconds, path)

    @staticmethod
    def read(kept: str | None) -> str:
        """Empty for what nobody of ours wrote."""
        try:
            return urlsafe_b64decode(kept or "").decode()
        except ValueError:
            return ""

    def _set(self, response: Response, name: str, value: str, seconds: int, path: str = "/") -> None:
        response.set_cookie(
            name, value, max_age=seconds, path=path, secure=self.secure, httponly=True, samesite="lax"
        )  # fmt: skip


def flash_of(request: Request) -> tuple[str, dict[str, Any]] | None:
    """What was just done, a key below `flash` with plain values; None for what nobody of ours wrote."""
    try:
        key, values = json.loads(urlsafe_b64decode(request.cookies[FLASH]))
    except (KeyError, ValueError, TypeError, RecursionError):
        return None
    return (key, values) if isinstance(key, str) and isinstance(values, dict) else None
