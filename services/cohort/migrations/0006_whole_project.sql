-- Progress reports are several: each with its number. Measurements and reports at the end, and the closing.
alter table project_parts
    drop constraint project_parts_pkey,
    drop constraint project_parts_part_check,
    add column number integer not null default 1 check (number > 0),
    add primary key (application_id, part, number, version),
    add check (part in ('charter', 'baseline', 'assessment', 'progress_report', 'final_measurement', 'final_report',
                        'closing'));

create table project_sources (
    source_id uuid primary key,
    application_id uuid not null references participations,
    name text not null,
    tested_on date not null,
    usable boolean not null,
    finding text not null,
    unique (application_id, name, tested_on)
);

create table project_gaps (
    gap_id uuid primary key,
    application_id uuid not null references participations,
    description text not null,
    found_on date not null,
    mended_on date,
    mended_how text,
    check (mended_on >= found_on)
);
create index project_gaps_of_city on project_gaps (application_id);

create table project_milestones (
    milestone_id uuid primary key,
    application_id uuid not null references participations,
    title text not null,
    due_on date not null,
    done_on date,
    evidence text
);
create index project_milestones_of_city on project_milestones (application_id);

-- Who heard of a report that is near its date or late: once for each date.
create table reports_told (
    application_id uuid not null references participations,
    part text not null,
    number integer not null,
    due_on date not null,
    told text not null check (told in ('city_before', 'city', 'coach', 'staff')),
    told_at timestamptz not null,
    primary key (application_id, part, number, due_on, told)
);
