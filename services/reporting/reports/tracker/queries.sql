-- insert_participation: a city in a cohort
insert into participations (application_id, code, cohort, call, city, admin_area, country, time_zone, language)
values (%(application_id)s, %(code)s, %(cohort)s, %(call)s, %(city)s, %(admin_area)s, %(country)s, %(time_zone)s,
        %(language)s)

-- insert_participation_phase: the phase that a city is in from now on; its status stays
with before as (
    update participation_phases set until = %(recorded_at)s
    where application_id = %(application_id)s and until = 'infinity'
    returning status)
insert into participation_phases (application_id, recorded_at, phase, status, since_on)
values (%(application_id)s, %(recorded_at)s, %(phase)s, coalesce((select status from before), 'active'), %(since_on)s)

-- insert_participation_status: the status that a city has from now on; its phase stays
with before as (
    update participation_phases set until = %(recorded_at)s
    where application_id = %(application_id)s and until = 'infinity'
    returning phase, since_on)
insert into participation_phases (application_id, recorded_at, phase, status, since_on)
select %(application_id)s, %(recorded_at)s, phase, %(status)s, since_on from before

-- list_stays: the phase of each city of a cohort, as it was known at a moment
select code, city, country, time_zone, cohort, phase, status, since_on
from participation_phases join participations using (application_id)
where cohort = %(cohort)s and recorded_at <= %(as_of)s and until > %(as_of)s
  and (%(own)s::uuid[] is null or application_id = any(%(own)s))

-- find_stay: the same of one city
select code, city, country, time_zone, cohort, phase, status, since_on
from participation_phases join participations using (application_id)
where application_id = %(application_id)s and recorded_at <= %(as_of)s and until > %(as_of)s

-- list_phases_known: each phase that cities of a cohort were known to be in, and between which moments
select code, city, country, phase, status, recorded_at, least(until, '9999-01-01 00:00Z') as until
from participation_phases join participations using (application_id)
where cohort = %(cohort)s and recorded_at <= %(as_of)s
  and (%(own)s::uuid[] is null or application_id = any(%(own)s))
order by country, city, code
