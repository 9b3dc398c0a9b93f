-- hold_owners: whoever writes an application lets nobody prove an address meanwhile
select pg_advisory_xact_lock_shared(hashtextextended('owners', 0))

-- lock_owners: whoever proves an address waits for those who write applications, and they for them
select pg_advisory_xact_lock(hashtextextended('owners', 0))

-- find_proven: whether somebody has proven one of these addresses
select from proven_addresses where folded_email = any(%(emails)s) limit 1

-- find_proven_address: the latest that a person has proven
select folded_email from proven_addresses where person_id = %(person_id)s

-- delete_proven_address: somebody else has proven it since
delete from proven_addresses where folded_email = %(email)s and person_id <> %(person_id)s

-- upsert_proven_address: the latest that a person has proven
insert into proven_addresses (person_id, folded_email, proven_at) values (%(person_id)s, %(email)s, %(now)s)
on conflict (person_id) do update set folded_email = excluded.folded_email, proven_at = excluded.proven_at

-- list_named: the applications and drafts that name one of these addresses
select application_id as id, code, call from applications join named_addresses using (application_id)
where folded_email = any(%(emails)s)
union select application_id, code, call from drafts join named_addresses using (application_id)
where folded_email = any(%(emails)s)
order by code

-- delete_named_addresses: before those of a new version
delete from named_addresses where application_id = any(%(ids)s::uuid[])

-- insert_named_addresses: what applications and drafts name
insert into named_addresses (application_id, folded_email)
select distinct application_id, folded_email
from jsonb_to_recordset(%(rows)s::jsonb) as new (application_id uuid, folded_email text)

-- list_owners: of many applications and drafts
select application_id, person_id from owners where application_id = any(%(ids)s::uuid[])

-- list_contact_owners: which contacts of many applications they are
select application_id, contact_id, person_id
from contacts join proven_addresses on folded_email = lower(trim(email))
where application_id = any(%(ids)s::uuid[]) order by contact_id

-- upsert_coach: who leads a city from now on
insert into coaches (application_id, coach_id) values (%(application_id)s, %(coach_id)s)
on conflict (application_id) do update set coach_id = excluded.coach_id
