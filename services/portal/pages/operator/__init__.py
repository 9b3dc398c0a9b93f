"""What operators work with: queues, services, dead letters."""

from services.portal.pages.operator import dead_letters, overview, replaying

ROUTES = (overview, dead_letters, replaying)
