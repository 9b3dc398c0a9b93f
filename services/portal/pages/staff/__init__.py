"""What staff work with: what waits, applications, reviewers, selection, calls, mail; convenings."""

from services.portal.pages.staff import applications, board, convenings, mail, record, work
from services.portal.pages.staff import applications, convenings, mail, many, record, reviews, work
from services.portal.pages.staff import applications, convenings, mail, many, record, reviews, selection, work

#: `many` before `record`, which takes any code for an application's.
ROUTES = (
    work,
    applications,
    many,
    record,
    board,
    reviews,
    selection,
    mail,
    convenings,
)
