"""What staff work with: applications, reviewers, selection, calls."""

from services.portal.pages.staff import applications, work

ROUTES = (
    work,
    applications,
)
