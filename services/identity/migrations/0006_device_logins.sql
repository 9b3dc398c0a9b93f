-- Sign-ins that a device without a browser asks for, and that somebody confirms who has signed in elsewhere.
create table device_logins (
    device_login_id uuid primary key,
    device_sha256 bytea not null unique,
    user_code_hash bytea not null,  -- keyed
    device text not null,  -- what it calls itself
    source text not null,  -- where it is, in part
    started_at timestamptz not null,
    polled_at timestamptz,
    person_id uuid references people,  -- who confirmed it
    ended_at timestamptz  -- taken, or denied
);
create index device_logins_shown on device_logins (user_code_hash, started_at);
