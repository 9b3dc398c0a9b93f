"""What operators work with: queues, services, alerts, dead letters, webhooks."""

from services.portal.pages.operator import (
    alerts,
    dead_letters,
    history,
    letter_groups,
    overview,
    replaying,
    webhook,
    webhooks,
)

ROUTES = (overview, history, alerts, letter_groups, dead_letters, replaying, webhooks, webhook)
