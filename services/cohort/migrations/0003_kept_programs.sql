-- A running cohort keeps the version of the program file that it started with; each version once. A cohort without one
-- was planned before this and runs by the file in force.
create table programs (
    digest text primary key,
    document jsonb not null
);

alter table cohorts add column program text references programs;
