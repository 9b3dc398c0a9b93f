-- find_password: of a person
select hash from passwords where person_id = %(person_id)s

-- upsert_password: chosen, or hashed anew
insert into passwords (person_id, hash, set_at) values (%(person_id)s, %(hash)s, %(now)s)
on conflict (person_id) do update set hash = excluded.hash, set_at = excluded.set_at

-- lock_totp: codes by time of a person; a try at the same instant waits
select factor_id, sealed_secret, confirmed_at, last_step from totps where person_id = %(person_id)s for update

-- upsert_totp: begun, or begun anew
insert into totps (person_id, factor_id, sealed_secret, started_at)
values (%(person_id)s, %(factor_id)s, %(sealed_secret)s, %(now)s)
on conflict (person_id) do update set factor_id = excluded.factor_id, sealed_secret = excluded.sealed_secret,
    started_at = excluded.started_at, confirmed_at = null, last_step = 0

-- update_totp_confirmed: its codes count from now on
update totps set confirmed_at = %(now)s where person_id = %(person_id)s

-- update_totp_used: no code of this step or an earlier one is taken again
update totps set last_step = %(step)s, used_at = %(now)s where person_id = %(person_id)s

-- list_factors: of a person, those that count
select factor_id as id, 'totp' as kind, '' as name, confirmed_at as added_at, used_at
from totps where person_id = %(person_id)s and confirmed_at is not null
union all
select passkey_id, 'passkey', name, added_at, used_at from passkeys where person_id = %(person_id)s
order by added_at, id

-- delete_totp: of a person
delete from totps where person_id = %(person_id)s and factor_id = %(factor_id)s

-- delete_recovery_codes: of a person, used ones too
delete from recovery_codes where person_id = %(person_id)s

-- insert_recovery_codes: all at once
insert into recovery_codes (person_id, code_hash) select %(person_id)s, unnest(%(hashes)s::bytea[])

-- take_recovery_code: used from now on; nothing when it is none or was used
update recovery_codes set used_at = %(now)s
where person_id = %(person_id)s and code_hash = %(code_hash)s and used_at is null

-- count_recovery_codes: that are left
select count(*) as total from recovery_codes where person_id = %(person_id)s and used_at is null

-- delete_all_factors: everything but the mailed code by which a person signs in
with no_password as (delete from passwords where person_id = %(person_id)s),
     no_totp as (delete from totps where person_id = %(person_id)s),
     no_codes as (delete from recovery_codes where person_id = %(person_id)s)
delete from passkeys where person_id = %(person_id)s
