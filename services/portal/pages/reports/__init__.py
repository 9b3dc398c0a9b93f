"""Reports, each in every form, what a number of them was made of, and the events that a row was made from."""

from services.portal.pages.reports import counted, events, files, mailed, pages

ROUTES = (counted, events, files, mailed, pages)  # an address of its own before one that names a report
