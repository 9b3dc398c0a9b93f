-- count_states: applications by country and the state that was known at a moment
select country, state, count(*) as number
from application_states
where recorded_at <= %(as_of)s and until > %(as_of)s
  and (%(call)s::text is null or call = %(call)s)
  and (%(own)s::uuid[] is null or application_id = any(%(own)s))
group by country, state

-- count_applications: applications by all that the funnel counts by but resident outcomes, as they were known at a moment
select country, language, state, steps, count(*) as number
from application_states
where recorded_at <= %(as_of)s and until > %(as_of)s
  and (%(call)s::text is null or call = %(call)s)
  and (%(own)s::uuid[] is null or application_id = any(%(own)s))
group by country, language, state, steps

-- count_outcomes: the same by resident outcome; an application counts for each of its own
select resident_outcome, steps, count(*) as number
from application_states cross join unnest(resident_outcomes) as resident_outcome
where recorded_at <= %(as_of)s and until > %(as_of)s
  and (%(call)s::text is null or call = %(call)s)
  and (%(own)s::uuid[] is null or application_id = any(%(own)s))
group by resident_outcome, steps
