-- list_project_parts: the latest version of each part
select distinct on (part, number) part, number, state, version, submitted_at, returned_because, document
from project_parts where application_id = %(application_id)s order by part, number, version desc

-- insert_project_part: a part, or its next version
insert into project_parts (application_id, part, number, version, state, document, submitted_at)
values (%(application_id)s, %(part)s, %(number)s, %(version)s, 'submitted', %(document)s, %(submitted_at)s)

-- update_project_part: accepted or returned
update project_parts
set state = %(state)s, judged_by = %(judged_by)s, judged_at = %(judged_at)s, returned_because = %(returned_because)s
where application_id = %(application_id)s and part = %(part)s and number = %(number)s and version = %(version)s

-- insert_project_source: data that were tried
insert into project_sources (source_id, application_id, name, tested_on, usable, finding)
values (%(source_id)s, %(application_id)s, %(name)s, %(tested_on)s, %(usable)s, %(finding)s)

-- list_project_sources: in the order in which they were tried
select source_id as id, name, tested_on, usable, finding from project_sources
where application_id = %(application_id)s order by tested_on, name

-- insert_project_gap: what is lacking
insert into project_gaps (gap_id, application_id, description, found_on)
values (%(gap_id)s, %(application_id)s, %(description)s, %(found_on)s)

-- update_project_gap_mended: it is lacking no more
update project_gaps set mended_on = %(mended_on)s, mended_how = %(mended_how)s where gap_id = %(gap_id)s

-- list_project_gaps: in the order in which they were found
select gap_id as id, description, found_on, mended_on, mended_how from project_gaps
where application_id = %(application_id)s order by found_on, gap_id

-- upsert_project_milestone: planned, or moved
insert into project_milestones (milestone_id, application_id, title, due_on)
values (%(milestone_id)s, %(application_id)s, %(title)s, %(due_on)s)
on conflict (milestone_id) do update set title = excluded.title, due_on = excluded.due_on

-- update_project_milestone_done: reached
update project_milestones set done_on = %(done_on)s, evidence = %(evidence)s where milestone_id = %(milestone_id)s

-- list_project_milestones: in the order of their dates
select milestone_id as id, title, due_on, done_on, evidence from project_milestones
where application_id = %(application_id)s order by due_on, title

