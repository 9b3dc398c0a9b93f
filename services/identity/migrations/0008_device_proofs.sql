-- A session that a device takes is as fresh as the proof of whoever confirmed it: to confirm is no new one.
alter table device_logins add column proven_at timestamptz;
