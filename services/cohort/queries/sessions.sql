-- insert_session: a session is scheduled
insert into sessions (session_id, cohort, kind, title, starts_at, ends_at, time_zone, place, language, interpretation,
                      coach_id, speaker, bring, modules, roles, whole_cohort, series_id, words)
values (%(session_id)s, %(cohort)s, %(kind)s, %(title)s, %(starts_at)s, %(ends_at)s, %(time_zone)s, %(place)s,
        %(language)s, %(interpretation)s, %(coach_id)s, %(speaker)s, %(bring)s, %(modules)s, %(roles)s, %(whole_cohort)s,
        %(series_id)s, array_to_tsvector(%(words)s::text[]))

-- find_session: one session; those of the caller's cities, and those that they hold
select session_id, cohort, kind, state, title, starts_at, ends_at, time_zone, place, language, interpretation, coach_id,
       speaker, bring, modules, roles, whole_cohort, series_id, sequence, version
from sessions s where session_id = %(session_id)s
  and (%(cities)s::uuid[] is null or s.coach_id = %(coach)s
       or exists (select 1 from session_cities c
                  where c.session_id = s.session_id and c.application_id = any(%(cities)s)))

-- lock_session: the same, locked until the transaction ends
select session_id, cohort, kind, state, title, starts_at, ends_at, time_zone, place, language, interpretation, coach_id,
       speaker, bring, modules, roles, whole_cohort, series_id, sequence, version
from sessions s where session_id = %(session_id)s
  and (%(cities)s::uuid[] is null or s.coach_id = %(coach)s
       or exists (select 1 from session_cities c
                  where c.session_id = s.session_id and c.application_id = any(%(cities)s))) for update

-- list_following_sessions: those of a series that begin later and have not been held, locked in the order of time
select session_id, cohort, kind, state, title, starts_at, ends_at, time_zone, place, language, interpretation, coach_id,
       speaker, bring, modules, roles, whole_cohort, series_id, sequence, version
from sessions
where series_id = %(series_id)s and state = 'scheduled' and starts_at > %(starts_at)s
order by starts_at, session_id for update

-- list_upcoming_cohort_sessions: those for a whole cohort that have not begun
select session_id, cohort, kind, state, title, starts_at, ends_at, time_zone, place, language, interpretation, coach_id,
       speaker, bring, modules, roles, whole_cohort, series_id, sequence, version
from sessions
where cohort = %(cohort)s and whole_cohort and state = 'scheduled' and starts_at > %(now)s order by starts_at, session_id

-- list_upcoming_sessions: what some cities of a cohort still have before them
select session_id, cohort, kind, state, title, starts_at, ends_at, time_zone, place, language, interpretation, coach_id,
       speaker, bring, modules, roles, whole_cohort, series_id, sequence, version,
       array(select p.code from session_cities c join participations p using (application_id)
             where c.session_id = s.session_id order by p.code) as codes
from sessions s
where s.cohort = %(cohort)s and s.state = 'scheduled' and s.starts_at > %(now)s
  and exists (select 1 from session_cities c
              where c.session_id = s.session_id and c.application_id = any(%(application_ids)s::uuid[]))
order by s.starts_at, s.session_id

-- list_city_sessions: what a city has before it, each locked until the transaction ends
select session_id, cohort, kind, state, title, starts_at, ends_at, time_zone, place, language, interpretation, coach_id,
       speaker, bring, modules, roles, whole_cohort, series_id, sequence, version
from sessions s
where s.state = 'scheduled' and s.starts_at > %(now)s
  and exists (select 1 from session_cities c
              where c.session_id = s.session_id and c.application_id = %(application_id)s)
order by s.starts_at, s.session_id for update

-- list_coach_sessions: what a coach has before them
select session_id, cohort, kind, state, title, starts_at, ends_at, time_zone, place, language, interpretation, coach_id,
       speaker, bring, modules, roles, whole_cohort, series_id, sequence, version,
       array(select p.code from session_cities c join participations p using (application_id)
             where c.session_id = s.session_id order by p.code) as codes
from sessions s
where s.coach_id = %(coach_id)s and s.state = 'scheduled' and s.starts_at > %(now)s order by s.starts_at, s.session_id

-- list_cities_booked: what any of some cities has between two moments
select session_id, cohort, kind, state, title, starts_at, ends_at, time_zone, place, language, interpretation, coach_id,
       speaker, bring, modules, roles, whole_cohort, series_id, sequence, version,
       array(select p.code from session_cities c join participations p using (application_id)
             where c.session_id = s.session_id and c.application_id = any(%(application_ids)s::uuid[])
             order by p.code) as codes
from sessions s
where s.state = 'scheduled' and s.starts_at < %(until)s and s.ends_at > %(since)s
  and exists (select 1 from session_cities c
              where c.session_id = s.session_id and c.application_id = any(%(application_ids)s::uuid[]))
order by s.starts_at, s.session_id

-- lock_coach: whoever books the same coach at the same moment waits
select pg_advisory_xact_lock(hashtextextended('coach ' || %(coach_id)s::text, 0)) as locked

-- list_booked_sessions: what a coach has between two moments
select session_id, cohort, kind, state, title, starts_at, ends_at, time_zone, place, language, interpretation, coach_id,
       speaker, bring, modules, roles, whole_cohort, series_id, sequence, version
from sessions
where coach_id = %(coach_id)s and state = 'scheduled' and starts_at < %(until)s and ends_at > %(since)s
order by starts_at, session_id

-- update_session_times: moved, or brought back
update sessions
set state = 'scheduled', starts_at = %(starts_at)s, ends_at = %(ends_at)s, time_zone = %(time_zone)s,
    place = %(place)s, coach_id = %(coach_id)s, bring = %(bring)s, sequence = sequence + 1, version = version + 1
where session_id = %(session_id)s

-- update_session_state: held, reopened or cancelled
update sessions set state = %(state)s, sequence = sequence + %(raised)s, version = version + 1
where session_id = %(session_id)s

-- update_session_people: for other roles, or the whole cohort
update sessions set roles = %(roles)s, whole_cohort = %(whole_cohort)s, version = version + 1
where session_id = %(session_id)s

-- insert_session_step: who overrode, cancelled or reopened, and why
insert into session_steps (session_id, state, reason, taken_by, taken_at)
values (%(session_id)s, %(state)s, %(reason)s, %(taken_by)s, %(taken_at)s)

-- list_session_steps: what needed a reason
select taken_at as at, taken_by as by, state as step, reason from session_steps
where session_id = %(session_id)s order by taken_at

-- insert_session_city: a session is for a city
insert into session_cities (session_id, application_id) values (%(session_id)s, %(application_id)s)
on conflict do nothing

-- delete_session_cities: before it is for others
delete from session_cities where session_id = %(session_id)s and application_id <> all(%(application_ids)s::uuid[])

-- list_session_cities: the cities that a session is for, with their attendance; one that was away when it began joined
-- when it came back
select p.application_id, p.code, p.city, c.attendance, coalesce(c.modules, '{}') as modules,
       p.status in ('active', 'paused') as present,
       coalesce((select case when a.from_status in ('withdrawn', 'exited') then a.changed_at end
                 from status_changes a where a.application_id = p.application_id and a.changed_at > s.starts_at
                 order by a.changed_at limit 1), p.started_at) as joined_at
from sessions s
cross join lateral (
    select named.application_id from session_cities named where named.session_id = s.session_id
    union
    select present.application_id from participations present
    where s.whole_cohort and present.cohort = s.cohort and present.status in ('active', 'paused')) as those
join participations p on p.application_id = those.application_id and p.started_at is not null
left join session_cities c on c.session_id = s.session_id and c.application_id = p.application_id
where s.session_id = %(session_id)s

-- upsert_attendance: a city's attendance
insert into session_cities (session_id, application_id, attendance, modules, recorded_by, recorded_at)
values (%(session_id)s, %(application_id)s, %(attendance)s, %(modules)s, %(recorded_by)s, %(recorded_at)s)
on conflict (session_id, application_id) do update
set attendance = excluded.attendance, modules = excluded.modules, recorded_by = excluded.recorded_by,
    recorded_at = excluded.recorded_at

-- clear_attendance: the session was not held after all
update session_cities set attendance = null, modules = '{}', recorded_by = null, recorded_at = null
where session_id = %(session_id)s

-- insert_session_person: somebody takes part
insert into session_people (session_id, application_id, person, ref, name, role, language)
values (%(session_id)s, %(application_id)s, %(person)s, %(ref)s, %(name)s, %(role)s, %(language)s)
on conflict do nothing

-- update_session_changed: other people, the same time
update sessions set version = version + 1 where session_id = %(session_id)s

-- delete_session_city: a city takes part no more
with gone as (delete from session_people where session_id = %(session_id)s and application_id = %(application_id)s)
delete from session_cities where session_id = %(session_id)s and application_id = %(application_id)s

-- delete_session_person: somebody takes part no more
delete from session_people
where session_id = %(session_id)s and application_id = %(application_id)s and person = %(person)s

-- delete_session_people: before others take part
delete from session_people where session_id = %(session_id)s

-- list_session_people: who takes part
select s.application_id, p.code, s.ref, s.name, s.role, s.language
from session_people s join participations p using (application_id)
where s.session_id = %(session_id)s order by p.code, s.role, s.person

-- list_roster: people of cities, by reference
select application_id, ref, role, language from roster
where application_id = any(%(application_ids)s::uuid[]) and left_on is null order by application_id, ref

-- list_sessions: by start
select session_id, kind, state, title, starts_at, ends_at, time_zone, coach_id, cities, city_names
from seen_sessions(%(cities)s::uuid[], %(coach)s::uuid) s
where (%(cohort)s::text is null or s.cohort = %(cohort)s)
  and (%(kind)s::text is null or s.kind = %(kind)s)
  and (%(state)s::text is null or s.state = %(state)s)
  and (%(coach_id)s::uuid is null or s.coach_id = %(coach_id)s)
  and (%(since)s::timestamptz is null or s.ends_at > %(since)s)
  and (%(until)s::timestamptz is null or s.starts_at < %(until)s)
  and (%(application_ids)s::uuid[] is null
       or exists (select 1 from session_cities c
                  where c.session_id = s.session_id and c.application_id = any(%(application_ids)s::uuid[])))
  and (%(after_at)s::timestamptz is null or (s.starts_at, s.session_id) > (%(after_at)s, %(after_id)s::uuid))
order by s.starts_at, s.session_id limit %(limit)s

-- search_by_index: until the end of the transaction; how many rows a text search finds is guessed too high, by a hundredfold
set local enable_seqscan to off

-- search_sessions: those of whose titles a text search finds the words, the latest first; of very many, some
with found as materialized (
    select session_id from seen_sessions(%(cities)s::uuid[], %(coach)s::uuid)
    where words @@ %(query)s::tsquery limit 1000)
select session_id, kind, state, title, starts_at, ends_at, time_zone, coach_id, cities, city_names
from found join seen_sessions(%(cities)s::uuid[], %(coach)s::uuid) using (session_id)
order by starts_at desc, session_id limit %(limit)s

-- count_sessions: all that match
select count(*) as number
from seen_sessions(%(cities)s::uuid[], %(coach)s::uuid) s
where (%(cohort)s::text is null or s.cohort = %(cohort)s)
  and (%(kind)s::text is null or s.kind = %(kind)s)
  and (%(state)s::text is null or s.state = %(state)s)
  and (%(coach_id)s::uuid is null or s.coach_id = %(coach_id)s)
  and (%(since)s::timestamptz is null or s.ends_at > %(since)s)
  and (%(until)s::timestamptz is null or s.starts_at < %(until)s)
  and (%(application_ids)s::uuid[] is null
       or exists (select 1 from session_cities c
                  where c.session_id = s.session_id and c.application_id = any(%(application_ids)s::uuid[])))

-- count_sessions_attended: held sessions of these kinds at which the city was present
select count(*) as number
from session_cities c join sessions s using (session_id)
where c.application_id = %(application_id)s and c.attendance = 'present' and s.state = 'held'
  and s.kind = any(%(kinds)s)

-- insert_session_note: a note
insert into session_notes (note_id, session_id, visibility, text, written_by, written_at)
values (%(note_id)s, %(session_id)s, %(visibility)s, %(text)s, %(written_by)s, %(written_at)s)

-- list_session_notes: in the order in which they were written
select written_at, visibility, text from session_notes
where session_id = %(session_id)s order by written_at, note_id

-- insert_action_item: agreed
insert into action_items (item_id, session_id, application_id, what, owner, owner_ref, due_on, agreed_by, agreed_at)
values (%(item_id)s, %(session_id)s, %(application_id)s, %(what)s, %(owner)s, %(owner_ref)s, %(due_on)s, %(agreed_by)s,
        %(agreed_at)s)

-- lock_action_item: one item, locked until the transaction ends
select i.item_id, i.session_id, i.application_id, p.code, i.state, i.what, i.owner, i.owner_ref, i.due_on
from action_items i join participations p using (application_id)
where i.item_id = %(item_id)s and (%(cities)s::uuid[] is null or i.application_id = any(%(cities)s)) for update of i

-- list_open_items: what a city still owes, each locked until the transaction ends
select i.item_id, i.session_id, i.application_id, p.code, i.state, i.what, i.owner, i.owner_ref, i.due_on
from action_items i join participations p using (application_id)
where i.application_id = %(application_id)s and i.state = 'open' order by i.due_on, i.item_id for update of i

-- list_action_items: of a session
select i.item_id, i.session_id, i.application_id, p.code, i.state, i.what, i.owner, i.owner_ref, i.due_on
from action_items i join participations p using (application_id)
where i.session_id = %(session_id)s order by i.due_on, i.item_id

-- list_city_action_items: of a city, the next due first
select i.item_id, i.session_id, i.application_id, p.code, i.state, i.what, i.owner, i.owner_ref, i.due_on
from action_items i join participations p using (application_id)
where i.application_id = %(application_id)s and (%(state)s::text is null or i.state = %(state)s)
  and (%(after_on)s::date is null or (i.due_on, i.item_id) > (%(after_on)s, %(after_id)s::uuid))
order by i.due_on, i.item_id limit %(limit)s

-- count_city_action_items: all that match
select count(*) as number from action_items
where application_id = %(application_id)s and (%(state)s::text is null or state = %(state)s)
