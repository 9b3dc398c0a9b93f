-- Whether staff named an address: what they enter or import is vouched for, as is all that is there already.
alter table named_addresses add column vouched boolean not null default true;
alter table named_addresses alter column vouched drop default;

-- Addresses that nobody has proven and that a stranger named: each gets one mail, about this version (0: the draft).
create table first_mails (
    folded_email text primary key,
    application_id uuid not null,
    version integer not null,
    source text not null,
    at timestamptz not null default now()
);
create index first_mails_by_time on first_mails (at, source);
