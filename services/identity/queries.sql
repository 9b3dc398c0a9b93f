-- insert_person: a new person; nothing when the address is known
insert into people (person_id, name, folded_name, email, folded_email, roles, languages, added_at)
values (%(person_id)s, %(name)s, %(folded_name)s, %(email)s, %(folded_email)s, %(roles)s, %(languages)s, %(added_at)s)
on conflict (folded_email) do nothing

-- find_person: by id
select person_id as id, name, email, roles, languages from people where person_id = %(person_id)s

-- find_person_by_address: by the folded address
select person_id as id, name, email, roles, languages from people where folded_email = %(folded_email)s

-- list_people: a page, in the order in which they were added; `name` and `address` are parts, folded
select person_id as id, name, email, roles, languages from people
where (%(role)s::text is null or %(role)s = any (roles))
  and (%(name)s::text is null
       or (%(name)s <> '' and position(%(name)s in folded_name) > 0) or position(%(address)s in folded_email) > 0)
  and (%(after)s::uuid is null
       or (added_at, person_id) > (select added_at, person_id from people where person_id = %(after)s::uuid))
order by added_at, person_id limit %(limit)s

-- count_people: all that match
select count(*) as total from people
where (%(role)s::text is null or %(role)s = any (roles))
  and (%(name)s::text is null
       or (%(name)s <> '' and position(%(name)s in folded_name) > 0) or position(%(address)s in folded_email) > 0)

-- list_names: by ids
select person_id as id, name from people where person_id = any (%(ids)s::uuid[])

-- lock_address: sign-ins of one address are asked for one after the other
select pg_advisory_xact_lock(hashtextextended(encode(%(address_hash)s, 'hex'), 0))

-- count_sign_ins: asked for by an address since a moment
select count(*) as total from sign_ins where address_hash = %(address_hash)s and created_at > %(since)s

-- update_sign_ins_ended: a newer sign-in ends the older ones of the address
update sign_ins set ended_at = %(now)s where address_hash = %(address_hash)s and ended_at is null

-- insert_sign_in: asked for
insert into sign_ins (sign_in_id, address_hash, person_id, key_sha256, created_at, expires_at)
values (%(id)s, %(address_hash)s, %(person_id)s, %(key_sha256)s, %(created_at)s, %(expires_at)s)

-- list_unannounced_sign_ins: open ones of known people whose mail is not on its way yet
select sign_in_id as id from sign_ins
where announced_at is null and person_id is not null and ended_at is null order by created_at, sign_in_id

-- take_unannounced_sign_in: its mail is on its way from now on
update sign_ins set announced_at = %(now)s
where sign_in_id = %(sign_in_id)s and announced_at is null and ended_at is null
returning sign_in_id as id, person_id, tries, expires_at, ended_at

-- find_sign_in: by id
select sign_in_id as id, person_id, tries, expires_at, ended_at from sign_ins where sign_in_id = %(sign_in_id)s

-- lock_sign_in_of_key: by the link's key; a try at the same instant waits
select sign_in_id as id, person_id, tries, expires_at, ended_at from sign_ins
where key_sha256 = %(key_sha256)s for update

-- lock_open_sign_in: the one of an address that no newer one has ended; a try at the same instant waits
select sign_in_id as id, person_id, tries, expires_at, ended_at from sign_ins
where address_hash = %(address_hash)s and ended_at is null for update

-- update_sign_in_tries: one wrong code more
update sign_ins set tries = tries + 1 where sign_in_id = %(sign_in_id)s

-- update_sign_in_ended: used
update sign_ins set ended_at = %(now)s where sign_in_id = %(sign_in_id)s

-- insert_session: somebody signed in
insert into sessions (session_id, secret_sha256, person_id, created_at, used_at, expires_at)
values (%(id)s, %(secret_sha256)s, %(person_id)s, %(now)s, %(now)s, %(expires_at)s)

-- find_session: with the roles that its person has now
select session_id as id, person_id, roles, used_at, expires_at, ended_at
from sessions join people using (person_id) where secret_sha256 = %(secret_sha256)s

-- update_session_used: renews the idle time
update sessions set used_at = %(now)s where session_id = %(session_id)s

-- update_session_ended: signed out
update sessions set ended_at = %(now)s where secret_sha256 = %(secret_sha256)s and ended_at is null

-- delete_sign_ins: too old to matter to the rate limit
delete from sign_ins where created_at < %(before)s

-- delete_sessions: over
delete from sessions where expires_at < %(before)s
