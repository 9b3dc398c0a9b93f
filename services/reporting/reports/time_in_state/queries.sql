-- list_longest: of states when what is in each for the longest came into it, as it was known at a moment
select state, oldest.since
from unnest(%(states)s::text[], %(begun)s::timestamptz[]) as asked (state, begun)
cross join lateral (
    select since from stays
    where stays.state = asked.state and ended_at is null and since >= begun
      and recorded_at <= %(as_of)s and until > %(as_of)s
      and (%(call)s::text is null or call = %(call)s)
      and (%(own)s::uuid[] is null or application_id = any(%(own)s))
    order by since limit 1) as oldest

-- list_stays_known: how long each application was in a state that it left, or is in it, as it was known at a moment, the
-- shortest first; how many there are in all, also of none
with matching as not materialized (
    select application_id, state, since, ended_at,
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
