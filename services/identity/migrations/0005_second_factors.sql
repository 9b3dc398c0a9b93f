-- How staff prove who they are beside the mailed code.
create table passwords (
    person_id uuid primary key references people,
    hash text not null,  -- argon2id with its parameters and salt
    set_at timestamptz not null
);

-- Codes by time: one device a person. They count from confirmed_at on.
create table totps (
    person_id uuid primary key references people,
    factor_id uuid not null unique,
    sealed_secret bytea not null,  -- under a key derived from the service's secret
    started_at timestamptz not null,
    confirmed_at timestamptz,
    used_at timestamptz,
    last_step bigint not null default 0  -- of the last code taken: each opens once
);

create table recovery_codes (
    person_id uuid not null references people,
    code_hash bytea not null,  -- keyed
    used_at timestamptz,
    primary key (person_id, code_hash)
);

create table passkeys (
    passkey_id uuid primary key,
    person_id uuid not null references people,
    credential_id bytea not null unique,
    public_key bytea not null,
    sign_count bigint not null,
    name text not null,  -- as its person calls it
    added_at timestamptz not null,
    used_at timestamptz
);
create index passkeys_of_person on passkeys (person_id);

-- Challenges are signed and dated, not stored; one that was used is, until it would be too old anyway.
create table used_stamps (
    stamp_sha256 bytea primary key,
    used_at timestamptz not null
);
