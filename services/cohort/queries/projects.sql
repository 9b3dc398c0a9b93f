-- list_project_parts: the latest version of each part
select distinct on (part) part, state, version, submitted_at, returned_because, document
from project_parts where application_id = %(application_id)s order by part, version desc

-- insert_project_part: a part, or its next version
insert into project_parts (application_id, part, version, state, document, submitted_at)
values (%(application_id)s, %(part)s, %(version)s, 'submitted', %(document)s, %(submitted_at)s)

-- update_project_part: accepted or returned
update project_parts
set state = %(state)s, judged_by = %(judged_by)s, judged_at = %(judged_at)s, returned_because = %(returned_because)s
where application_id = %(application_id)s and part = %(part)s and version = %(version)s
