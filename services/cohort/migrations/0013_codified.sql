-- Policies, processes, uses of AI; every version stays.
create table codified (
    record_id uuid not null,
    version integer not null,
    application_id uuid not null references participations,
    register text not null check (register in ('policy', 'process', 'ai_use')),
    document jsonb not null,
    saved_by text not null,
    saved_at timestamptz not null,
    number integer generated always as identity,
    primary key (record_id, version)
);
create index codified_of_city on codified (application_id, register);
