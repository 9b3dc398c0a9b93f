"""The pages of an applicant; of addresses that fit several the first counts."""

from services.portal.pages.applicant import application, drafting, files, rewriting, sending, start

ROUTES = (start, sending, files, drafting, application, rewriting)
