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

-- upsert_named_addresses: what applications and drafts name
insert into named_addresses (application_id, folded_email, vouched)
select distinct application_id, folded_email, %(vouched)s::boolean
from jsonb_to_recordset(%(rows)s::jsonb) as new (application_id uuid, folded_email text)
on conflict (folded_email, application_id) do update set vouched = named_addresses.vouched or excluded.vouched

-- delete_named_addresses: what they named and do not any more
delete from named_addresses as old
where application_id = any(%(ids)s::uuid[]) and not exists (
    select from jsonb_to_recordset(%(rows)s::jsonb) as new (application_id uuid, folded_email text)
    where (new.application_id, new.folded_email) = (old.application_id, old.folded_email))
  and not exists (select from colleagues as one
    where (one.application_id, lower(trim(one.email))) = (old.application_id, old.folded_email))

-- insert_first_mails: to addresses that nobody has proven or vouched for, as far as there is room in the hour
insert into first_mails (folded_email, application_id, version, source)
select email, %(application_id)s, %(version)s, %(source)s from unnest(%(emails)s::text[]) as email
where not exists (select from proven_addresses where folded_email = email)
  and not exists (
    select from named_addresses as named
    where (named.application_id, named.folded_email) = (%(application_id)s, email) and named.vouched)
  and (select count(*) from first_mails where at > now() - interval '1 hour') < %(in_all)s
  and (select count(*) from first_mails
       where at > now() - interval '1 hour' and source = %(source)s) < %(by_source)s
on conflict do nothing

-- find_standing: of a contact or a draft's owner: whether the address is somebody's, and what its one mail is about
select exists (select from proven_addresses as p where p.folded_email = who.email) or coalesce(n.vouched, false) as known,
       f.application_id as first_about, f.version as first_version
from (select application_id, lower(trim(email)) as email from contacts where contact_id = %(contact_id)s
      union all
      select application_id, lower(trim(owner_email)) from drafts where owner_id = %(contact_id)s
      union all
      select application_id, lower(trim(email)) from colleagues where colleague_id = %(contact_id)s) as who
left join named_addresses as n on (n.application_id, n.folded_email) = (who.application_id, who.email)
left join first_mails as f on f.folded_email = who.email
limit 1

-- list_owners: of many applications and drafts
select application_id, person_id from owners where application_id = any(%(ids)s::uuid[])

-- list_contact_owners: which contacts of many applications they are
select application_id, contact_id, person_id
from contacts join proven_addresses on folded_email = lower(trim(email))
where application_id = any(%(ids)s::uuid[]) order by contact_id

-- list_own: the applications and drafts of one person, with until when their call takes them
select own.code, own.call, own.city, own.state, own.version, coalesce(q.open, false) as asked,
       (select other.code from applications as other where other.application_id = own.merged_into) as merged_into,
       greatest(case when closed_at is null then closes_at end, r.until) as until
from (select application_id, code, call, city, state, version, merged_into from applications
      union all select application_id, code, call, document ->> 'city', state, 0, null from drafts) as own
join calls using (call) left join questions as q using (application_id) left join reopenings as r using (application_id)
where own.application_id in (select application_id from owners where person_id = %(person_id)s)
order by own.code

-- upsert_coach: who leads a city from now on
insert into coaches (application_id, coach_id) values (%(application_id)s, %(coach_id)s)
on conflict (application_id) do update set coach_id = excluded.coach_id

-- insert_deactivated: let in nowhere any more
insert into deactivated (person_id) values (%(person_id)s) on conflict do nothing

-- delete_deactivated: let in again
delete from deactivated where person_id = %(person_id)s
