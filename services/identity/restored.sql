-- end_sessions: one that was ended after the backup was taken would be back; who had one signs in anew
update sessions set ended_at = %(restored_at)s where ended_at is null and created_at < %(restored_at)s

-- end_sign_ins: what was mailed before is used up, or was meant for the system that is gone
update sign_ins set ended_at = %(restored_at)s where ended_at is null and created_at < %(restored_at)s

-- end_device_logins: likewise
update device_logins set ended_at = %(restored_at)s where ended_at is null and started_at < %(restored_at)s
