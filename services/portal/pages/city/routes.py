"""The pages of a city, in order."""

from services.portal.pages.city import (
    calendar,
    commitments,
    convenings,
    documents,
    history,
    home,
    own,
    policies,
    project,
    sessions,
    strategy,
    surveys,
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
    commitments,
    policies,
    documents,
    sessions,
    calendar,
    convenings,
    surveys,
    history,
)
