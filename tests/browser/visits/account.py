"""One's own: what is mine, and saying again who one is."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


VISITS = [
    Visit("/my", "my-reviewer", who=lambda world: world.person("reviewer")),
    Visit("/my", "my-coach", who=lambda world: world.person("coach"), language="pt"),
    Visit("/my/account", "account", who=staff, short=True),
    Visit("/my/account", "account-reviewer", who=lambda world: world.person("reviewer"), language="fr"),
    Visit("/my/account/tokens", "account-token", who=lambda world: world.person("reviewer"), language="fr"),
    Visit("/my/account/password", "account-password", who=staff, language="pt"),
    Visit("/my/account/passkey", "account-passkey", who=staff, language="es"),
    Visit("/sign-in/device", "device", who=staff),
    Visit(
        "/sign-in/device", "device-unknown", at=lambda _: "/sign-in/device?user_code=XXXX-XXXX", who=staff, status=404
    ),
    Visit("/sign-in/again", "sign-in-again", who=staff, language="es"),
]
