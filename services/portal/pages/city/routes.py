"""The pages of a city, in order."""

from services.portal.pages.city import (
    calendar,
    home,
    own,
    project,
    sessions,
    strategy,
    targets,
    team,
    timeline,
)

ROUTES = (
    own,
    home,
    timeline,
    team,
    project,
    strategy,
    targets,
    sessions,
    calendar,
)
