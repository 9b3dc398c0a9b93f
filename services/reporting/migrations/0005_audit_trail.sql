-- Which entries of the event log are of the audit trail: an index of it, by what they are looked for. What an entry says
-- is read from the event log itself, which the chain of hashes covers; a rebuild finds what is missing here.
create table audit_trail (
    recorded_at timestamptz primary key,
    kind text not null check (kind in ('sign_in', 'read', 'export', 'override', 'people', 'denied')),
    actor text not null,
    code text
);
create index audit_trail_actor on audit_trail (actor, recorded_at);
create index audit_trail_code on audit_trail (code, recorded_at) where code is not null;
create index audit_trail_kind on audit_trail (kind, recorded_at);
comment on table audit_trail is 'read model';

insert into audit_trail (recorded_at, kind, actor)
select recorded_at, case when aggregate in ('sign_in', 'session') then 'sign_in' else 'people' end, actor
from event_log where source = 'identity';
