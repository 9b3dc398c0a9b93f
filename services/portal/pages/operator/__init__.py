"""What operators work with: queues, services, alerts, dead letters."""

from services.portal.pages.operator import alerts, dead_letters, overview, replaying

ROUTES = (overview, alerts, dead_letters, replaying)
