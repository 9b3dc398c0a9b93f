-- insert_check: a result with what it saw
insert into checks (application_id, application_version, criteria_version, facts, result, checked_at)
values (%(application_id)s, %(application_version)s, %(criteria_version)s, %(facts)s, %(result)s, %(checked_at)s)
on conflict do nothing

-- insert_checks: results of many applications
insert into checks (application_id, application_version, criteria_version, facts, result, checked_at)
select application_id, application_version, criteria_version, facts, result, %(checked_at)s
from jsonb_to_recordset(%(rows)s::jsonb) as new (
    application_id uuid, application_version integer, criteria_version text, facts jsonb, result jsonb)
on conflict do nothing

-- find_latest_check: the last result of an application
select result from checks where application_id = %(application_id)s
order by application_version desc, checked_at desc limit 1

-- list_judged: a call's applications that are not withdrawn, with the facts and result of their version, by code
select s.application_id, s.code, s.city, s.country, s.state, s.application_version, c.facts, c.result
from selections s
cross join lateral (
    select facts, result from checks
    where application_id = s.application_id and application_version = s.application_version
    order by checked_at desc limit 1) c
where s.call = %(call)s and s.code > %(after)s and s.state <> 'withdrawn'
order by s.code limit %(limit)s

-- count_judged: how many there are
select count(*) as total from selections where call = %(call)s and state <> 'withdrawn'

-- lock_judged_otherwise: those without a result by a version of the criteria, locked, by code
select s.application_id, s.code, s.city, s.country, s.state, s.application_version, c.facts, c.result
from selections s
cross join lateral (
    select facts, result from checks
    where application_id = s.application_id and application_version = s.application_version
    order by checked_at desc limit 1) c
where s.call = %(call)s and s.state <> 'withdrawn' and not exists (
    select from checks by
    where by.application_id = s.application_id and by.application_version = s.application_version
      and by.criteria_version = %(criteria_version)s)
order by s.code limit %(limit)s
for update of s

-- count_judged_otherwise: how many lack a result by a version of the criteria
select count(*) as total from selections s
where s.call = %(call)s and s.state <> 'withdrawn' and not exists (
    select from checks by
    where by.application_id = s.application_id and by.application_version = s.application_version
      and by.criteria_version = %(criteria_version)s)

-- insert_criteria: a version of the criteria; nothing when it is known
insert into criteria (version, content) values (%(version)s, %(content)s) on conflict (version) do nothing

-- find_criteria: a version as it was first used
select content from criteria where version = %(version)s

-- list_criteria: every version, the latest first
select version, content, first_used_at from criteria order by first_used_at desc, version desc
