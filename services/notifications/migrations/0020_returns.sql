-- What addresses of ours hang on that say what a mail to them is about, and digests of addresses: of this installation.
create table link_secret (
    one boolean primary key default true check (one),
    secret text not null
);
insert into link_secret (secret) values (gen_random_uuid()::text || gen_random_uuid()::text);

-- A digest of the address that a mail went to; the address is not kept.
alter table addressed add column address text;
create index addressed_of_address on addressed (address) where address is not null;

-- Mails that came back, or came late.
create table bounces (
    mail_id uuid not null references mails,
    action text not null check (action in ('failed', 'delayed')),
    status text not null,
    address text not null,
    heard_at timestamptz not null,
    primary key (mail_id, action, status)
);
create index bounces_of_address on bounces (address);

-- Addresses that no mail goes to, until staff say.
create table suppressed_addresses (
    suppression_id uuid primary key,
    address text not null,
    mail_id uuid not null references mails,
    status text not null,
    since timestamptz not null,
    lifted_by text,
    lifted_at timestamptz
);
create unique index suppressed_now on suppressed_addresses (address) where lifted_at is null;
create index suppressed_of_mail on suppressed_addresses (mail_id);

-- What whoever reads at an address does without.
create table unwanted (
    address text not null,
    topic text not null,
    mail_id uuid not null references mails,
    since timestamptz not null,
    primary key (address, topic)
);
create index unwanted_of_mail on unwanted (mail_id);

-- A reply that was read from a mailbox is logged once.
alter table exchanges add column source text;
create unique index exchanges_once on exchanges (source) where source is not null;
