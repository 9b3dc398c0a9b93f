-- insert_application: version 1; nothing when another live application holds its city
insert into applications (application_id, code, call, city, admin_area, country, folded_city, folded_area,
                          time_zone, language, state, version, submitted_at, holds_city)
select %(application_id)s, %(code)s, %(call)s, %(city)s, %(admin_area)s, %(country)s, %(folded_city)s,
       %(folded_area)s, %(time_zone)s, %(language)s, 'submitted', 1, %(submitted_at)s, %(holds_city)s
where not exists (
    select from applications
    where (call, country, folded_area, folded_city) = (%(call)s, %(country)s, %(folded_area)s, %(folded_city)s)
      and state <> 'withdrawn' and holds_city)
on conflict (call, country, folded_area, folded_city) where state <> 'withdrawn' and holds_city do nothing

-- find_holder: who else holds a city
select code from applications
where (call, country, folded_area, folded_city) = (%(call)s, %(country)s, %(folded_area)s, %(folded_city)s)
  and state <> 'withdrawn' and holds_city and application_id <> %(application_id)s

-- settle_cities: of the cities of these applications that nobody holds, the earliest that names a proven address
update applications set holds_city = true
where application_id in (
    select distinct on (a.call, a.country, a.folded_area, a.folded_city) a.application_id
    from applications as looked join applications as a using (call, country, folded_area, folded_city)
    where looked.application_id = any(%(ids)s::uuid[]) and a.state <> 'withdrawn'
      and exists (select from owners where owners.application_id = a.application_id)
      and not exists (
        select from applications as held
        where (held.call, held.country, held.folded_area, held.folded_city)
            = (a.call, a.country, a.folded_area, a.folded_city) and held.state <> 'withdrawn' and held.holds_city)
    order by a.call, a.country, a.folded_area, a.folded_city, a.submitted_at, a.code)

-- insert_applications: version 1 of many; gives the ids of those whose city nobody held
insert into applications (application_id, code, call, city, admin_area, country, folded_city, folded_area,
                          time_zone, language, state, version, submitted_at, holds_city)
select application_id, code, call, city, admin_area, country, folded_city, folded_area,
       time_zone, language, 'submitted', 1, submitted_at, true
from jsonb_to_recordset(%(rows)s::jsonb) as new (
    application_id uuid, code text, call text, city text, admin_area text, country text, folded_city text,
    folded_area text, time_zone text, language text, submitted_at timestamptz)
on conflict (call, country, folded_area, folded_city) where state <> 'withdrawn' and holds_city do nothing
returning application_id

-- list_live_codes: the codes of the live applications that hold many cities
select code, call, country, folded_area, folded_city
from jsonb_to_recordset(%(rows)s::jsonb) as city (call text, country text, folded_area text, folded_city text)
join applications using (call, country, folded_area, folded_city)
where state <> 'withdrawn' and holds_city

-- lock_application: the application of a code, locked until the transaction ends
select application_id as id, code, call, city, admin_area, country, time_zone, language, state, version, submitted_at,
       holds_city
from applications where code = %(code)s and (%(person)s::uuid is null or exists (select from readers as r where r.application_id = applications.application_id
    and r.person_id = %(person)s and r.coaching <= %(coaching)s))
for no key update

-- find_application: the application of a code
select application_id as id, code, call, city, admin_area, country, time_zone, language, state, version, submitted_at,
       holds_city
from applications where code = %(code)s and (%(person)s::uuid is null or exists (select from readers as r where r.application_id = applications.application_id
    and r.person_id = %(person)s and r.coaching <= %(coaching)s))

-- update_application: a new version, with which one that was withdrawn or merged stands again
update applications
set city = %(city)s, admin_area = %(admin_area)s, country = %(country)s, folded_city = %(folded_city)s,
    folded_area = %(folded_area)s, time_zone = %(time_zone)s, language = %(language)s,
    version = %(version)s, submitted_at = %(submitted_at)s, state = 'submitted', merged_into = null,
    holds_city = %(holds_city)s
where application_id = %(application_id)s

-- update_application_state: withdrawn
update applications set state = %(state)s where application_id = %(application_id)s

-- update_restored: a withdrawal or merger that came too late is undone
update applications set state = 'submitted', merged_into = null where application_id = %(application_id)s

-- lock_successor: the live application that holds the same city now, locked until the transaction ends
select other.application_id as id, other.code, other.call, other.city, other.admin_area, other.country,
       other.time_zone, other.language, other.state, other.version, other.submitted_at, other.holds_city
from applications as own join applications as other using (call, country, folded_area, folded_city)
where own.application_id = %(application_id)s and other.application_id <> own.application_id
  and other.state <> 'withdrawn' and own.holds_city and other.holds_city
for no key update of other

-- insert_version: the document as it was submitted
insert into application_versions (application_id, version, document, privacy_notice, submitted_at, words)
values (%(application_id)s, %(version)s, %(document)s, %(notice)s, %(submitted_at)s,
        array_to_tsvector(%(words)s::text[]))

-- insert_versions: the documents of many new applications
insert into application_versions (application_id, version, document, privacy_notice, submitted_at, words)
select application_id, 1, document, %(notice)s, %(submitted_at)s, array_to_tsvector(words)
from jsonb_to_recordset(%(rows)s::jsonb) as new (application_id uuid, document jsonb, words text[])

-- search_by_index: until the end of the transaction; how many rows a text search finds is guessed too high, by a hundredfold
set local enable_seqscan to off

-- search_people: documents whose people a text search finds, the latest submitted first; of very many, some
with found as materialized (
    select application_id, version, document from application_versions where words @@ %(query)s::tsquery limit 1000)
select code, call, city, state, document,
       (select jsonb_object_agg(lower(email), contact_id) from contacts c
        where c.application_id = found.application_id) as contacts
from found join applications using (application_id, version)
order by applications.submitted_at desc, code limit %(limit)s

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

-- find_contact: name and address for a mail, of a contact or a draft's owner; of nobody who has proven the address and was
-- deactivated
select name, email, language from (
    select name, email, language from contacts where contact_id = %(contact_id)s
    union all select owner_name, owner_email, language from drafts where owner_id = %(contact_id)s
    union all select name, email, language from colleagues where colleague_id = %(contact_id)s) as known
where not exists (select from proven_addresses join deactivated using (person_id)
                  where folded_email = lower(trim(known.email)))

-- list_contacts_at: contacts and owners of drafts by their address
select contact_id from contacts where lower(trim(email)) = lower(trim(%(address)s))
union select owner_id from drafts where lower(trim(owner_email)) = lower(trim(%(address)s))
order by 1

-- list_contact_names: what contacts and owners of drafts are called
select contact_id as id, name from contacts where contact_id = any(%(ids)s::uuid[])
  and (%(person)s::uuid is null or exists (select from readers as r where r.application_id = contacts.application_id
    and r.person_id = %(person)s and r.coaching <= %(coaching)s))
union all select colleague_id, name from colleagues where colleague_id = any(%(ids)s::uuid[])
  and (%(person)s::uuid is null or exists (select from readers as r where r.application_id = colleagues.application_id
    and r.person_id = %(person)s and r.coaching <= %(coaching)s))
union all select owner_id, owner_name from drafts where owner_id = any(%(ids)s::uuid[])
  and (%(person)s::uuid is null or exists (select from readers as r where r.application_id = drafts.application_id
    and r.person_id = %(person)s and r.coaching <= %(coaching)s))

-- get_document: one version as it was submitted
select document from application_versions where application_id = %(application_id)s and version = %(version)s

-- list_versions: every version of an application as it was submitted, the first first
select version, document, privacy_notice, submitted_at from application_versions
where application_id = %(application_id)s order by version

-- find_latest_document: the latest version of an application as it was submitted, or that of a number
select version, document from application_versions
where application_id = %(application_id)s and (%(version)s::integer is null or version = %(version)s)
order by version desc limit 1
