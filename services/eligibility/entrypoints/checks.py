"""Events that bring applications here, and the check."""

from __future__ import annotations

from services.eligibility.criteria_in_force import CriteriaInForce
from services.eligibility.entrypoints.base import Entrypoints
from services.eligibility.handlers import assigning, checking, interviewing, judging, leaving, owning
from shared.contracts import cohort, eligibility, identity, intake
from shared.messaging.entrypoints import answers, hears
from shared.privacy.hearing import erase_city, erase_person


class Checks(Entrypoints):
    criteria = CriteriaInForce()

    on_call_opened = hears(intake.CallOpened, checking.record_call)
    on_application_submitted = hears(intake.ApplicationSubmitted, checking.check_application)
    on_application_people_changed = hears(intake.ApplicationPeopleChanged, owning.follow_people)
    on_application_withdrawn = hears(intake.ApplicationWithdrawn, checking.end_selection)
    on_status_changed = hears(cohort.StatusChanged, leaving.follow_participation)
    on_timeline_changed = hears(cohort.TimelineChanged, leaving.follow_start)
    on_person_added = hears(identity.PersonAdded, assigning.record_reviewer, interviewing.record_panelist)
    on_person_erased = hears(identity.PersonErased, erase_person)
    on_city_anonymised = hears(intake.CityAnonymised, erase_city)
    on_person_changed = hears(identity.PersonChanged, assigning.record_reviewer, interviewing.record_panelist)
    on_roles_changed = hears(identity.RolesChanged, assigning.record_reviewer, interviewing.record_panelist)
    on_person_deactivated = hears(identity.PersonDeactivated, assigning.record_reviewer, interviewing.record_panelist)
    on_person_reactivated = hears(identity.PersonReactivated, assigning.record_reviewer, interviewing.record_panelist)

    check_eligibility = answers(eligibility.CheckEligibility, checking.check_eligibility)
    list_criteria = answers(eligibility.ListCriteria, judging.list_criteria)
    what_if = answers(eligibility.WhatIf, judging.what_if)
    judge_again = answers(eligibility.JudgeAgain, judging.judge_call_again)
