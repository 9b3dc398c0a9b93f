alter table visits add column cancelled_because text;

-- The city's team: personal data, never in an event. Who left stays, with what was handed over to whom.
create table team_members (
    member_id uuid primary key,
    application_id uuid not null references participations,
    name text not null,
    email text,
    role text not null,
    lead boolean not null default false,
    interim boolean not null default false,
    joined_on date not null,
    left_on date,
    successor_id uuid references team_members,
    handover text,
    check (left_on >= joined_on)
);
create unique index team_members_lead on team_members (application_id) where lead and left_on is null;
create index team_members_of_city on team_members (application_id);
insert into team_members (member_id, application_id, name, email, role, lead, interim, joined_on)
select gen_random_uuid(), application_id, name, nullif(email, ''), 'team_lead', true, interim, named_at::date
from team_leads;
drop table team_leads;

-- Coaches as identity told of them; hours null: the program's.
create table coaches (
    person_id uuid primary key,
    languages jsonb not null,
    hours integer
);
alter table participations add column lead_coach_id uuid;
create index participations_of_coach on participations (lead_coach_id);
create table coach_assignments (
    application_id uuid not null references participations,
    coach_id uuid not null,
    override_reason text,
    assigned_by text not null,
    assigned_at timestamptz not null
);

create table engagements (
    engagement_id uuid primary key,
    application_id uuid not null references participations,
    engaged_by text not null,
    held_on date not null,
    residents integer not null check (residents > 0),
    finding text not null,
    changed text not null,
    linked_to text not null check (linked_to in ('project', 'policy', 'strategy')),
    reference text
);
create index engagements_of_city on engagements (application_id);
