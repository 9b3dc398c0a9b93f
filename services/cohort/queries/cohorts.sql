-- upsert_cohort: a cohort as its call planned it; nothing when it is known
insert into cohorts (cohort, name, call, starts_on, ends_on, program)
values (%(cohort)s, %(name)s, %(call)s, %(starts_on)s, %(ends_on)s, %(program)s) on conflict (cohort) do nothing

-- find_cohort: one cohort, where these cities have a part in it; null: any
select cohort, name, call, starts_on, ends_on, program, version from cohorts c
where cohort = %(cohort)s and (%(cities)s::uuid[] is null or exists (
    select from participations p where p.cohort = c.cohort and p.application_id = any(%(cities)s)))

-- list_cohorts: cohorts in which these cities have a part, null: all; with their members, the latest first
select c.cohort, c.name, c.call, c.starts_on, c.ends_on, c.program, c.version, count(p.application_id) as members
from cohorts c left join participations p on p.cohort = c.cohort and p.started_at is not null
where %(cities)s::uuid[] is null or exists (
    select from participations own where own.cohort = c.cohort and own.application_id = any(%(cities)s))
group by c.cohort order by c.starts_on desc, c.cohort

-- count_members: cities in a cohort
select count(*) as members from participations where cohort = %(cohort)s and started_at is not null

-- insert_program: a version of the program file that some cohort runs by
insert into programs (digest, document) values (%(digest)s, %(document)s) on conflict do nothing

-- find_program: the program file as it was kept
select document from programs where digest = %(digest)s

-- lock_cohort: the same, locked until the transaction ends
select cohort, name, call, starts_on, ends_on, program, version from cohorts where cohort = %(cohort)s for update

-- update_cohort: other dates, or another program
update cohorts
set starts_on = %(starts_on)s, ends_on = %(ends_on)s, program = %(program)s, version = version + 1
where cohort = %(cohort)s

-- insert_program_adoption: who let the cohort run by another program file, and why
insert into program_adoptions (cohort, from_program, to_program, reason, adopted_by, adopted_at, cohort_version)
values (%(cohort)s, %(from_program)s, %(to_program)s, %(reason)s, %(adopted_by)s, %(adopted_at)s, %(cohort_version)s)
