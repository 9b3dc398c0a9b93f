-- insert_phase_entry: a phase begins
insert into phase_entries (application_id, phase, planned_on, entered_on, entered_by)
values (%(application_id)s, %(phase)s, %(planned_on)s, %(entered_on)s, %(entered_by)s)

-- list_phase_entries: the phases that a city has entered
select phase, entered_on from phase_entries where application_id = %(application_id)s

-- insert_waiver: an exception, with its reason
insert into waivers (application_id, phase, condition, reason, granted_by, granted_at)
values (%(application_id)s, %(phase)s, %(condition)s, %(reason)s, %(granted_by)s, %(granted_at)s)
on conflict do nothing

-- list_waivers: the exceptions for leaving a phase
select condition from waivers where application_id = %(application_id)s and phase = %(phase)s
