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
