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

-- list_members: the cities of a cohort that the caller may see
select * from participations where cohort = %(cohort)s and started_at is not null
  and (%(cities)s::uuid[] is null or application_id = any(%(cities)s))

-- find_participation: by code, if the caller may see it
select * from participations
where code = %(code)s and started_at is not null and (%(cities)s::uuid[] is null or application_id = any(%(cities)s))

-- list_seen_codes: those of these cities that the caller may see
select code from participations
where code = any(%(codes)s) and (%(cities)s::uuid[] is null or application_id = any(%(cities)s))

-- lock_participation: by code, locked until the transaction ends; rows that refer to it may still be written
select * from participations
where code = %(code)s and started_at is not null and (%(cities)s::uuid[] is null or application_id = any(%(cities)s))
for no key update

-- lock_cities: whoever books the same cities, or lets one leave, waits
select application_id, status from participations where application_id = any(%(application_ids)s::uuid[])
order by application_id for no key update

-- insert_ending: of a city that leaves
insert into endings (application_id, kind, item_id, title, starts_at, time_zone, ended_at)
values (%(application_id)s, %(kind)s, %(id)s, %(title)s, %(starts_at)s, %(time_zone)s, %(ended_at)s)

-- take_endings: what ended when it left, to be proposed anew once
update endings set proposed_at = %(now)s where application_id = %(application_id)s and proposed_at is null
returning kind, item_id as id, title, starts_at, time_zone

-- update_participation_phase: a step
update participations set phase = %(phase)s, version = version + 1 where application_id = %(application_id)s

-- touch_participation: something changed that is no step
update participations set version = version + 1 where application_id = %(application_id)s

-- update_participation_status: paused, active again, or gone
update participations set status = %(status)s, version = version + 1 where application_id = %(application_id)s

-- insert_status_change: who changed it and why
insert into status_changes (application_id, from_status, to_status, reason, changed_by, changed_at)
values (%(application_id)s, %(from_status)s, %(to_status)s, %(reason)s, %(changed_by)s, %(changed_at)s)

