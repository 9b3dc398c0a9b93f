"""What operators work with: queues, services, alerts, dead letters."""

from services.portal.pages.operator import alerts, dead_letters, letter_groups, overview, replaying

ROUTES = (overview, alerts, letter_groups, dead_letters, replaying)
