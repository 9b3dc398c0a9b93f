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

-- delete_sign_ins: too old to matter to the rate limit
delete from sign_ins where created_at < %(before)s
