-- insert_passkey: nothing where the credential is known
insert into passkeys (passkey_id, person_id, credential_id, public_key, sign_count, name, added_at)
values (%(id)s, %(person_id)s, %(credential_id)s, %(public_key)s, %(sign_count)s, %(name)s, %(added_at)s)
on conflict (credential_id) do nothing

-- lock_passkey: by its credential; a try at the same instant waits
select passkey_id as id, person_id, credential_id, public_key, sign_count, name, added_at, used_at
from passkeys where credential_id = %(credential_id)s for update

-- list_credentials: of a person
select credential_id from passkeys where person_id = %(person_id)s order by added_at

-- update_passkey_used: with its authenticator's count of signatures
update passkeys set sign_count = %(sign_count)s, used_at = %(now)s where passkey_id = %(passkey_id)s

-- delete_passkey: one of a person's own
delete from passkeys where passkey_id = %(passkey_id)s and person_id = %(person_id)s

-- insert_used_stamp: nothing where it was used before
insert into used_stamps (stamp_sha256, used_at) values (%(stamp_sha256)s, %(now)s) on conflict do nothing

-- delete_used_stamps: too old to be valid anyway
delete from used_stamps where used_at < %(before)s
