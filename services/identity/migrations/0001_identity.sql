create table people (
    person_id uuid primary key,
    name text not null,
    email text not null,
    folded_email text not null unique,
    roles text[] not null,
    languages text[] not null,  -- the first is the one to write in
    added_at timestamptz not null
);
create index people_listed on people (added_at, person_id);

-- Asked for by an address, known or not: person_id is null where nobody has it. The code is derived, never stored.
create table sign_ins (
    sign_in_id uuid primary key,
    address_hash bytea not null,  -- keyed, so that the row does not tell who asked
    person_id uuid references people,
    key_sha256 bytea not null unique,
    tries integer not null default 0,  -- wrong codes
    created_at timestamptz not null,
    expires_at timestamptz not null,
    announced_at timestamptz,  -- told to the mail sender
    ended_at timestamptz  -- used, or replaced by a newer one
);
create index sign_ins_to_announce on sign_ins (created_at) where announced_at is null and person_id is not null;
create index sign_ins_of_address on sign_ins (address_hash, created_at);

create table sessions (
    session_id uuid primary key,
    secret_sha256 bytea not null unique,
    person_id uuid not null references people,
    created_at timestamptz not null,
    used_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);
