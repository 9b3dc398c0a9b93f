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
    visit,
)

ROUTES = (
    own,
    home,
    timeline,
    team,
    visit,
    project,
    strategy,
    targets,
    sessions,
    calendar,
)
