"""What staff work with: what waits, applications, reviewers, selection, calls."""

from services.portal.pages.staff import applications, record, work

ROUTES = (work, applications, record)
