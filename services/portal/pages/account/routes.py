"""The pages of signing in and of one's own account."""

from __future__ import annotations

from services.portal.pages.account import account, again, device, mine, search, set_up, sign_in, staff_sign_in, tokens

ROUTES = (sign_in, staff_sign_in, again, device, mine, account, set_up, tokens, search)
