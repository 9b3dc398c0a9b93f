-- What was known when is known until when, so that what held at a moment is found without sorting all that ever was. Beside
-- the state: what reports count by, and how far an application has come (`steps`, bits of domain.Steps).
alter table applications
    add column steps integer not null default 0,
    add column timeline jsonb not null default '[]';  -- each producer's states: moment, producer, state

alter table application_states
    add column until timestamptz not null default 'infinity',
    add column language text,
    add column resident_outcomes text[] not null default '{}',
    add column eligibility text,
    add column steps integer not null default 0;
create index application_states_known on application_states (until, recorded_at)
    include (application_id, call, country, language, state, eligibility, steps, resident_outcomes);

alter table participation_phases add column until timestamptz not null default 'infinity';

-- How long an application was in each state, by when it happened; `recorded_at` and `until` say between which moments it
-- was known so, since what happened earlier may be told later.
create table stays (
    application_id uuid not null,
    call text not null,
    state text not null,
    since timestamptz not null,
    ended_at timestamptz,
    recorded_at timestamptz not null,
    until timestamptz not null default 'infinity',
    primary key (application_id, since, state, recorded_at)
);
create index stays_known on stays (until, recorded_at) include (application_id, call, state, since, ended_at);
comment on table stays is 'read model';

-- What these and `facts` hold of the events before is made from the event log, as soon as the service runs.
insert into rebuilds (rebuild_id, total, swap)
select gen_random_uuid(), count(*), true from event_log having count(*) > 0
on conflict do nothing;
