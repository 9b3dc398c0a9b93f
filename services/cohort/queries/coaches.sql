-- upsert_coach: a coach as identity tells of them
insert into coaches (person_id, languages) values (%(person_id)s, %(languages)s)
on conflict (person_id) do update set languages = excluded.languages, active = true

-- update_coach_gone: gets no new city
update coaches set active = false where person_id = %(person_id)s

-- lock_coach_hours: one coach, locked so that hours are given out by one at a time
select person_id, languages, hours, active from coaches where person_id = %(person_id)s for update

-- find_coach: one coach
select person_id, languages, hours, active from coaches where person_id = %(person_id)s

-- list_coaches: all coaches
select person_id, languages, hours, active from coaches order by person_id

-- update_coach_hours: what they give in a month
update coaches set hours = %(hours)s where person_id = %(person_id)s

-- list_coached_cities: the codes of a coach's cities, of those that have not left
select code from participations
where lead_coach_id = %(person_id)s and started_at is not null and status in ('active', 'paused') order by code

-- update_lead_coach: the city has this coach
update participations set lead_coach_id = %(coach_id)s, version = version + 1 where application_id = %(application_id)s

-- insert_coach_assignment: who gave the city this coach, and why in spite of a rule
insert into coach_assignments (application_id, coach_id, override_reason, assigned_by, assigned_at)
values (%(application_id)s, %(coach_id)s, %(override_reason)s, %(assigned_by)s, %(assigned_at)s)
