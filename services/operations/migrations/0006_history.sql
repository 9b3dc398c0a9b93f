-- The most that waited in a queue within ten minutes, after a day within an hour; no row where nothing did.
create table queue_history (
    queue text not null,
    slot timestamptz not null,
    most bigint not null,
    primary key (queue, slot)
);
create index queue_history_slot on queue_history (slot);

-- When processes of services started, as far as they were seen.
create table service_starts (
    service text not null,
    started_at timestamptz not null,
    version text not null,
    primary key (service, started_at)
);
