-- upsert_cohort: a cohort as its call planned it; nothing when it is known
insert into cohorts (cohort, name, call, starts_on, ends_on, program)
values (%(cohort)s, %(name)s, %(call)s, %(starts_on)s, %(ends_on)s, %(program)s) on conflict (cohort) do nothing

-- find_cohort: one cohort
select cohort, name, call, starts_on, ends_on, program from cohorts where cohort = %(cohort)s

-- list_cohorts: all cohorts with their members, the latest first
select c.cohort, c.name, c.call, c.starts_on, c.ends_on, c.program, count(p.application_id) as members
from cohorts c left join participations p on p.cohort = c.cohort and p.started_at is not null
group by c.cohort order by c.starts_on desc, c.cohort

-- count_members: cities in a cohort
select count(*) as members from participations where cohort = %(cohort)s and started_at is not null

-- insert_program: a version of the program file that some cohort runs by
insert into programs (digest, document) values (%(digest)s, %(document)s) on conflict do nothing

-- find_program: the program file as it was kept
select document from programs where digest = %(digest)s
