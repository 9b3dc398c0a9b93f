-- insert_panelist: somebody who may sit on a panel
insert into panelists (person_id) values (%(person_id)s) on conflict do nothing

-- delete_panelist: sits on no new panel
delete from panelists where person_id = %(person_id)s

-- list_panelists: which of these people may sit on a panel
select person_id from panelists where person_id = any(%(people)s)

-- insert_interview: scheduled
insert into interviews (interview_id, application_id, starts_at, time_zone, panel, state, entered_by, entered_at)
values (%(interview_id)s, %(application_id)s, %(starts_at)s, %(time_zone)s, %(panel)s, 'scheduled', %(by)s, %(now)s)

-- update_interview: moved, held or cancelled
update interviews
set starts_at = %(starts_at)s, time_zone = %(time_zone)s, panel = %(panel)s, state = %(state)s, notes = %(notes)s,
    recommendation = %(recommendation)s, reason = %(reason)s, sequence = %(sequence)s, entered_by = %(by)s, entered_at = %(now)s
where interview_id = %(interview_id)s

-- list_interviews: of an application, the earliest first
select interview_id, starts_at, time_zone, panel, state, notes, recommendation, reason, sequence
from interviews where application_id = %(application_id)s order by starts_at, interview_id
