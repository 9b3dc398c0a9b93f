-- lock_address: what is asked for and tried of one address comes one after the other
select pg_advisory_xact_lock(hashtextextended(encode(%(address_hash)s, 'hex'), 0))

-- insert_sign_in: asked for
insert into sign_ins (sign_in_id, address_hash, source_hash, email, language, key_sha256, created_at, asked_at,
                      expires_at)
values (%(id)s, %(address_hash)s, %(source_hash)s, %(email)s, %(language)s, %(key_sha256)s, %(created_at)s,
        %(created_at)s,
        %(expires_at)s)

-- find_open_sign_in: the newest of an address that is not over
select sign_in_id as id, email, language, source_hash, created_at, expires_at, mailed_at, ended_at from sign_ins
where address_hash = %(address_hash)s and ended_at is null and expires_at > %(now)s
order by created_at desc, sign_in_id limit 1

-- find_mailed_sign_in: the newest of an address that was mailed and is not over; a try at the same instant waits
select sign_in_id as id, email, language, source_hash, created_at, expires_at, mailed_at, ended_at from sign_ins
where address_hash = %(address_hash)s and ended_at is null and expires_at > %(now)s and mailed_at is not null
order by created_at desc, sign_in_id limit 1 for update

-- update_sign_in_asked: asked for again
update sign_ins set asked_at = %(now)s, source_hash = %(source_hash)s where sign_in_id = %(sign_in_id)s

-- list_unannounced_sign_ins: open ones that were asked for since their last mail
select sign_in_id as id from sign_ins
where ended_at is null and (announced_at is null or announced_at < asked_at) order by asked_at, sign_in_id

-- take_unannounced_sign_in: looked at from now on
update sign_ins set announced_at = %(now)s
where sign_in_id = %(sign_in_id)s and ended_at is null and (announced_at is null or announced_at < asked_at)
returning sign_in_id as id, email, language, source_hash, created_at, expires_at, mailed_at, ended_at

-- update_sign_in_mailed: its mail is on its way
update sign_ins set mailed_at = %(now)s, expires_at = %(expires_at)s where sign_in_id = %(sign_in_id)s

-- find_sign_in: by id
select sign_in_id as id, email, language, source_hash, created_at, expires_at, mailed_at, ended_at from sign_ins
where sign_in_id = %(sign_in_id)s

-- lock_sign_in_of_key: by the link's key; a try at the same instant waits
select sign_in_id as id, email, language, source_hash, created_at, expires_at, mailed_at, ended_at from sign_ins
where key_sha256 = %(key_sha256)s for update

-- update_sign_in_ended: used, or no mail of it goes
update sign_ins set ended_at = %(now)s, email = null where sign_in_id = %(sign_in_id)s and ended_at is null

-- update_sign_ins_ended: all that are open of an address
update sign_ins set ended_at = %(now)s, email = null where address_hash = %(address_hash)s and ended_at is null

-- delete_sign_ins: over for long enough
delete from sign_ins where expires_at < %(before)s
