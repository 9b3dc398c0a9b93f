"""Reading cohorts and their cities, by people and for mails."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import mail_facts, rooms, showing
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class Cohorts(Entrypoints):
    list_cohorts = answers(contract.ListCohorts, showing.list_cohorts)
    get_cohort = answers(contract.GetCohort, showing.get_one_cohort)
    get_tracker = answers(contract.GetTracker, showing.get_tracker)
    get_participation = answers(contract.GetParticipation, showing.get_one_participation)
    get_city = answers(contract.GetCity, rooms.get_city)
    list_own_cities = answers(contract.ListOwnCities, rooms.list_own_cities)
    get_mail_facts = answers(contract.GetMailFacts, mail_facts.get_mail_facts)
