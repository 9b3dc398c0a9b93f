-- What a pool is looked at by, and the days that a call's rules refer to.
alter table calls add column eligibility_as_of date, add column starts_on date;
alter table selections add column residents integer, add column resident_outcomes text[] not null default '{}';
update selections s set residents = (
    select (c.facts ->> 'residents')::integer from checks c
    where c.application_id = s.application_id order by c.application_version desc limit 1);
alter table selections alter column residents set not null;
create index selections_by_code on selections (call, code);

-- Each version of the criteria that was used, as it was: a version means one thing for ever.
create table criteria (
    version text primary key,
    content jsonb not null,
    first_used_at timestamptz not null default now()
);
