"""The pages of a city, in order."""

from services.portal.pages.city import home, own, timeline

ROUTES = (own, home, timeline)
