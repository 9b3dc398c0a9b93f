-- Links to a city's calendar, one for a person and a city; the secret itself is in the link alone.
create table calendar_feeds (
    person_id uuid not null,
    application_id uuid not null references participations,
    secret_hash text not null unique,
    made_at timestamptz not null,
    primary key (person_id, application_id)
);
