-- list_sessions_came: whether cities that took part in a cohort came to its sessions, as it was known at a moment, in the
-- order of the sessions' first record
select code, attendance, first_at as recorded_at
from (
    select distinct on (application_id, gathering_id) application_id, gathering_id, attendance,
           min(recorded_at) over (partition by application_id, gathering_id) as first_at
    from attendances
    where gathering = %(gathering)s and recorded_at <= %(as_of)s
      and application_id in (select application_id from participations where cohort = %(cohort)s)
      and (%(own)s::uuid[] is null or application_id = any(%(own)s))
    order by application_id, gathering_id, attendances.recorded_at desc) as last
join participations using (application_id)
where attendance is not null
order by code, first_at
