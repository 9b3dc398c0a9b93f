-- A decision that was sent may be replaced by another, which says which one it corrects.
alter table decisions drop constraint decisions_state_check;
alter table decisions add constraint decisions_state_check
    check (state in ('pending', 'sent', 'rescinded', 'corrected'));
alter table decisions add column corrects uuid references decisions;

-- The date for which it was told that an offer is overdue: once, until the date changes.
alter table offers add column overdue_told_for date;

-- Program leads' ways past a rule, by the refusal's code.
create table overrides (
    override_id bigint generated always as identity primary key,
    application_id uuid not null references selections,
    code text not null,
    reason text not null,
    overridden_by text not null,
    overridden_at timestamptz not null
);
create index overrides_of_application on overrides (application_id);

-- Ranks of a call are 1 to n; whoever changes them holds the call's row.
create table waitlist (
    application_id uuid primary key references selections,
    call text not null,
    rank integer not null check (rank > 0),
    unique (call, rank) deferrable initially deferred
);
insert into waitlist (application_id, call, rank)
select application_id, call, row_number() over (partition by call order by code)
from selections where state = 'waitlisted';

-- Places that were given up. One becomes a proposal as long as it is free and somebody waits.
create table freed_places (
    freed_id uuid primary key,
    call text not null,
    application_id uuid not null references selections,
    how text not null,
    freed_at timestamptz not null,
    settled_at timestamptz
);
create index freed_places_open on freed_places (freed_at) where settled_at is null;

create table proposals (
    proposal_id uuid primary key,
    freed_id uuid not null references freed_places,
    call text not null,
    application_id uuid not null references selections,
    rank integer not null,
    state text not null check (state in ('open', 'accepted', 'dismissed', 'superseded')),
    reason text,
    proposed_at timestamptz not null,
    closed_at timestamptz,
    closed_by text
);
create unique index proposals_open_of_place on proposals (freed_id) where state = 'open';
create unique index proposals_open_of_application on proposals (application_id) where state = 'open';
create index proposals_of_call on proposals (call, proposed_at);
