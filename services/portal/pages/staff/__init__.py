"""What staff work with: what waits, applications, reviewers, selection, calls, cohorts, convenings, mail, people."""

from services.portal.pages.staff import (
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
    record,
    reviews,
    selection,
    work,
)

#: `many` and `privacy` before `record`, which takes any code for an application's.
ROUTES = (
    work,
    applications,
    many,
    privacy,
    record,
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
