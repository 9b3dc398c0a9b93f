-- Anybody may prove an address and is a person from then on, so a sign-in keeps the address that it mails to, as long as
-- it is open. Asking again mails the same code and link, so that a stranger who asks takes nothing away.
delete from sign_ins;  -- asked for within the last day; whoever still waits asks again
alter table sign_ins
    drop column person_id,
    drop column tries,
    add column email text,  -- null once it is over
    add column source_hash bytea not null,  -- where it was last asked for
    add column language text not null,  -- of the mail, where nobody has the address yet
    add column asked_at timestamptz not null,  -- looked at again where that was later than announced_at
    add column mailed_at timestamptz;  -- no limit kept its mail back
create index sign_ins_to_announce on sign_ins (asked_at) where ended_at is null;

-- What limits look at. Addresses and sources are keyed: the rows tell neither.
create table tries (
    tried_at timestamptz not null,
    what text not null,  -- asked, mailed, mailed_unproven, or the kind of proof that failed
    address_hash bytea not null,
    source_hash bytea not null
);
create index tries_of_address on tries (address_hash, what, tried_at);
create index tries_of_source on tries (source_hash, what, tried_at);
create index tries_by_time on tries (what, tried_at);

-- Where an address was signed in from: others' failures elsewhere do not slow its owner there.
create table known_sources (
    address_hash bytea not null,
    source_hash bytea not null,
    seen_at timestamptz not null,
    primary key (address_hash, source_hash)
);
create index known_sources_by_time on known_sources (seen_at);

alter table sessions
    add column source text not null default '',  -- the network alone
    add column device text,
    add column method text not null default 'mailed_code';
create index sessions_of_person on sessions (person_id) where ended_at is null;
