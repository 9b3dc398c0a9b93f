-- insert_draft: kept for the first time
insert into drafts (application_id, code, call, document, state, revision, owner_id, owner_name, owner_email,
                    language, saved_at)
values (%(id)s, %(code)s, %(call)s, %(document)s, %(state)s, %(revision)s, %(owner_id)s, %(owner_name)s,
        %(owner_email)s, %(language)s, %(saved_at)s)

-- update_draft: kept again, or given up
update drafts
set document = %(document)s, state = %(state)s, revision = %(revision)s, owner_id = %(owner_id)s,
    owner_name = %(owner_name)s, owner_email = %(owner_email)s, language = %(language)s, saved_at = %(saved_at)s
where application_id = %(id)s

-- delete_draft: it is an application now
delete from drafts where application_id = %(application_id)s

-- lock_draft: the draft of a code, locked until the transaction ends
select application_id as id, code, call, document, state, revision, owner_id, owner_name, owner_email, language,
       saved_at
from drafts where code = %(code)s and (%(person)s::uuid is null or exists (select from readers as r where r.application_id = drafts.application_id
    and r.person_id = %(person)s and r.coaching <= %(coaching)s))
for update

-- find_draft: the draft of a code
select application_id as id, code, call, document, state, revision, owner_id, owner_name, owner_email, language,
       saved_at
from drafts where code = %(code)s and (%(person)s::uuid is null or exists (select from readers as r where r.application_id = drafts.application_id
    and r.person_id = %(person)s and r.coaching <= %(coaching)s))

-- list_drafts: those that match, the latest saved first
select application_id as id, code, call, document, state, revision, owner_id, owner_name, owner_email, language,
       saved_at
from drafts
where state = 'draft' and (%(person)s::uuid is null or exists (select from readers as r where r.application_id = drafts.application_id
    and r.person_id = %(person)s and r.coaching <= %(coaching)s))
  and (%(call)s::text is null or call = %(call)s)
  and (%(email)s::text is null or lower(owner_email) = lower(%(email)s))
  and (%(after)s::text is null or (saved_at, code) < (select saved_at, code from drafts where code = %(after)s::text))
order by saved_at desc, code desc limit %(limit)s

-- count_drafts: how many match
select count(*) as total from drafts
where state = 'draft' and (%(person)s::uuid is null or exists (select from readers as r where r.application_id = drafts.application_id
    and r.person_id = %(person)s and r.coaching <= %(coaching)s))
  and (%(call)s::text is null or call = %(call)s)
  and (%(email)s::text is null or lower(owner_email) = lower(%(email)s))

-- upsert_question: what eligibility said last, and whether a city is asked for information; null leaves that
insert into questions (application_id, open, state)
values (%(application_id)s, coalesce(%(open)s::boolean, false), %(state)s)
on conflict (application_id) do update set open = coalesce(%(open)s::boolean, questions.open),
    state = excluded.state, said_at = now()

-- find_selection_state: what eligibility said last
select state from questions where application_id = %(application_id)s

-- lock_question: for an answer
select open, answered_version from questions where application_id = %(application_id)s for update

-- update_answered: nobody waits any more
update questions set open = false, answered_version = %(version)s where application_id = %(application_id)s

-- list_remindable: drafts that can be sent until a moment to come, by id: their call's closing, or a later one until
-- which it was reopened for the city
select application_id as id, code, call, closing.at as closes_at, saved_at,
       document ->> 'time_zone' as time_zone, document ->> 'country' as country, document ->> 'city' as city,
       calls.time_zone as call_zone
from drafts join calls using (call) left join reopenings using (application_id)
cross join lateral (select greatest(case when closed_at is null then closes_at end, until) as at) as closing
where state = 'draft' and closing.at > %(now)s and closing.at <= %(until)s
order by application_id
