"""Open surveys that a city is asked when it joins late or is back: while it pauses, it is asked nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.cohort.domain import surveys as domain
from services.cohort.handlers.hanging import Noun, Work
from services.cohort.handlers.lookup import get_cohort
from services.cohort.handlers.surveys import asked_of
from shared.contracts import cohort as contract
from shared.contracts.named import id_of_name

if TYPE_CHECKING:
    from services.cohort.domain.participation import ParticipationRecord


def welcome(city: ParticipationRecord, work: Work) -> list[contract.Hanging]:
    """To each that is open and that nobody of the city has answered. It is asked, not invited: there is no seat."""
    cohort, repository = get_cohort(work.repository, city.cohort), work.repository
    for survey in cohort.program.surveys:
        asked = repository.find_asked(cohort.cohort, survey.id)
        if asked is None or domain.state_of(asked, cohort.today(work.now)) != domain.OPEN:
            continue
        if city.code not in {one.code for one in repository.list_responses(cohort.cohort, survey.id)}:
            told = contract.ToldCity(application_id=city.application_id, code=city.code)
            work.outbox.record(
                contract.SurveyOpened(
                    cohort_id=id_of_name(cohort.cohort),
                    cohort=cohort.cohort,
                    survey=survey.id,
                    closes_on=asked.closes_on,
                    cities=(told,),
                )
            )
            work.outbox.record(asked_of(city, asked))
    return []


SURVEYS = Noun(welcome=welcome)
