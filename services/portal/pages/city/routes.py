"""The pages of a city, in order."""

from services.portal.pages.city import home, own, team, timeline

ROUTES = (own, home, timeline, team)
