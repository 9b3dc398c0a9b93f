-- Whom those of an application or draft invited beside its contacts; each acts for it once their address is proven.
create table colleagues (
    colleague_id uuid primary key,
    application_id uuid not null,
    name text not null,
    email text not null,
    language text not null,
    invited_by text not null,
    invited_at timestamptz not null
);
create unique index colleagues_by_address on colleagues (application_id, lower(trim(email)));
