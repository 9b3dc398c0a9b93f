"""The pages of signing in and of one's own account."""

from __future__ import annotations

from services.portal.pages.account import again, mine, search, sign_in, staff_sign_in

ROUTES = (sign_in, staff_sign_in, again, mine, search)
