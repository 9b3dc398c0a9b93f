"""Reports, each also as a table to be saved."""

from services.portal.pages.reports import cohorts, funnel

ROUTES = (funnel, cohorts)
