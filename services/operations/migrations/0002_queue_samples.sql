-- How many messages had entered each queue by a moment; a row only where the number had changed since the row before.
-- counted is the broker's own count, which begins anew when the broker does; entered goes on.
create table queue_samples (
    queue text not null,
    at timestamptz not null,
    counted bigint not null,
    entered bigint not null,
    primary key (queue, at)
);
create index queue_samples_place on queue_samples (queue, entered);
