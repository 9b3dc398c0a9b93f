"""What staff work with: what waits, applications, reviewers, selection, calls, mail."""

from services.portal.pages.staff import applications, mail, record, work

ROUTES = (work, applications, record, mail)
