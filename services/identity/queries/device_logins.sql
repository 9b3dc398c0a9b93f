-- insert_device_login: asked for by a device
insert into device_logins (device_login_id, device_sha256, user_code_hash, device, source, started_at)
values (%(id)s, %(device_sha256)s, %(user_code_hash)s, %(device)s, %(source)s, %(started_at)s)

-- lock_device_login: by the device's own code; an ask at the same instant waits
select device_login_id as id, device, source, started_at, polled_at, person_id, ended_at, proven_at
from device_logins where device_sha256 = %(device_sha256)s for update

-- lock_device_login_of_user_code: the newest that shows it
select device_login_id as id, device, source, started_at, polled_at, person_id, ended_at, proven_at
from device_logins where user_code_hash = %(user_code_hash)s order by started_at desc limit 1 for update

-- find_device_login_of_user_code: the newest that shows it
select device_login_id as id, device, source, started_at, polled_at, person_id, ended_at, proven_at
from device_logins where user_code_hash = %(user_code_hash)s order by started_at desc limit 1

-- update_device_login_polled: asked, and not confirmed yet
update device_logins set polled_at = %(now)s where device_login_id = %(id)s

-- update_device_login_confirmed: by a person
update device_logins set person_id = %(person_id)s, proven_at = %(proven_at)s where device_login_id = %(id)s

-- update_device_login_ended: taken, or denied
update device_logins set ended_at = %(now)s where device_login_id = %(id)s

-- update_device_logins_ended: that a person confirmed, and that were not taken
update device_logins set ended_at = %(now)s where person_id = %(person_id)s and ended_at is null

-- delete_device_logins: over
delete from device_logins where started_at < %(before)s
