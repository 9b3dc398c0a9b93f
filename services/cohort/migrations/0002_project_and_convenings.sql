-- The people of each application by reference and role, as intake told them: no name, no address.
create table roster (
    application_id uuid not null,
    ref text not null,
    role text not null,
    language text not null,
    primary key (application_id, ref)
);

create table status_changes (
    application_id uuid not null references participations,
    from_status text not null,
    to_status text not null,
    reason text not null,
    changed_by text not null,
    changed_at timestamptz not null
);

-- Parts of the Resident Impact Data Project; every version stays.
create table project_parts (
    application_id uuid not null references participations,
    part text not null check (part in ('charter', 'baseline', 'assessment', 'progress_report')),
    version integer not null,
    state text not null check (state in ('submitted', 'accepted', 'returned')),
    document jsonb not null,
    submitted_at timestamptz not null,
    judged_by text,
    judged_at timestamptz,
    returned_because text,
    primary key (application_id, part, version)
);

create table convenings (
    convening_id uuid primary key,
    cohort text not null references cohorts,
    kind text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    time_zone text not null,
    place text not null,
    capacity integer not null check (capacity > 0),
    rsvp_by date not null,
    sequence integer not null default 0,
    unique (cohort, kind),
    check (ends_at > starts_at)
);

create table invitations (
    convening_id uuid not null references convenings,
    application_id uuid not null references participations,
    ref text not null,
    role text not null,
    language text not null,
    state text not null default 'invited' check (state in ('invited', 'yes', 'no', 'attended', 'excused')),
    delegate text,
    primary key (convening_id, ref)
);
create index invitations_of_city on invitations (application_id);
