-- When what stands in the audit trail happened, so that its entries since a day are found, and counted so far, without
-- reading the event log. The default is for a service of the version before, as long as it writes meanwhile.
alter table audit_trail add column occurred_at timestamptz not null default now();
update audit_trail set occurred_at = event_log.occurred_at from event_log
where event_log.recorded_at = audit_trail.recorded_at;
create index audit_trail_since on audit_trail (occurred_at);
