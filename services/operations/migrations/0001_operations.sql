-- Messages that could not be handled. The id is made from the message, so that one that the broker delivers twice is
-- one row. reason is the system's; discard_reason is the staff's and appears in no event.
create table dead_letters (
    dead_letter_id uuid primary key,
    message_id text not null,
    queue text not null,
    event_type text,
    reason text not null,
    code text not null,
    attempts integer not null,
    first_at timestamptz not null,
    arrived_at timestamptz not null default now(),
    headers jsonb not null,
    body bytea not null,
    body_sha256 bytea not null generated always as (sha256(body)) stored,
    state text not null default 'dead' check (state in ('dead', 'retried', 'discarded')),
    discard_reason text
);
create index dead_letters_order on dead_letters (first_at desc, dead_letter_id desc);
-- A consumer that dies between the copy and its ack makes a second copy: while the first is open, that is the same one.
create unique index dead_letters_open on dead_letters (message_id, queue, body_sha256) where state = 'dead';

-- Letters that go back to their queues; those with no published_at are still to be sent.
create table put_backs (
    dead_letter_id uuid primary key references dead_letters,
    discarded boolean not null,
    asked_at timestamptz not null default now(),
    published_at timestamptz
);
create index put_backs_due on put_backs (asked_at) where published_at is null;
