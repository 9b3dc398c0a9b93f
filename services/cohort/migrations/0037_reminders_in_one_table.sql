-- What was told stands in the table that every service has for it.
insert into reminders_told (rule, subject, anchor)
select case told when 'city_before' then 'report_near' else 'report_late_' || told end,
       application_id || ' ' || part || ' ' || number, due_on::text
from reports_told
union all
select case subject when 'requirements' then 'requirements_near' else 'follow_up_due' end,
       application_id::text, on_date::text
from told_of_cities
union all
select 'measurement_due', target_id::text, due_on::text from measurements_told
union all
select subject || '_' || days || '_days_before', application_id::text, on_date::text from terms_told
union all
select 'invitation_near', convening_id || ' ' || ref, reminded_for || ' ' || sequence
from invitations join convenings using (convening_id) where reminded_for is not null;
drop table reports_told, told_of_cities, measurements_told, terms_told;
alter table invitations drop column reminded_for;
