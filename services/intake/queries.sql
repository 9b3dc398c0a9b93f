-- find_call: one call by its name
select call as id, title, opens_at, closes_at, time_zone, eligibility_as_of, capacity, offer_reply_days,
       cohort_id, cohort_name, cohort_starts_on, closed_at
from calls where call = %(call)s

-- list_calls: all calls, the latest first
select call as id, title, opens_at, closes_at, time_zone, eligibility_as_of, capacity, offer_reply_days,
       cohort_id, cohort_name, cohort_starts_on, closed_at
from calls order by opens_at desc, call

-- list_calls_of_cohort: the rounds of one cohort
select call as id, title, opens_at, closes_at, time_zone, eligibility_as_of, capacity, offer_reply_days,
       cohort_id, cohort_name, cohort_starts_on, closed_at
from calls where cohort_id = %(cohort)s order by call

-- lock_cohort: of two calls for one cohort at the same instant the second sees the first
select pg_advisory_xact_lock(hashtextextended('cohort ' || %(cohort)s, 0))

-- lock_call: for a change
select call from calls where call = %(call)s for update

-- insert_call: a new call; nothing when its name is taken
insert into calls (call_id, call, title, opens_at, closes_at, time_zone, eligibility_as_of, capacity,
                   offer_reply_days, cohort_id, cohort_name, cohort_starts_on)
values (%(call_id)s, %(id)s, %(title)s, %(opens_at)s, %(closes_at)s, %(time_zone)s, %(eligibility_as_of)s,
        %(capacity)s, %(offer_reply_days)s, %(cohort_id)s, %(cohort_name)s, %(cohort_starts_on)s)
on conflict (call) do nothing

-- update_call_closing: another closing moment, by hand or not
update calls set closes_at = %(closes_at)s, closed_at = %(closed_at)s where call = %(call)s

-- find_reopening: until when a closed call is open for one city
select until from reopenings where application_id = %(application_id)s

-- upsert_reopening: another moment replaces the former
insert into reopenings (application_id, until) values (%(application_id)s, %(until)s)
on conflict (application_id) do update set until = excluded.until

-- insert_application: version 1; nothing when the city has a live application to the call
insert into applications (application_id, code, call, city, admin_area, country, folded_city, folded_area,
                          time_zone, language, state, version, submitted_at)
values (%(application_id)s, %(code)s, %(call)s, %(city)s, %(admin_area)s, %(country)s, %(folded_city)s,
        %(folded_area)s, %(time_zone)s, %(language)s, 'submitted', 1, %(submitted_at)s)
on conflict (call, country, folded_area, folded_city) where state <> 'withdrawn' do nothing

-- insert_applications: version 1 of many; gives the ids of those whose city had no live application to the call
insert into applications (application_id, code, call, city, admin_area, country, folded_city, folded_area,
                          time_zone, language, state, version, submitted_at)
select application_id, code, call, city, admin_area, country, folded_city, folded_area,
       time_zone, language, 'submitted', 1, submitted_at
from jsonb_to_recordset(%(rows)s::jsonb) as new (
    application_id uuid, code text, call text, city text, admin_area text, country text, folded_city text,
    folded_area text, time_zone text, language text, submitted_at timestamptz)
on conflict (call, country, folded_area, folded_city) where state <> 'withdrawn' do nothing
returning application_id

-- list_live_codes: the codes of the live applications of many cities
select code, call, country, folded_area, folded_city
from jsonb_to_recordset(%(rows)s::jsonb) as city (call text, country text, folded_area text, folded_city text)
join applications using (call, country, folded_area, folded_city)
where state <> 'withdrawn'

-- lock_application: the application of a code, locked until the transaction ends
select application_id as id, code, call, city, admin_area, country, time_zone, language, state, version, submitted_at
from applications where code = %(code)s for update

-- find_application: the application of a code
select application_id as id, code, call, city, admin_area, country, time_zone, language, state, version, submitted_at
from applications where code = %(code)s

-- update_application: a new version
update applications
set city = %(city)s, admin_area = %(admin_area)s, country = %(country)s, folded_city = %(folded_city)s,
    folded_area = %(folded_area)s, time_zone = %(time_zone)s, language = %(language)s,
    version = %(version)s, submitted_at = %(submitted_at)s
where application_id = %(application_id)s

-- update_application_state: withdrawn
update applications set state = %(state)s where application_id = %(application_id)s

-- insert_version: the document as it was submitted
insert into application_versions (application_id, version, document, submitted_at)
values (%(application_id)s, %(version)s, %(document)s, %(submitted_at)s)

-- insert_versions: the documents of many new applications
insert into application_versions (application_id, version, document, submitted_at)
select application_id, 1, document, %(submitted_at)s
from jsonb_to_recordset(%(rows)s::jsonb) as new (application_id uuid, document jsonb)

-- list_contacts: the contacts of an application
select contact_id, name, email, role, is_primary, language from contacts
where application_id = %(application_id)s order by contact_id

-- delete_contacts: before those of a new version
delete from contacts where application_id = %(application_id)s

-- insert_contact: one contact
insert into contacts (contact_id, application_id, name, email, role, is_primary, language)
values (%(contact_id)s, %(application_id)s, %(name)s, %(email)s, %(role)s, %(is_primary)s, %(language)s)

-- insert_contacts: the contacts of many new applications
insert into contacts (contact_id, application_id, name, email, role, is_primary, language)
select contact_id, application_id, name, email, role, is_primary, language
from jsonb_to_recordset(%(rows)s::jsonb) as new (
    contact_id uuid, application_id uuid, name text, email text, role text, is_primary boolean, language text)

-- find_contact: name and address for a mail, of a contact or a draft's owner
select name, email, language from contacts where contact_id = %(contact_id)s
union all select owner_name, owner_email, language from drafts where owner_id = %(contact_id)s

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
from drafts where code = %(code)s for update

-- find_draft: the draft of a code
select application_id as id, code, call, document, state, revision, owner_id, owner_name, owner_email, language,
       saved_at
from drafts where code = %(code)s

-- list_drafts: those that match, the latest saved first
select application_id as id, code, call, document, state, revision, owner_id, owner_name, owner_email, language,
       saved_at
from drafts
where state = 'draft' and (%(call)s::text is null or call = %(call)s)
  and (%(email)s::text is null or lower(owner_email) = lower(%(email)s))
  and (%(after)s::text is null or (saved_at, code) < (select saved_at, code from drafts where code = %(after)s::text))
order by saved_at desc, code desc limit %(limit)s

-- count_drafts: how many match
select count(*) as total from drafts
where state = 'draft' and (%(call)s::text is null or call = %(call)s)
  and (%(email)s::text is null or lower(owner_email) = lower(%(email)s))

-- upsert_question: whether a city is asked for information
insert into questions (application_id, open) values (%(application_id)s, %(open)s)
on conflict (application_id) do update set open = excluded.open

-- lock_question: for an answer
select open, answered_version from questions where application_id = %(application_id)s for update

-- update_answered: nobody waits any more
update questions set open = false, answered_version = %(version)s where application_id = %(application_id)s

-- get_document: one version as it was submitted
select document from application_versions where application_id = %(application_id)s and version = %(version)s

-- find_latest_document: the latest version of an application as it was submitted
select version, document from application_versions
where application_id = %(application_id)s order by version desc limit 1
