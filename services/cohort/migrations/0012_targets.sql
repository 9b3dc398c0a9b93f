create table targets (
    target_id uuid primary key,
    application_id uuid not null references participations,
    state text not null default 'active' check (state in ('active', 'dropped')),
    indicator text not null,
    unit text not null,
    direction text not null check (direction in ('up', 'down')),
    resident_outcome text not null,
    component text,
    owner text,
    baseline numeric not null,
    baseline_on date not null,
    target numeric not null,
    target_on date not null,
    cadence text not null check (cadence in ('monthly', 'quarterly', 'half_yearly', 'yearly')),
    number integer generated always as identity,
    check (target <> baseline)
);
create index targets_of_city on targets (application_id, number);

-- Append-only: a wrong measurement stays, and another says that it stands in its place.
create table measurements (
    measurement_id uuid primary key,
    target_id uuid not null references targets,
    value numeric not null,
    measured_on date not null,
    corrects uuid unique references measurements,
    note text,
    entered_by text not null,
    entered_at timestamptz not null,
    number integer generated always as identity
);
create index measurements_of_target on measurements (target_id, number);

create table target_steps (
    target_id uuid not null references targets,
    state text not null,
    reason text not null,
    taken_by text not null,
    taken_at timestamptz not null
);

-- Each due measurement is told once.
create table measurements_told (
    target_id uuid not null references targets,
    due_on date not null,
    told_at timestamptz not null,
    primary key (target_id, due_on)
);

create table review_routines (
    application_id uuid primary key references participations,
    chair text not null,
    cadence text not null check (cadence in ('monthly', 'quarterly', 'half_yearly', 'yearly'))
);

create table performance_reviews (
    application_id uuid not null references participations,
    held_on date not null,
    decisions jsonb not null,
    entered_by text not null,
    entered_at timestamptz not null,
    primary key (application_id, held_on)
);
