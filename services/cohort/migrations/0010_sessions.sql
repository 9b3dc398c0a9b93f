-- Sessions of one or more cities. whole_cohort: for every city of the cohort, also those that join later.
create table sessions (
    session_id uuid primary key,
    cohort text not null references cohorts,
    kind text not null,
    state text not null default 'scheduled' check (state in ('scheduled', 'held', 'cancelled')),
    title text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    time_zone text not null,
    place text not null,
    language text not null,
    interpretation text[] not null,
    coach_id uuid,
    speaker text,
    modules text[] not null,
    roles text[] not null,
    whole_cohort boolean not null,
    series_id uuid,
    sequence integer not null default 0,
    version integer not null default 1,
    check (ends_at > starts_at)
);
create index sessions_of_cohort on sessions (cohort, starts_at);
create index sessions_of_coach on sessions (coach_id, starts_at) where state = 'scheduled';
create index sessions_of_series on sessions (series_id, starts_at) where series_id is not null;

-- The cities that a session is for, and their attendance once it is recorded.
create table session_cities (
    session_id uuid not null references sessions,
    application_id uuid not null references participations,
    attendance text check (attendance in ('present', 'absent', 'excused')),
    modules text[] not null default '{}',
    recorded_by text,
    recorded_at timestamptz,
    primary key (session_id, application_id)
);
create index session_cities_of_city on session_cities (application_id);

-- Who takes part: by reference, or by name alone.
create table session_people (
    session_id uuid not null references sessions,
    application_id uuid not null references participations,
    person text not null,
    ref text,
    name text,
    role text not null,
    language text not null,
    primary key (session_id, application_id, person),
    check ((ref is null) <> (name is null))
);

-- Steps that needed a reason: overridden, cancelled, reopened.
create table session_steps (
    session_id uuid not null references sessions,
    state text not null,
    reason text not null,
    taken_by text not null,
    taken_at timestamptz not null
);

create table session_notes (
    note_id uuid primary key,
    session_id uuid not null references sessions,
    visibility text not null check (visibility in ('staff', 'city')),
    text text not null,
    written_by text not null,
    written_at timestamptz not null
);
create index session_notes_of_session on session_notes (session_id, written_at);

create table action_items (
    item_id uuid primary key,
    session_id uuid not null references sessions,
    application_id uuid not null references participations,
    what text not null,
    owner text not null,
    owner_ref text,
    due_on date not null,
    state text not null default 'open' check (state in ('open', 'done', 'dropped')),
    agreed_by text not null,
    agreed_at timestamptz not null
);
create index action_items_of_city on action_items (application_id, due_on);
create index action_items_of_session on action_items (session_id);
