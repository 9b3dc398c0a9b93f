-- Other systems that are told of events. state off: turned off by itself.
create table webhooks (
    webhook_id uuid primary key,
    url text not null unique,
    description text not null,
    event_types text[] not null,
    state text not null default 'on' check (state in ('on', 'paused', 'off')),
    made_at timestamptz not null,
    failing_since timestamptz,
    delivered_at timestamptz
);

-- What signs, in the clear, since signing needs it. until: when a former one ends.
create table webhook_secrets (
    webhook_id uuid not null references webhooks on delete cascade,
    secret text not null,
    made_at timestamptz not null,
    until timestamptz,
    primary key (webhook_id, secret)
);

-- One event at one webhook, however often it is sent. While it is under way due_at is when it is taken for lost.
create table webhook_deliveries (
    webhook_id uuid not null references webhooks on delete cascade,
    seq bigint not null references event_log,
    state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
    attempts integer not null default 0,
    due_at timestamptz not null default now(),
    made_at timestamptz not null default now(),
    attempted_at timestamptz,
    answer integer,
    failure text,
    primary key (webhook_id, seq)
);
create index webhook_deliveries_due on webhook_deliveries (webhook_id, due_at, seq) where state = 'waiting';
create index webhook_deliveries_open on webhook_deliveries (webhook_id, state) where state <> 'delivered';
create index webhook_deliveries_made on webhook_deliveries (made_at);
