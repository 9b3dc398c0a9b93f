-- When what stands in the audit trail happened, so that its entries since a day are found, and counted so far, without
-- reading the event log.
alter table audit_trail add column occurred_at timestamptz;
update audit_trail set occurred_at = coalesce(
    (select occurred_at from event_log where event_log.recorded_at = audit_trail.recorded_at), recorded_at);
alter table audit_trail alter column occurred_at set not null;
create index audit_trail_since on audit_trail (occurred_at);
