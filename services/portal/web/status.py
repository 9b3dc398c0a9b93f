"""Which HTTP status a refusal has, on a page and in the API alike."""

from __future__ import annotations

#: code -> status; every other code is a conflict with the state of things.
STATUS = {
    "invalid": 422,
    "unauthenticated": 401,
    "sign_in_failed": 401,
    "too_many_tries": 429,
    "too_many_uploads": 429,
    "forbidden": 403,
    "reauthenticate": 403,
    "second_factor_needed": 403,
    "authorization_pending": 400,
    "slow_down": 400,
    "not_found": 404,
    "internal_error": 500,
    "unavailable": 503,
}
#: reason -> status, where it says more than the code.
STATUS_OF_REASON = {
    "host": 400,
    "body_too_slow": 408,
    "body_too_long": 413,
    "request_too_large": 413,
    "too_many_at_once": 429,
}
CONFLICT = 409


def status_of(code: str, reason: str | None = None) -> int:
    return STATUS_OF_REASON.get(reason or "") or STATUS.get(code, CONFLICT)
