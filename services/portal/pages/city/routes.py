"""The pages of a city, in order."""

from services.portal.pages.city import home, own, strategy, targets, team, timeline

ROUTES = (
    own,
    home,
    timeline,
    team,
    strategy,
    targets,
)
