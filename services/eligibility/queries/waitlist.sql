-- find_rank: the place of an application on its call's waitlist
select rank from waitlist where application_id = %(application_id)s

-- count_waitlist: how long a call's waitlist is
select count(*) as total from waitlist where call = %(call)s

-- insert_waitlisted: a place on the list; whoever stands there or behind moves on first
insert into waitlist (application_id, call, rank) values (%(application_id)s, %(call)s, %(rank)s)

-- shift_waitlist: those between two places, one place on or back
update waitlist set rank = rank + %(by)s where call = %(call)s and rank between %(first)s and %(last)s

-- update_rank: another place
update waitlist set rank = %(rank)s where application_id = %(application_id)s

-- delete_waitlisted: off the list
delete from waitlist where application_id = %(application_id)s

-- list_waitlist: a call's waitlist in its order
select w.application_id, s.texts_version, w.rank, s.code, s.city, s.country, s.state, exists (
    select from proposals p where p.application_id = w.application_id and p.state = 'open') as proposed
from waitlist w join selections s using (application_id) where w.call = %(call)s order by w.rank

-- list_ended_waitlist: cities that wait for a cohort that has started, but for those waitlisted after that
select s.application_id from selections s join calls c on c.call = s.call
where s.state = 'waitlisted' and c.starts_on <= (%(now)s::timestamptz at time zone c.time_zone)::date
  and not exists (select from overrides o where o.application_id = s.application_id and o.code = 'waitlist_closed')
order by s.code

-- insert_freed_place: a place was given up
insert into freed_places (freed_id, call, application_id, how, freed_at)
values (%(freed_id)s, %(call)s, %(application_id)s, %(how)s, %(freed_at)s)

-- list_unproposed: places that were freed and are proposed to nobody while somebody waits, the earliest first
select f.freed_id, f.call from freed_places f
where f.settled_at is null and not exists (
    select from proposals p where p.freed_id = f.freed_id and p.state = 'open')
  and exists (select from selections s where s.call = f.call and s.state = 'waitlisted')
order by f.freed_at

-- list_open_proposals: of every call, for those that have been overtaken
select proposal_id, application_id, call from proposals where state = 'open' order by proposed_at, proposal_id

-- lock_next_waitlisted: who is next on the list for a place, locked
select s.application_id, w.rank
from waitlist w join selections s using (application_id) join calls c on c.call = s.call
where w.call = %(call)s and s.state = 'waitlisted'
  and (coalesce(c.starts_on > (%(now)s::timestamptz at time zone c.time_zone)::date, true) or exists (
    select from overrides o where o.application_id = s.application_id and o.code = 'waitlist_closed'))
  and not exists (
    select from proposals p where p.application_id = w.application_id
      and (p.state = 'open' or p.freed_id = %(freed_id)s and p.state = 'dismissed'))
order by w.rank limit 1
for update of s

-- lock_freed_place: a freed place that is not settled and proposed to nobody, locked
select f.freed_id from freed_places f
where f.freed_id = %(freed_id)s and f.settled_at is null and not exists (
    select from proposals p where p.freed_id = f.freed_id and p.state = 'open')
for update of f

-- settle_freed_place: nothing is proposed for it any more
update freed_places set settled_at = %(now)s where freed_id = %(freed_id)s

-- settle_own_places: a city has taken again what it had given up
update freed_places set settled_at = %(now)s where application_id = %(application_id)s and settled_at is null

-- find_settled_place: a freed place that is not free any more
select freed_id from freed_places where freed_id = %(freed_id)s and settled_at is not null

-- insert_proposal: the next on the list for a freed place
insert into proposals (proposal_id, freed_id, call, application_id, rank, state, proposed_at)
values (%(proposal_id)s, %(freed_id)s, %(call)s, %(application_id)s, %(rank)s, 'open', %(proposed_at)s)

-- find_open_proposal: of an application
select proposal_id, freed_id from proposals where application_id = %(application_id)s and state = 'open'

-- count_open_proposals: of a call, of places that are still free
select count(*) as total from proposals p join freed_places f using (freed_id)
where p.call = %(call)s and p.state = 'open' and f.settled_at is null

-- update_proposal: closed
update proposals set state = %(state)s, reason = %(reason)s, closed_at = %(now)s, closed_by = %(by)s
where proposal_id = %(proposal_id)s

-- list_proposals: a call's, the earliest first; of one moment, as they stand on the list
select p.proposal_id, p.state, p.rank, p.proposed_at, p.reason, f.how as freed_how, giver.code as freed_by,
       s.code, s.city, s.country, s.residents, s.language, s.resident_outcomes
from proposals p
join freed_places f using (freed_id)
join selections giver on giver.application_id = f.application_id
join selections s on s.application_id = p.application_id
where p.call = %(call)s and (%(state)s::text is null or p.state = %(state)s)
order by p.proposed_at, p.rank, p.proposal_id

-- list_taken_cities: those whose place is pending, offered or confirmed
select s.code, s.country, s.residents, s.language, s.resident_outcomes from selections s
where s.call = %(call)s and (
    s.state = 'offered'
    or s.state = 'confirmed' and not s.left_cohort
    or s.state = 'decided' and exists (
        select 1 from decisions d
        where d.application_id = s.application_id and d.state = 'pending' and d.outcome = 'admitted'))
