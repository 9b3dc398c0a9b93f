-- Recorded events that are to be published again, from next_seq to until_seq; the relay moves next_seq on.
-- consumer: the one service they are for, null for all.
create table replays (
    replay_id uuid primary key,
    consumer text,
    next_seq bigint not null,
    until_seq bigint not null,
    asked_at timestamptz not null default now()
);
create index outbox_created on outbox (created_at);
