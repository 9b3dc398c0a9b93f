-- insert_access_token: none where its person has one of that name which is not over
insert into access_tokens (token_id, person_id, secret_sha256, name, scopes, made_at, expires_at)
select %(id)s, %(person_id)s, %(secret_sha256)s, %(name)s, %(scopes)s, %(now)s, %(expires_at)s
where not exists (select from access_tokens where person_id = %(person_id)s and name = %(name)s
                  and ended_at is null and expires_at > %(now)s)

-- lock_access_tokens: two of one name at the same moment wait for each other
select pg_advisory_xact_lock(hashtextextended('access_tokens:' || %(person_id)s::text, 0))

-- find_access_token: with the roles that its person has now
select token_id as id, person_id, roles, scopes, expires_at, used_at, coalesce(ended_at, deactivated_at) as ended_at
from access_tokens join people using (person_id) where secret_sha256 = %(secret_sha256)s

-- update_access_token_used: when and where from
update access_tokens set used_at = %(now)s, used_from = %(used_from)s where token_id = %(token_id)s

-- list_access_tokens: of a person, those that are not revoked, the newest first
select token_id as id, name, scopes, made_at, expires_at, used_at, used_from
from access_tokens where person_id = %(person_id)s and ended_at is null order by made_at desc, token_id

-- find_owner_of_access_token: whose it is
select person_id from access_tokens where token_id = %(token_id)s

-- update_access_token_ended: revoked; nothing where it was before
update access_tokens set ended_at = %(now)s where token_id = %(token_id)s and ended_at is null

-- update_access_tokens_ended: all of a person
update access_tokens set ended_at = %(now)s where person_id = %(person_id)s and ended_at is null returning token_id

-- delete_access_tokens: over or revoked
delete from access_tokens where least(expires_at, ended_at) < %(before)s
