-- What ended with a city that left: proposed anew, once, when it comes back.
create table endings (
    application_id uuid not null references participations,
    kind text not null check (kind in ('visit', 'session', 'session_part', 'invitation', 'action_item')),
    item_id uuid not null,
    title text,
    starts_at timestamptz,
    time_zone text,
    ended_at timestamptz not null,
    proposed_at timestamptz
);
create index endings_of_city on endings (application_id) where proposed_at is null;

-- Why somebody is expected no more decides who is invited again, and when. earlier_answer: before the gathering moved.
alter table invitations
    add column removed_because text check (removed_because in ('uninvited', 'city_left', 'person_left')),
    add column earlier_answer text check (earlier_answer in ('yes', 'no'));
update invitations set removed_because = 'uninvited' where state = 'removed';

-- Who is gone stays known, so that an old version of the application does not bring them back.
alter table roster add column left_on date;

-- Which reference mail reaches a member under: a contact of the application, or this service's own.
alter table team_members add column ref text;
