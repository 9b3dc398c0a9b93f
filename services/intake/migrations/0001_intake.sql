create table calls (
    call_id uuid primary key,
    call text not null unique,
    title text not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null,
    time_zone text not null,
    eligibility_as_of date not null,
    capacity integer not null check (capacity > 0),
    offer_reply_days integer not null check (offer_reply_days > 0),
    cohort_id text not null,
    cohort_name text not null,
    cohort_starts_on date not null,
    check (closes_at > opens_at)
);

create table applications (
    application_id uuid primary key,
    code text not null unique,
    call text not null references calls (call),
    city text not null,
    admin_area text not null,
    country text not null,
    folded_city text not null,
    folded_area text not null,
    time_zone text not null,
    language text not null,
    state text not null check (state in ('submitted', 'withdrawn')),
    version integer not null,
    submitted_at timestamptz not null
);
-- One live application a call and city, also for submissions at one instant.
create unique index applications_live on applications (call, country, folded_area, folded_city)
    where state <> 'withdrawn';

-- Every version of an application as it was submitted: personal data, never in an event.
create table application_versions (
    application_id uuid not null references applications,
    version integer not null,
    document jsonb not null,
    submitted_at timestamptz not null,
    primary key (application_id, version)
);

-- The contacts of the latest version. An address keeps its id over versions, since mails refer to it.
create table contacts (
    contact_id uuid primary key,
    application_id uuid not null references applications,
    name text not null,
    email text not null,
    role text not null,
    is_primary boolean not null,
    language text not null
);
create index contacts_of_application on contacts (application_id);
