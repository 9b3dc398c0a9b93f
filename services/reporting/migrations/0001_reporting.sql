-- Every event of every service, as it came; never changed (shared/storage/migrations.py). The columns before the
-- envelope repeat parts of it for searching. Each hash covers the envelope, recorded_at and the hash before it;
-- previous_hash is unique, so that the chain cannot fork.
create table event_log (
    seq bigint generated always as identity primary key,
    event_id uuid not null unique,
    source text not null,
    type text not null,
    aggregate text not null,
    aggregate_id uuid not null,
    aggregate_version integer not null,
    correlation_id uuid not null,
    application_id uuid,
    actor text not null,
    occurred_at timestamptz not null,
    envelope jsonb not null,
    recorded_at timestamptz not null unique default clock_timestamp(),
    previous_hash bytea not null unique,
    hash bytea not null unique
);
create index event_log_application on event_log (application_id, seq) where application_id is not null;
create index event_log_aggregate on event_log (source, aggregate, aggregate_id, aggregate_version);

create table calls (
    call_id uuid primary key,
    call text not null,
    title text not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    time_zone text not null,
    capacity integer not null,
    cohort text not null,
    recorded_at timestamptz not null
);

create table cohorts (
    cohort_id uuid primary key,
    cohort text not null,
    name text not null,
    call text not null,
    starts_on date not null,
    ends_on date not null,
    recorded_at timestamptz not null
);

-- What is known now. intake's facts are empty as long as only eligibility has spoken; then state is too.
create table applications (
    application_id uuid primary key,
    code text not null,
    call text not null,
    city text,
    admin_area text,
    country text,
    time_zone text,
    language text,
    version integer,
    submitted_at timestamptz,
    intake_state text,
    selection_state text,
    state text,
    eligibility text
);
create index applications_code on applications (code);
create index applications_call on applications (call, state);

-- What was known when: a row whenever what reports show of an application changes.
create table application_states (
    application_id uuid not null,
    recorded_at timestamptz not null,
    call text not null,
    city text not null,
    country text not null,
    state text not null,
    primary key (application_id, recorded_at)
);

create table participations (
    application_id uuid primary key,
    code text not null,
    cohort text not null,
    call text not null,
    city text not null,
    admin_area text not null,
    country text not null,
    time_zone text not null,
    language text not null
);
create index participations_cohort on participations (cohort);

-- What was known when of a city's way through the phases. since_on: the day it entered the phase, in its zone.
create table participation_phases (
    application_id uuid not null,
    recorded_at timestamptz not null,
    phase text not null,
    status text not null,
    since_on date not null,
    primary key (application_id, recorded_at)
);
