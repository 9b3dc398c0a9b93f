-- The cohort's shared commitment (application_id null), and each mayor's.
create table commitments (
    commitment_id uuid primary key,
    kind text not null check (kind in ('shared', 'mayor')),
    cohort text not null references cohorts,
    application_id uuid references participations,
    state text not null default 'draft' check (state in ('draft', 'open', 'signed', 'published', 'needs_reaffirmation')),
    edition integer not null default 1,
    title text not null,
    texts jsonb not null,
    strategy_version integer,
    policies uuid[] not null default '{}',
    reaffirm_by date,
    published_at timestamptz,
    check ((kind = 'mayor') = (application_id is not null))
);

-- Signatures stay, also of an edition or a mayor that is gone.
create table signatures (
    commitment_id uuid not null references commitments,
    application_id uuid not null references participations,
    edition integer not null,
    mayor_number integer not null,
    name text not null,
    title text not null,
    signed_on date not null,
    method text not null check (method in ('portal', 'uploaded_letter', 'recorded_by_staff')),
    file text,
    entered_by text not null,
    entered_at timestamptz not null,
    primary key (commitment_id, application_id, edition, mayor_number)
);

create table commitment_steps (
    commitment_id uuid not null references commitments,
    step text not null,
    reason text not null,
    taken_by text not null,
    taken_at timestamptz not null
);

-- Mayors of a city, 1 as its application named them (their name stays there), then who succeeds them.
create table mayors (
    application_id uuid not null,
    number integer not null check (number > 0),
    name text,
    interim boolean not null,
    takes_office_on date not null,
    term_ends_on date,
    office_name text,
    office_email text,
    office_language text,
    office_id uuid,
    took_office_told boolean not null,
    reaffirmed_on date,
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (application_id, number)
);
create index mayors_to_take_office on mayors (takes_office_on) where not took_office_told;
create unique index mayors_office on mayors (office_id) where office_id is not null;

create table elections (
    application_id uuid primary key,
    election_on date not null
);

create table term_changes (
    application_id uuid not null,
    number integer not null,
    from_ends_on date,
    to_ends_on date not null,
    changed_by text not null,
    changed_at timestamptz not null
);

-- Each approach of an end or an election is told once.
create table terms_told (
    application_id uuid not null,
    subject text not null check (subject in ('term_end', 'election')),
    on_date date not null,
    days integer not null,
    told_at timestamptz not null,
    primary key (application_id, subject, on_date, days)
);
