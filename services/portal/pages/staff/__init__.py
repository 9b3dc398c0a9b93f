"""What staff work with: what waits, applications, reviewers, selection, calls, mail; convenings."""

from services.portal.pages.staff import applications, board, convenings, mail, record, work

ROUTES = (
    work,
    applications,
    record,
    board,
    mail,
    convenings,
)
