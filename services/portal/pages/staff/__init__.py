"""What staff work with: what waits, applications, reviewers, selection, calls, mail; convenings."""

from services.portal.pages.staff import (
    applications,
    board,
    convenings,
    mail,
    many,
    record,
    reviews,
    selection,
    work,
)

#: `many` before `record`, which takes any code for an application's.
ROUTES = (
    work,
    applications,
    many,
    record,
    reviews,
    selection,
    board,
    mail,
    convenings,
)
