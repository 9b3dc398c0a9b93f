-- count_stays: how long applications were in each state, in tenths of a day, as it was known at a moment
select state, ended_at is null as open,
       greatest(floor(date_part('epoch', coalesce(ended_at, %(as_of)s) - since) / 8640), 0)::integer as tenths,
       count(*) as number
from stays
where recorded_at <= %(as_of)s and until > %(as_of)s
  and (%(call)s::text is null or call = %(call)s)
  and (%(own)s::uuid[] is null or application_id = any(%(own)s))
group by state, open, tenths
