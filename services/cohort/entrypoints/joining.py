"""Cities join; their people become known."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import convening, joining, mayors, people
from shared.contracts import eligibility, intake
from shared.messaging.entrypoints import hears
from shared.privacy.hearing import erase_city


class Joining(Entrypoints):
    on_call_opened = hears(intake.CallOpened, joining.plan_cohort)
    on_city_anonymised = hears(intake.CityAnonymised, erase_city)
    on_offer_confirmed = hears(eligibility.OfferConfirmed, joining.join_cohort)
    on_application_people_changed = hears(intake.ApplicationPeopleChanged, people.keep_contacts)
    on_application_submitted = hears(intake.ApplicationSubmitted, convening.keep_roster, mayors.keep_first_mayor)
