-- count_stays: how long applications were in each state, in tenths of a day, as it was known at a moment
select state, ended_at is null as open,
       greatest(floor(date_part('epoch', coalesce(ended_at, %(as_of)s) - since) / 8640), 0)::integer as tenths,
       count(*) as number
from stays
where recorded_at <= %(as_of)s and until > %(as_of)s
  and (%(call)s::text is null or call = %(call)s)
  and (%(own)s::uuid[] is null or application_id = any(%(own)s))
group by state, open, tenths

-- list_stays_known: how long each application was in a state that it left, or is in it, as it was known at a moment, the
-- shortest first; how many there are in all, also of none
with matching as not materialized (
    select application_id, state, since,
           greatest(floor(date_part('epoch', coalesce(ended_at, %(as_of)s) - since) / 8640), 0)::integer as tenths
    from stays
    where recorded_at <= %(as_of)s and until > %(as_of)s
      and state = %(state)s and (ended_at is null) = %(open)s
      and (%(call)s::text is null or call = %(call)s)
      and (%(own)s::uuid[] is null or application_id = any(%(own)s))),
page as (
    select matching.*, code, coalesce(known.city, applications.city) as city,
           coalesce(known.country, applications.country) as country
    from matching join applications using (application_id)
    left join application_states as known
        on known.application_id = matching.application_id
        and known.recorded_at <= %(as_of)s and known.until > %(as_of)s
    order by tenths, code, since limit %(limit)s offset %(after)s)
select page.*, total from (select count(*) as total from matching) as counted left join page on true
order by tenths, code, since

-- count_answers: applications that were answered, by how many tenths of a day that took from their submission, as it was
-- known at a moment
select greatest(floor(date_part('epoch', took) / 8640), 0)::integer as tenths, count(*) as number
from (
    select min(since) filter (where state = any(%(answers)s)) - min(since) filter (where state = 'submitted') as took
    from stays
    where recorded_at <= %(as_of)s and until > %(as_of)s and (state = 'submitted' or state = any(%(answers)s))
      and (%(call)s::text is null or call = %(call)s)
      and (%(own)s::uuid[] is null or application_id = any(%(own)s))
    group by application_id) as answered
where took is not null group by tenths

-- list_answers: the same one by one, the soonest answered first; how many there are in all, also of none
with matching as not materialized (
    select application_id,
           min(since) filter (where state = any(%(answers)s)) - min(since) filter (where state = 'submitted') as took,
           min(since) filter (where state = any(%(answers)s)) as answered_at
    from stays
    where recorded_at <= %(as_of)s and until > %(as_of)s and (state = 'submitted' or state = any(%(answers)s))
      and (%(call)s::text is null or call = %(call)s)
      and (%(own)s::uuid[] is null or application_id = any(%(own)s))
    group by application_id),
page as (
    select greatest(floor(date_part('epoch', took) / 8640), 0)::integer as tenths, answered_at, code,
           coalesce(known.city, applications.city) as city,
           coalesce(known.country, applications.country) as country
    from matching join applications using (application_id)
    left join application_states as known
        on known.application_id = matching.application_id
        and known.recorded_at <= %(as_of)s and known.until > %(as_of)s
    where took is not null order by tenths, code limit %(limit)s offset %(after)s)
select page.*, total
from (select count(*) as total from matching where took is not null) as counted left join page on true
order by tenths, code
