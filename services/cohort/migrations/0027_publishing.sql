-- When nothing of a city is published before an election: days of the city, both inside. Taken back: recorded wrongly.
create table silences (
    silence_id uuid primary key,
    application_id uuid not null references participations,
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    recorded_by text not null,
    recorded_at timestamptz not null,
    taken_back_because text,
    taken_back_by text,
    taken_back_at timestamptz
);
create index silences_of_city on silences (application_id);

-- A program lead lets something be published in a silence; those that are recorded later hold all the same.
create table silence_overrides (
    application_id uuid not null references participations,
    about text not null check (about in ('strategy', 'mayor')),
    reason text not null,
    overridden_by text not null,
    overridden_at timestamptz not null
);
create index silence_overrides_of_city on silence_overrides (application_id);

-- Whether a city may be named in public, each time that it was asked: the latest counts.
create table media_consents (
    consent_no bigint generated always as identity primary key,
    application_id uuid not null references participations,
    given boolean not null,
    said_on date not null,
    name text not null,
    title text not null,
    recorded_by text not null,
    recorded_at timestamptz not null
);
create index media_consents_of_city on media_consents (application_id);
