-- Applications that were kept and not sent, as they were given: personal data, never in an event. A submitted draft's
-- row goes; its id and code are the application's from then on.
create table drafts (
    application_id uuid primary key,
    code text not null unique,
    call text not null references calls (call),
    document jsonb not null,
    state text not null check (state in ('draft', 'withdrawn')),
    revision integer not null,
    owner_id uuid not null unique,
    owner_name text not null,
    owner_email text not null,
    language text not null,
    saved_at timestamptz not null
);
create index drafts_of_owner on drafts (lower(owner_email));
create index drafts_saved on drafts (saved_at, code);

-- What eligibility has said of an application: whether its city is asked for information.
create table questions (
    application_id uuid primary key,
    open boolean not null,
    answered_version integer
);
