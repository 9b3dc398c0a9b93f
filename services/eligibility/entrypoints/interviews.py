"""The shortlist, interviews, and the view of the whole pool."""

from __future__ import annotations

from services.eligibility.entrypoints.base import Entrypoints
from services.eligibility.handlers import interviewing, viewing
from shared.contracts import eligibility
from shared.messaging.entrypoints import answers


class Interviews(Entrypoints):
    shortlist = answers(eligibility.Shortlist, interviewing.shortlist)
    schedule_interview = answers(eligibility.ScheduleInterview, interviewing.schedule_interview)
    record_interview = answers(eligibility.RecordInterview, interviewing.record_interview)
    cancel_interview = answers(eligibility.CancelInterview, interviewing.cancel_interview)

    get_interviews = answers(eligibility.GetInterviews, interviewing.get_interviews)
    get_pool = answers(eligibility.GetPool, viewing.get_pool)
    get_standings = answers(eligibility.GetStandings, viewing.get_standings)
