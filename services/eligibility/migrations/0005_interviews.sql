alter table selections add column shortlisted_at timestamptz;

-- People who may sit on a panel, as identity added them.
create table panelists (person_id uuid primary key);
insert into panelists (person_id) select person_id from reviewers;

-- notes are for staff alone, and in no event.
create table interviews (
    interview_id uuid primary key,
    application_id uuid not null references selections,
    starts_at timestamptz not null,
    time_zone text not null,
    panel uuid[] not null,
    state text not null check (state in ('scheduled', 'held', 'cancelled')),
    notes text,
    recommendation text check (recommendation in ('admit', 'waitlist', 'decline', 'undecided')),
    reason text,
    entered_by text not null,
    entered_at timestamptz not null
);
create index interviews_of_application on interviews (application_id, starts_at);
