-- hold_everything: what waits here may have been sent since the backup was taken
insert into hold_rules (rule_id, reason, made_by, made_at)
values (md5('restored ' || extract(epoch from %(restored_at)s::timestamptz))::uuid, 'Restored from a backup.', 'service:setup', %(restored_at)s)
on conflict (rule_id) do nothing
