alter table cohorts add column version integer not null default 1;

-- Every move of a date, for ever: the latest of a phase and city (or of the cohort, without a city) counts.
-- Without a phase it is the cohort's start that moved.
create table planned_moves (
    move_no bigint generated always as identity primary key,
    cohort text not null references cohorts,
    application_id uuid references participations,
    phase text,
    old_on date not null,
    new_on date not null,
    reason text not null,
    moved_by text not null,
    moved_at timestamptz not null
);
create index planned_moves_of_cohort on planned_moves (cohort, application_id);

create table program_adoptions (
    cohort text not null references cohorts,
    from_program text references programs,
    to_program text not null references programs,
    reason text not null,
    adopted_by text not null,
    adopted_at timestamptz not null
);
