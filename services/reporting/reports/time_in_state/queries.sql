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
