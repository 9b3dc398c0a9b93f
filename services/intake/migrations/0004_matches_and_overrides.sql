-- What eligibility said last of an application.
alter table questions add column state text;

-- An application that was merged ends as withdrawn.
alter table applications add column merged_into uuid references applications;
create index applications_of_city on applications (call, country, folded_city) where state <> 'withdrawn';

-- Which privacy notice a version accepted.
alter table application_versions add column privacy_notice text;

-- Two live applications that may be one city's; the smaller id first.
create table likely_matches (
    application_id uuid not null references applications,
    other_id uuid not null references applications,
    primary key (application_id, other_id),
    check (application_id < other_id)
);
create index likely_matches_of_other on likely_matches (other_id);

-- Rules of the program that a program lead let pass, with the reason, which no event carries.
create table overrides (
    override_id uuid primary key default gen_random_uuid(),
    application_id uuid not null,
    rule text not null,
    reason text not null,
    actor text not null,
    at timestamptz not null
);
create index overrides_of_application on overrides (application_id, at);
