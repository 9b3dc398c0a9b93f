"""Reports, each in every form, and the events that a row was made from."""

from services.portal.pages.reports import events, files, pages

ROUTES = (events, files, pages)  # an address of its own before one that names a report
