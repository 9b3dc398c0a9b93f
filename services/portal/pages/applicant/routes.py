"""The pages of an applicant; of addresses that fit several the first counts."""

from services.portal.pages.applicant import application, drafting, files, people, rewriting, sending, start

ROUTES = (start, sending, files, drafting, application, people, rewriting)
