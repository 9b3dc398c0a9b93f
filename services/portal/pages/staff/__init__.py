"""What staff work with: what waits, applications, reviewers, selection, calls, mail; convenings."""

from services.portal.pages.staff import (
    applications,
    board,
    coaches,
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
    coaches,
    mail,
    convenings,
)
