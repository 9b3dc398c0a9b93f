"""What staff work with: what waits, applications, reviewers, selection, calls, cohorts, convenings, mail, people."""

from services.portal.pages.staff import (
    application,
    applications,
    audit,
    board,
    calls,
    coaches,
    convenings,
    mail,
    many,
    people,
    person,
    plan,
    privacy,
    program,
    reviews,
    selection,
    work,
)

#: `many` and `privacy` before `application`, which takes any code for an application's.
ROUTES = (
    work,
    applications,
    many,
    privacy,
    application,
    reviews,
    selection,
    calls,
    board,
    plan,
    program,
    coaches,
    mail,
    people,
    person,
    audit,
    convenings,
)
