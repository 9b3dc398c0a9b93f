-- What is known of a city, from when to when: a row for each event that says something of it, `until` when another does.
-- What holds at a moment is one row of each kind and key. Reports that need nothing else (services/reporting/reports)
-- keep no table of their own.
create table facts (
    application_id uuid not null,
    kind text not null,
    key text not null,
    recorded_at timestamptz not null,  -- of the event, which is found by it
    until timestamptz not null default 'infinity',
    happened_at timestamptz not null,
    says jsonb not null,
    primary key (application_id, kind, key, recorded_at)
);
create unique index facts_standing on facts (application_id, kind, key) where until = 'infinity';
comment on table facts is 'read model';
