-- upsert_cohort: a cohort as its call planned it; nothing when it is known
insert into cohorts (cohort, name, call, starts_on, ends_on)
values (%(cohort)s, %(name)s, %(call)s, %(starts_on)s, %(ends_on)s) on conflict (cohort) do nothing

-- find_cohort: one cohort
select cohort, name, call, starts_on, ends_on from cohorts where cohort = %(cohort)s

-- list_cohorts: all cohorts with their members, the latest first
select c.cohort, c.name, c.call, c.starts_on, c.ends_on, count(p.application_id) as members
from cohorts c left join participations p on p.cohort = c.cohort and p.started_at is not null
group by c.cohort order by c.starts_on desc, c.cohort

-- count_members: cities in a cohort
select count(*) as members from participations where cohort = %(cohort)s and started_at is not null

-- insert_participation: a city that has confirmed
insert into participations (application_id, code, cohort, call, city, admin_area, country, time_zone, language,
                            phase, status, team_lead_ref)
values (%(application_id)s, %(code)s, %(cohort)s, %(call)s, %(city)s, %(admin_area)s, %(country)s, %(time_zone)s,
        %(language)s, %(phase)s, 'active', %(team_lead_ref)s)
on conflict (application_id) do nothing

-- list_unstarted: confirmed cities that wait for their cohort
select * from participations where cohort = %(cohort)s and started_at is null order by code for update

-- update_participation_started: in the cohort
update participations set started_at = %(started_at)s where application_id = %(application_id)s

-- list_members: the cities of a cohort
select * from participations where cohort = %(cohort)s and started_at is not null order by city, code

-- find_participation: by code
select * from participations where code = %(code)s and started_at is not null

-- lock_participation: by code, locked until the transaction ends
select * from participations where code = %(code)s and started_at is not null for update

-- update_participation_phase: a step
update participations set phase = %(phase)s, version = version + 1 where application_id = %(application_id)s

-- touch_participation: something changed that is no step
update participations set version = version + 1 where application_id = %(application_id)s

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

-- upsert_team_lead: the lead of the team
insert into team_leads (application_id, name, email, interim, named_at)
values (%(application_id)s, %(name)s, %(email)s, %(interim)s, %(named_at)s)
on conflict (application_id) do update
set name = excluded.name, email = excluded.email, interim = excluded.interim, named_at = excluded.named_at

-- find_team_lead: whether somebody leads the team
select 1 as there from team_leads where application_id = %(application_id)s

-- insert_visit: scheduled
insert into visits (visit_id, application_id, state, starts_at, ends_at, place, participants)
values (%(visit_id)s, %(application_id)s, 'scheduled', %(starts_at)s, %(ends_at)s, %(place)s, %(participants)s)

-- update_visit_times: scheduled anew
update visits
set state = 'scheduled', starts_at = %(starts_at)s, ends_at = %(ends_at)s, place = %(place)s,
    participants = %(participants)s, sequence = sequence + 1
where visit_id = %(visit_id)s

-- update_visit_held: it took place
update visits set state = 'held', held_on = %(held_on)s where visit_id = %(visit_id)s

-- update_visit_write_up: its outputs
update visits set state = 'written_up', write_up = %(write_up)s, written_up_at = %(written_up_at)s
where visit_id = %(visit_id)s

-- find_visit: the visit of a city
select visit_id, state, starts_at, ends_at, place, sequence, held_on from visits
where application_id = %(application_id)s

-- delete_roster: before the people of a new version
delete from roster where application_id = %(application_id)s

-- insert_roster: one person of an application, by reference
insert into roster (application_id, ref, role, language)
values (%(application_id)s, %(ref)s, %(role)s, %(language)s) on conflict do nothing

-- update_participation_status: paused, active again, or gone
update participations set status = %(status)s, version = version + 1 where application_id = %(application_id)s

-- insert_status_change: who changed it and why
insert into status_changes (application_id, from_status, to_status, reason, changed_by, changed_at)
values (%(application_id)s, %(from_status)s, %(to_status)s, %(reason)s, %(changed_by)s, %(changed_at)s)

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

-- find_convening: the gathering of a kind
select convening_id, cohort, kind, starts_at, ends_at, time_zone, place, capacity, rsvp_by, sequence
from convenings where cohort = %(cohort)s and kind = %(kind)s

-- lock_convening: the same, locked so that seats are counted by one at a time
select convening_id, cohort, kind, starts_at, ends_at, time_zone, place, capacity, rsvp_by, sequence
from convenings where cohort = %(cohort)s and kind = %(kind)s for update

-- upsert_convening: scheduled, or moved
insert into convenings (convening_id, cohort, kind, starts_at, ends_at, time_zone, place, capacity, rsvp_by)
values (%(convening_id)s, %(cohort)s, %(kind)s, %(starts_at)s, %(ends_at)s, %(time_zone)s, %(place)s, %(capacity)s,
        %(rsvp_by)s)
on conflict (convening_id) do update
set starts_at = excluded.starts_at, ends_at = excluded.ends_at, time_zone = excluded.time_zone,
    place = excluded.place, capacity = excluded.capacity, rsvp_by = excluded.rsvp_by,
    sequence = convenings.sequence + 1

-- insert_invitations: the people with these roles of every active city who are not invited yet
insert into invitations (convening_id, application_id, ref, role, language)
select %(convening_id)s, p.application_id, r.ref, r.role, r.language
from participations p join roster r using (application_id)
where p.cohort = %(cohort)s and p.started_at is not null and p.status = 'active' and r.role = any(%(roles)s)
on conflict do nothing
returning ref

-- list_invitations: everybody who is invited
select i.convening_id, i.application_id, p.code, p.city, i.ref, i.role, i.language, i.state, i.delegate
from invitations i join participations p using (application_id)
where i.convening_id = %(convening_id)s order by p.city, p.code, i.role, i.ref

-- update_invitation: an answer, a check-in
update invitations set state = %(state)s, delegate = %(delegate)s
where convening_id = %(convening_id)s and ref = %(ref)s

-- list_convening_attendance: how a city stands with each gathering
select distinct c.kind, i.state, i.delegate is not null as delegated
from invitations i join convenings c using (convening_id) where i.application_id = %(application_id)s

-- find_occasion_place: where a visit or a convening is
select place from visits where visit_id = %(occasion_id)s
union all select place from convenings where convening_id = %(occasion_id)s
