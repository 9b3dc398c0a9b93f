-- upsert_asked: a survey is opened for a cohort, its day moves, or it is closed
insert into surveys_asked (cohort, survey, closes_on, closed, said_by, said_at)
values (%(cohort)s, %(survey)s, %(closes_on)s, %(closed)s, %(said_by)s, %(said_at)s)
on conflict (cohort, survey) do update
set closes_on = excluded.closes_on, closed = excluded.closed, said_by = excluded.said_by, said_at = excluded.said_at

-- find_asked: how a cohort was asked a survey
select survey, closes_on, closed from surveys_asked where cohort = %(cohort)s and survey = %(survey)s

-- insert_response: of a city in a role, or its next version
insert into survey_responses (application_id, survey, role, version, answers, answered_by, answered_at)
values (%(application_id)s, %(survey)s, %(role)s, %(version)s, %(answers)s, %(answered_by)s, %(answered_at)s)

-- list_responses: the latest of each city and role of a cohort
select p.code, latest.role, latest.version, latest.answers
from (select distinct on (application_id, role) application_id, role, version, answers
      from survey_responses where survey = %(survey)s order by application_id, role, version desc) as latest
join participations p using (application_id)
join survey_responses first on first.application_id = latest.application_id and first.survey = %(survey)s
     and first.role = latest.role and first.version = 1
where p.cohort = %(cohort)s order by first.number
