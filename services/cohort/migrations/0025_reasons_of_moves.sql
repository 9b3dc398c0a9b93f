-- The version of the cohort that a move, or another program file, made: what an event names when its reason is asked for.
alter table planned_moves add column cohort_version integer;
alter table program_adoptions add column cohort_version integer;
create index planned_moves_by_version on planned_moves (cohort, cohort_version);
