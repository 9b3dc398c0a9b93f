-- Which reminders of a draft were told; another closing moment makes others.
create table draft_reminders (
    application_id uuid not null,
    closes_at timestamptz not null,
    days integer not null,
    primary key (application_id, closes_at, days)
);
