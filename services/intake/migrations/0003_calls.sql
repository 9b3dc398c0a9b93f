-- When staff closed a call by hand: it then has no grace.
alter table calls add column closed_at timestamptz;
create index calls_of_cohort on calls (cohort_id);

-- A closed call that is open again for one city, by the id of its application or draft.
create table reopenings (
    application_id uuid primary key,
    until timestamptz not null
);
