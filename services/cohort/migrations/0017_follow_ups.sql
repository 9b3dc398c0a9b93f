-- Follow-ups; every version stays. Without what was found, the date was waived.
create table follow_ups (
    number integer primary key generated always as identity,
    application_id uuid not null references participations,
    months integer not null,
    found jsonb,
    reason text,
    said_by text not null,
    said_at timestamptz not null,
    check ((found is null) = (reason is not null))
);
create index follow_ups_of_city on follow_ups (application_id, months, number);
