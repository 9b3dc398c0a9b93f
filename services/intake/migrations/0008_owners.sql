-- Addresses that people have proven to be theirs: they own what names them. Personal data, never in an event.
create table proven_addresses (
    person_id uuid primary key,
    folded_email text not null unique,
    proven_at timestamptz not null
);
