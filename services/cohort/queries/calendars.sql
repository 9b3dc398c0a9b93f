-- find_calendar_feed_of: when somebody's link to a city's calendar was made
select made_at from calendar_feeds where person_id = %(person_id)s and application_id = %(application_id)s

-- find_own_city: whether a person is of a city, or its lead coach for as long as they coach
select 1 as one where exists (
    select from city_people where application_id = %(application_id)s and person_id = %(person_id)s)
  or exists (
    select from participations p join coaches c on c.person_id = p.lead_coach_id
    where p.application_id = %(application_id)s and c.person_id = %(person_id)s and c.active)

-- upsert_calendar_feed: another link takes the place of the one before
insert into calendar_feeds (person_id, application_id, secret_hash, made_at)
values (%(person_id)s, %(application_id)s, %(secret_hash)s, %(made_at)s)
on conflict (person_id, application_id) do update
set secret_hash = excluded.secret_hash, made_at = excluded.made_at

-- find_calendar_feed: whose link it is, while they are let in, and of the city or its lead coach
select p.application_id, p.code, p.cohort, p.city, p.language, p.time_zone
from calendar_feeds f join participations p using (application_id)
where f.secret_hash = %(secret_hash)s
  and not exists (select from deactivated d where d.person_id = f.person_id)
  and (exists (select from coaches c where c.person_id = f.person_id and c.person_id = p.lead_coach_id and c.active)
       or exists (select from city_people o where o.application_id = f.application_id and o.person_id = f.person_id))

-- list_calendar_sessions: of one city, those since a moment
select s.session_id, s.kind, s.state, s.title, s.starts_at, s.ends_at, s.time_zone, s.place, s.modules, s.bring,
       s.sequence
from sessions s join session_cities c using (session_id)
where c.application_id = %(application_id)s and s.starts_at > %(since)s order by s.starts_at, s.session_id

-- list_calendar_convenings: to which somebody of the city is invited, since a moment
select c.convening_id, c.kind, c.state, c.starts_at, c.ends_at, c.time_zone, c.place, c.sequence
from convenings c
where c.starts_at > %(since)s
  and exists (select from invitations i where i.convening_id = c.convening_id
              and i.application_id = %(application_id)s and i.state <> 'removed')
order by c.starts_at, c.convening_id
