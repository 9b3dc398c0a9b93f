-- insert_planned_move: a date moved, for the cohort or one city
insert into planned_moves (cohort, application_id, phase, old_on, new_on, reason, moved_by, moved_at, cohort_version)
values (%(cohort)s, %(application_id)s, %(phase)s, %(old_on)s, %(new_on)s, %(reason)s, %(moved_by)s, %(moved_at)s,
        %(cohort_version)s)

-- list_planned_dates: the latest moved date of each phase, for the cohort and for each city
select distinct on (application_id, phase) application_id, phase, new_on
from planned_moves where cohort = %(cohort)s and phase is not null
order by application_id, phase, move_no desc

-- list_planned_moves: every move of the cohort, the latest first
select m.application_id, m.phase, p.code, m.old_on as old, m.new_on as new, m.reason, m.moved_by, m.moved_at
from planned_moves m left join participations p using (application_id)
where m.cohort = %(cohort)s order by m.move_no desc

-- list_entered: the phases that each city of a cohort has entered
select application_id, phase_entries.phase from phase_entries join participations using (application_id)
where cohort = %(cohort)s and undone_at is null

-- list_phases_entered: the phases that any city of the cohort has entered
select distinct e.phase from phase_entries e join participations p using (application_id) where p.cohort = %(cohort)s

-- find_timeline_reason: why the dates moved that made this version of the cohort
select reason from planned_moves where cohort = %(cohort)s and cohort_version = %(version)s
union all
select reason from program_adoptions where cohort = %(cohort)s and cohort_version = %(version)s
limit 1
