create table cohorts (
    cohort text primary key,
    name text not null,
    call text not null,
    starts_on date not null,
    ends_on date not null
);

-- One city in one cohort. started_at is null until the cohort is known here: its call and the city's confirmation come
-- from two services, in any order.
create table participations (
    application_id uuid primary key,
    code text not null unique,
    cohort text not null,
    call text not null,
    city text not null,
    admin_area text not null,
    country text not null,
    time_zone text not null,
    language text not null,
    phase text not null,
    status text not null check (status in ('active', 'paused', 'withdrawn', 'exited')),
    version integer not null default 1,
    team_lead_ref text,
    started_at timestamptz
);
create index participations_of_cohort on participations (cohort, city);

-- The phases that a city has entered, as planned and as it was.
create table phase_entries (
    application_id uuid not null references participations,
    phase text not null,
    planned_on date,
    entered_on date not null,
    entered_by text not null,
    primary key (application_id, phase)
);

create table waivers (
    application_id uuid not null references participations,
    phase text not null,
    condition text not null,
    reason text not null,
    granted_by text not null,
    granted_at timestamptz not null,
    primary key (application_id, phase, condition)
);

-- The lead of a city's team: personal data, never in an event.
create table team_leads (
    application_id uuid primary key references participations,
    name text not null,
    email text not null,
    interim boolean not null,
    named_at timestamptz not null
);

create table visits (
    visit_id uuid primary key,
    application_id uuid not null unique references participations,
    state text not null check (state in ('proposed', 'scheduled', 'held', 'written_up', 'cancelled')),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    place text not null,
    participants jsonb not null,
    sequence integer not null default 0,
    held_on date,
    write_up jsonb,
    written_up_at timestamptz,
    check (ends_at > starts_at)
);
