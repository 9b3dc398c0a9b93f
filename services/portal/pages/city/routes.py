"""The pages of a city, in order."""

from services.portal.pages.city import home, own, project, strategy, targets, team, timeline

ROUTES = (
    own,
    home,
    timeline,
    team,
    project,
    strategy,
    targets,
)
