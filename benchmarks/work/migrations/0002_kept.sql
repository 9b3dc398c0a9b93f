-- What the peers with an outbox, an inbox and an order keep beside the work.

create table kept_outbox (
    seq bigint generated always as identity primary key, event_id uuid not null unique, producer text not null,
    type text not null, aggregate_id uuid not null, version integer not null, payload jsonb not null,
    created_at timestamptz not null default now(), published_at timestamptz, unique (producer, aggregate_id, version)
);
create index kept_outbox_unpublished on kept_outbox (producer, seq) where published_at is null;
create table kept_inbox (
    consumer text not null, event_id uuid not null, received_at timestamptz not null default now(),
    primary key (consumer, event_id)
);
create table kept_positions (
    consumer text not null, producer text not null, aggregate_id uuid not null, version integer not null,
    primary key (consumer, producer, aggregate_id)
);
