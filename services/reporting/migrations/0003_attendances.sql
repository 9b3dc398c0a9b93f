-- What was known when of who came: a row whenever it changes, without attendance when it was taken back. Of a session
-- the attendance is the city's; of a convening each role has its own.
create table attendances (
    application_id uuid not null,
    gathering_id uuid not null,
    role text not null,
    recorded_at timestamptz not null,
    gathering text not null check (gathering in ('session', 'convening')),
    kind text not null,
    attendance text check (attendance in ('present', 'absent', 'excused')),
    primary key (application_id, gathering_id, role, recorded_at)
);
comment on table attendances is 'read model';
