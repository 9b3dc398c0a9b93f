-- insert_session: somebody signed in
insert into sessions (session_id, secret_sha256, person_id, created_at, authenticated_at, used_at, expires_at, source,
                      device, method)
values (%(id)s, %(secret_sha256)s, %(person_id)s, %(now)s, %(authenticated_at)s, %(now)s, %(expires_at)s, %(source)s,
        %(device)s, %(method)s)

-- find_session: with the roles and the address that its person has now
select session_id as id, person_id, roles, email, authenticated_at, used_at, expires_at,
       coalesce(ended_at, deactivated_at) as ended_at
from sessions join people using (person_id) where secret_sha256 = %(secret_sha256)s

-- update_session_used: renews the idle time
update sessions set used_at = %(now)s where session_id = %(session_id)s

-- update_session_proven: its person has proven again who they are
update sessions set authenticated_at = %(now)s, used_at = %(now)s where session_id = %(session_id)s

-- list_open_sessions: of a person, those that are live, used last first
select session_id as id, created_at as since, used_at, expires_at, source, device, method as proof
from sessions where person_id = %(person_id)s and ended_at is null and expires_at > %(now)s and used_at > %(idle_since)s
order by used_at desc, session_id

-- find_owner_of_session: whose it is
select person_id from sessions where session_id = %(session_id)s

-- update_session_ended: over before its time; nothing where it was ended before
update sessions set ended_at = %(now)s where session_id = %(session_id)s and ended_at is null

-- update_sessions_ended: all of a person, or all but one
update sessions set ended_at = %(now)s
where person_id = %(person_id)s and ended_at is null and expires_at > %(now)s
  and (%(but)s::uuid is null or session_id <> %(but)s)
returning session_id

-- delete_sessions: over
delete from sessions where expires_at < %(before)s
