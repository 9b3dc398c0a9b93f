-- insert_attendance: who came, as it is known from now on
insert into attendances (application_id, gathering_id, role, recorded_at, gathering, kind, attendance)
values (%(application_id)s, %(gathering_id)s, %(role)s, %(recorded_at)s, %(gathering)s, %(kind)s, %(attendance)s)

-- list_attendances: what was known by a moment of who came, of each city of a cohort
select distinct on (application_id, gathering_id, role)
       code, city, country, concat_ws(':', gathering_id, nullif(role, '')) as key, gathering, kind, attendance
from attendances join participations using (application_id)
where cohort = %(cohort)s and recorded_at <= %(as_of)s
  and (%(own)s::uuid[] is null or application_id = any(%(own)s))
order by application_id, gathering_id, role, recorded_at desc
