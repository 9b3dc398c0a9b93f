-- The kernel's tables, the same in each service's database. See docs/architecture.md.

-- Events that this service has recorded, kept for replay. One relay publishes those with no published_at.
create table outbox (
    seq bigint generated always as identity primary key,
    event_id uuid not null unique,
    aggregate text not null,
    aggregate_id uuid not null,
    aggregate_version integer not null check (aggregate_version > 0),
    type text not null,
    schema_version integer not null,
    payload jsonb not null,
    actor text not null,
    correlation_id uuid not null,
    causation_id uuid,
    traceparent text not null,
    created_at timestamptz not null default now(),
    published_at timestamptz,
    unique (aggregate, aggregate_id, aggregate_version)
);
create index outbox_unpublished on outbox (seq) where published_at is null;

-- The last version that this service has recorded for each of its aggregates; the row is the aggregate's lock.
create table streams (
    aggregate text not null,
    aggregate_id uuid not null,
    version integer not null,
    primary key (aggregate, aggregate_id)
);

-- Events of others that this service has taken in: the second copy of one finds its row and has no effect.
create table inbox (
    event_id uuid primary key,
    received_at timestamptz not null default now()
);

-- The last version that this service has applied of each aggregate of others.
create table positions (
    producer text not null,
    aggregate text not null,
    aggregate_id uuid not null,
    version integer not null,
    primary key (producer, aggregate, aggregate_id)
);

-- Events that came before their predecessor and wait for it.
create table waiting (
    producer text not null,
    aggregate text not null,
    aggregate_id uuid not null,
    aggregate_version integer not null,
    event_id uuid not null unique,
    envelope jsonb not null,
    parked_at timestamptz not null default now(),
    primary key (producer, aggregate, aggregate_id, aggregate_version)
);

-- Commands that were carried out, with their answer for whoever repeats them.
create table command_log (
    method text not null,
    caller text not null,
    command_id uuid not null,
    request_sha256 bytea not null,
    response jsonb,
    carried_out_at timestamptz not null default now(),
    primary key (method, caller, command_id)
);

-- Periodic work: whoever moves next_at does the work, once over all replicas, by this database's clock.
create table periodic (
    name text primary key,
    next_at timestamptz not null
);
