-- Calls and replies, entered by hand: what people said, for those who run the program.
create table exchanges (
    exchange_id uuid primary key,
    application_id uuid not null references applications,
    code text not null,
    kind text not null check (kind in ('call', 'reply')),
    direction text not null check (direction in ('from_city', 'to_city')),
    held_on date not null,
    person text not null,
    notes text not null,
    logged_by text not null,
    logged_at timestamptz not null
);
create index exchanges_listed on exchanges (code, held_on, logged_at, exchange_id);
