-- What programs of people sign in with. Of each a hash is kept: it is shown once.
create table access_tokens (
    token_id uuid primary key,
    person_id uuid not null references people,
    secret_sha256 bytea not null unique,
    name text not null,  -- as its person calls it
    scopes text[] not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    used_from text,  -- the network alone
    ended_at timestamptz  -- revoked
);
create index access_tokens_of_person on access_tokens (person_id);
