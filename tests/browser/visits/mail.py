"""Staff's mail."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def staff(world: World) -> str:
    return world.person("staff")


def one(world: World) -> str:
    return f"/staff/mail/{world.ask('mail', 'list', '--state', 'sent', '--limit', '1')['items'][0]['id']}"


VISITS = [
    Visit("/staff/mail/templates", "templates", who=staff, language="pt"),
    Visit(
        "/staff/mail/templates/{name}",
        "template",
        at=lambda _: "/staff/mail/templates/welcome",
        who=staff,
        language="fr",
    ),
    Visit("/staff/mail", "mail", who=staff),
    Visit("/staff/mail", "mail-held", at=lambda _: "/staff/mail?state=held", who=staff, language="es"),
    Visit("/staff/mail/{mail_id}", "mail-one", at=one, who=staff, language="fr"),
]
