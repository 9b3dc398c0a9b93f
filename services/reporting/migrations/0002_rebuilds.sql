-- Read models made anew from the event log, beside those that are read meanwhile (schema rebuilt, see post-apply.sql).
create table rebuilds (
    rebuild_id uuid primary key,
    started_at timestamptz not null default now(),
    read_to bigint not null default 0,  -- the number of the last event that was projected
    total bigint not null,
    swap boolean not null,
    finished_at timestamptz,
    differences jsonb
);
create unique index rebuilds_running on rebuilds ((true)) where finished_at is null;

-- What a rebuild makes anew is marked; a new read model gets the same comment.
comment on table calls is 'read model';
comment on table cohorts is 'read model';
comment on table applications is 'read model';
comment on table application_states is 'read model';
comment on table participations is 'read model';
comment on table participation_phases is 'read model';
