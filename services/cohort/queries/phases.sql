-- insert_phase_entry: a phase begins
insert into phase_entries (application_id, phase, planned_on, entered_on, entered_at, entered_by)
values (%(application_id)s, %(phase)s, %(planned_on)s, %(entered_on)s, %(entered_at)s, %(entered_by)s)

-- list_phase_entries: the phases that a city has entered and not left by a step back
select phase, entered_on from phase_entries where application_id = %(application_id)s and undone_at is null

-- update_phase_entry_undone: a step back
update phase_entries set undone_at = %(undone_at)s, undone_by = %(undone_by)s, undone_reason = %(undone_reason)s
where application_id = %(application_id)s and phase = %(phase)s and undone_at is null

-- insert_waiver: an exception, with its reason
insert into waivers (application_id, phase, condition, reason, granted_by, granted_at)
values (%(application_id)s, %(phase)s, %(condition)s, %(reason)s, %(granted_by)s, %(granted_at)s)
on conflict do nothing

-- list_waivers: the exceptions for leaving a phase
select condition from waivers where application_id = %(application_id)s and phase = %(phase)s and void_at is null

-- update_waivers_void: the step that they were granted for was taken back
update waivers set void_at = %(void_at)s
where application_id = %(application_id)s and phase = %(phase)s and void_at is null

-- list_steps: what staff did to a city's phase and status, and why, in the order in which it was done
select entered_at as at, entered_by as by, 'entered' as step, phase as what, null as reason
from phase_entries where application_id = %(application_id)s
union all
select undone_at, undone_by, 'stepped_back', phase, undone_reason
from phase_entries where application_id = %(application_id)s and undone_at is not null
union all
select granted_at, granted_by, 'waived', condition, reason from waivers where application_id = %(application_id)s
union all
select changed_at, changed_by, to_status, from_status, reason
from status_changes where application_id = %(application_id)s
order by at, step desc, what
