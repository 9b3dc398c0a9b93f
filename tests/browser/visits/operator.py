"""Operators' pages, on a system where nothing is wrong."""

from __future__ import annotations

from tests.browser.visit import Visit
from tests.browser.world import World


def operator(world: World) -> str:
    return world.person("administrator")


def webhook(world: World) -> str:
    return f"/ops/webhooks/{world.webhook()}"


def webhook_change(world: World) -> str:
    return f"{webhook(world)}/change"


VISITS = [
    Visit("/ops", "ops", who=operator),
    Visit("/ops", "ops-es", who=operator, language="es", at=lambda _: "/ops?all=1"),
    Visit("/ops/history", "ops-history", who=operator, language="pt"),
    Visit("/ops/replay", "replay", who=operator, language="fr"),
    Visit("/ops/alerts", "alerts", who=operator, language="es"),
    Visit("/ops/dead-letters", "dead-letters", who=operator, language="pt"),
    Visit("/ops/webhooks", "webhooks", who=operator, language="fr"),
    Visit("/ops/webhooks/new", "webhook-new", who=operator, language="es"),
    Visit("/ops/webhooks/{webhook_id}", "webhook", at=webhook, who=operator),
    Visit("/ops/webhooks/{webhook_id}/change", "webhook-change", at=webhook_change, who=operator, language="pt"),
]
