-- What was told stands in the table that every service has for it.
insert into reminders_told (rule, subject, anchor)
select 'draft_' || days || '_days_before', application_id::text,
       to_char(closes_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')
from draft_reminders;
drop table draft_reminders;
