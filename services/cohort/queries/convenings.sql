-- find_convening: the gathering of a kind
select convening_id, cohort, kind, starts_at, ends_at, time_zone, place, capacity, rsvp_by, sequence, state
from convenings where cohort = %(cohort)s and kind = %(kind)s

-- lock_convening: the same, locked so that seats are counted by one at a time
select convening_id, cohort, kind, starts_at, ends_at, time_zone, place, capacity, rsvp_by, sequence, state
from convenings where cohort = %(cohort)s and kind = %(kind)s for update

-- upsert_convening: scheduled, or moved
insert into convenings (convening_id, cohort, kind, starts_at, ends_at, time_zone, place, capacity, rsvp_by)
values (%(convening_id)s, %(cohort)s, %(kind)s, %(starts_at)s, %(ends_at)s, %(time_zone)s, %(place)s, %(capacity)s,
        %(rsvp_by)s)
on conflict (convening_id) do update
set starts_at = excluded.starts_at, ends_at = excluded.ends_at, time_zone = excluded.time_zone,
    place = excluded.place, capacity = excluded.capacity, rsvp_by = excluded.rsvp_by,
    sequence = convenings.sequence + 1, state = 'scheduled', cancelled_because = null

-- insert_invitations: the people with these roles of every active city who are not invited yet, or of one city, where
-- those whose removal had one of these reasons are invited again
insert into invitations as i (convening_id, application_id, ref, role, language)
select %(convening_id)s, p.application_id, r.ref, r.role, r.language
from participations p join roster r using (application_id)
where p.cohort = %(cohort)s and p.started_at is not null and p.status = 'active' and r.left_on is null
  and r.role = any(%(roles)s)
  and (%(application_id)s::uuid is null or p.application_id = %(application_id)s)
  and (%(ref)s::text is null or r.ref = %(ref)s)
on conflict (convening_id, ref) do update
set state = 'invited', delegate = null, words = '', removed_because = null, earlier_answer = null
where i.state = 'removed' and i.removed_because = any(%(again)s::text[])
returning ref

-- insert_invitation: somebody in another's place
insert into invitations as i (convening_id, application_id, ref, role, language)
values (%(convening_id)s, %(application_id)s, %(ref)s, %(role)s, %(language)s)
on conflict (convening_id, ref) do update
set state = 'invited', delegate = null, words = '', removed_because = null
where i.state = 'removed'

-- list_invitations: everybody who is invited
select i.convening_id, i.application_id, p.code, p.city, i.ref, i.role, i.language, i.state, i.delegate,
       n.ref is not null as needs, i.earlier_answer, i.removed_because, p.status as city_status, m.name,
       i.attended_at, i.answered
from invitations i join participations p using (application_id)
     left join invitation_needs n on n.convening_id = i.convening_id and n.ref = i.ref
     left join lateral (
         select t.name from team_members t where t.application_id = i.application_id and 'cohort:' || t.member_id = i.ref
         union all
         select y.office_name from mayors y where y.application_id = i.application_id and 'cohort:' || y.office_id = i.ref
     ) m on true
where i.convening_id = %(convening_id)s order by i.role, i.ref

-- update_invitation_checked_in: somebody came, or is excused; what they had answered is kept
update invitations
set state = %(state)s, attended_at = %(attended_at)s,
    answered = case when state in ('invited', 'yes', 'no') then state else answered end
where convening_id = %(convening_id)s and ref = %(ref)s

-- update_invitation_undone: it was a mistake
update invitations set state = coalesce(answered, 'invited'), attended_at = null, answered = null
where convening_id = %(convening_id)s and ref = %(ref)s

-- update_invitation: an answer, a removal
update invitations
set state = %(state)s, delegate = %(delegate)s, words = array_to_tsvector(%(words)s::text[]),
    removed_because = %(removed_because)s
where convening_id = %(convening_id)s and ref = %(ref)s

-- update_invitations_asked_anew: the gathering moved, so an answer is one to another day; what was said is kept
update invitations set state = 'invited', earlier_answer = state
where convening_id = %(convening_id)s and state in ('yes', 'no')

-- list_convening_attendance: how a city stands with each gathering
select distinct c.kind, i.state, i.delegate is not null as delegated
from invitations i join convenings c using (convening_id) where i.application_id = %(application_id)s

-- list_convenings: the gatherings of a cohort
select convening_id, cohort, kind, starts_at, ends_at, time_zone, place, capacity, rsvp_by, sequence, state
from convenings where cohort = %(cohort)s order by starts_at, kind

-- update_convening_state: cancelled, or over and thanked for
update convenings set state = %(state)s, sequence = sequence + 1, cancelled_because = %(reason)s
where convening_id = %(convening_id)s

-- upsert_needs: what somebody needs to come, as they last said
insert into invitation_needs (convening_id, ref, travel, diet, access, interpretation)
values (%(convening_id)s, %(ref)s, %(travel)s, %(diet)s, %(access)s, %(interpretation)s)
on conflict (convening_id, ref) do update
set travel = excluded.travel, diet = excluded.diet, access = excluded.access,
    interpretation = excluded.interpretation

-- list_needs: of those who come or have not answered
select p.code, p.city, i.role, i.ref, i.delegate, m.name, n.travel, n.diet, n.access, n.interpretation
from invitation_needs n join invitations i using (convening_id, ref) join participations p using (application_id)
     left join lateral (
         select t.name from team_members t where t.application_id = i.application_id and 'cohort:' || t.member_id = i.ref
         union all
         select y.office_name from mayors y where y.application_id = i.application_id and 'cohort:' || y.office_id = i.ref
     ) m on true
where n.convening_id = %(convening_id)s and i.state in ('invited', 'yes') order by i.role, i.ref

