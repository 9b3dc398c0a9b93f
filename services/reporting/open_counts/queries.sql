-- count_received: applications of closed calls by country, as they were known at a moment
select call, country as name, count(*) as number
from application_states
where recorded_at <= %(as_of)s and until > %(as_of)s and steps & 1 = 1
  and call in (select call from calls where closes_at < %(as_of)s)
group by call, country

-- count_received_by_outcome: the same by resident outcome; an application counts for each of its own
select call, resident_outcome as name, count(*) as number
from application_states cross join unnest(resident_outcomes) as resident_outcome
where recorded_at <= %(as_of)s and until > %(as_of)s and steps & 1 = 1
  and call in (select call from calls where closes_at < %(as_of)s)
group by call, resident_outcome
