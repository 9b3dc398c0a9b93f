-- lock_homonyms: others who bring in a city of these names wait; in one order, so that nobody waits in a ring
select pg_advisory_xact_lock(hashtextextended(name, 0))
from (select name from unnest(%(names)s::text[]) as name order by name) as names

-- list_homonyms: other live applications to the call by cities of the same name and country
select one.application_id, other.application_id as id, other.code, other.folded_area
from applications as one join applications as other using (call, country, folded_city)
where one.application_id = any(%(ids)s::uuid[]) and one.state <> 'withdrawn'
  and other.application_id <> one.application_id and other.state <> 'withdrawn'
order by one.code, other.code

-- insert_match: a pair, the smaller id first
insert into likely_matches (application_id, other_id) values (%(application_id)s, %(other_id)s) on conflict do nothing

-- delete_matches: the pairs of these applications
delete from likely_matches where application_id = any(%(ids)s::uuid[]) or other_id = any(%(ids)s::uuid[])
returning application_id, other_id

-- list_matches: pairs of live applications, by code
select * from (
    select one.call, one.country, least(one.city, other.city) as city,
           case when one.code < other.code then array[one.code, other.code]
                else array[other.code, one.code] end as codes,
           case when one.code < other.code then array[one.admin_area, other.admin_area]
                else array[other.admin_area, one.admin_area] end as admin_areas
    from likely_matches
    join applications as one using (application_id)
    join applications as other on other.application_id = other_id and other.state <> 'withdrawn'
    where one.state <> 'withdrawn' and (%(call)s::text is null or one.call = %(call)s)
) as pairs
where %(after)s::text is null or codes[1] || '-' || codes[2] > %(after)s
order by codes[1] || '-' || codes[2] limit %(limit)s

-- count_matches: how many pairs of live applications there are
select count(*) as total
from likely_matches
join applications as one using (application_id)
join applications as other on other.application_id = other_id and other.state <> 'withdrawn'
where one.state <> 'withdrawn' and (%(call)s::text is null or one.call = %(call)s)

-- list_match_codes: the live applications that may be the same city's
select other.code
from likely_matches as pair
join applications as other
  on other.application_id = case when pair.application_id = %(application_id)s then pair.other_id
                                 else pair.application_id end
join applications as own on own.application_id = %(application_id)s and own.state <> 'withdrawn'
where %(application_id)s in (pair.application_id, pair.other_id) and other.state <> 'withdrawn'
order by other.code

-- find_merged_into: the application that this one was merged into
select other.code from applications as own join applications as other on other.application_id = own.merged_into
where own.application_id = %(application_id)s

-- update_merged: it ends as withdrawn
update applications set state = 'withdrawn', merged_into = %(into)s where application_id = %(application_id)s

-- insert_overrides: a reason for each of these applications
insert into overrides (application_id, rule, reason, actor, at)
select id, %(rule)s, %(reason)s, %(actor)s, %(at)s from unnest(%(ids)s::uuid[]) as id

-- list_overrides: of an application or draft, the earliest first
select at, actor, rule, reason from overrides where application_id = %(application_id)s order by at, rule
