-- insert_visit: proposed, or scheduled at once
insert into visits (visit_id, application_id, state, starts_at, ends_at, place, participants)
values (%(visit_id)s, %(application_id)s, %(state)s, %(starts_at)s, %(ends_at)s, %(place)s, %(participants)s)

-- update_visit_times: proposed or scheduled anew
update visits
set state = %(state)s, starts_at = %(starts_at)s, ends_at = %(ends_at)s, place = %(place)s,
    participants = %(participants)s, sequence = sequence + 1, cancelled_because = null, suits = null, answer_note = null, answered_at = null
where visit_id = %(visit_id)s

-- update_visit_write_up: its outputs
update visits set state = 'written_up', write_up = %(write_up)s, written_up_at = %(written_up_at)s
where visit_id = %(visit_id)s

-- find_visit: the visit of a city
select visit_id, state, starts_at, ends_at, place, participants, sequence, held_on, write_up, cancelled_because,
       suits, answer_note, answered_at
from visits where application_id = %(application_id)s

-- list_booked_visits: visits of a cohort that lie ahead
select p.application_id, p.code, p.time_zone, v.visit_id, v.starts_at, v.ends_at
from visits v join participations p using (application_id)
where p.cohort = %(cohort)s and v.state in ('proposed', 'scheduled') order by v.starts_at, p.code
