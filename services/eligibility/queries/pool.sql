-- list_pool: cities that match, those with the highest mean first; weights are those of the rubric, in per cent
with pool as (
    select s.*, checked.eligibility
    from selections s
    cross join lateral (
        select result ->> 'outcome' as eligibility from checks c
        where c.application_id = s.application_id and c.application_version = s.application_version
        order by checked_at desc limit 1) as checked
    where s.call = %(call)s and s.state <> 'withdrawn'
      and (%(countries)s::text[] is null or s.country = any(%(countries)s) <> %(elsewhere)s)
      and (%(above)s::integer is null or s.residents > %(above)s)
      and (%(up_to)s::integer is null or s.residents <= %(up_to)s)
      and (%(language)s::text is null or s.language = %(language)s)
      and (%(outcome)s::text is null or %(outcome)s = any(s.resident_outcomes))
      and (%(eligibility)s::text is null or checked.eligibility = %(eligibility)s)
      and (%(state)s::text is null or s.state = %(state)s)
      and (%(shortlisted)s::boolean is null or (s.shortlisted_at is not null) = %(shortlisted)s)
),
scored as (
    select application_id, count(*) as reviews, avg(total) as mean, min(total) as lowest, max(total) as highest
    from (
        select r.application_id, r.reviewer_id, sum(weight.value::numeric * (r.scores ->> weight.key)::numeric) / 100 as total
        from reviews r join pool using (application_id)
        cross join jsonb_each_text(%(weights)s::jsonb) as weight
        where r.state = 'submitted' and r.application_version >= pool.texts_version group by r.application_id, r.reviewer_id) as totals
    group by application_id
),
ordered as (
    select pool.*, coalesce(reviews, 0) as reviews, mean, lowest, highest, coalesce(mean, 0) as place
    from pool left join scored using (application_id)
)
select code, city, country, time_zone, residents, language, resident_outcomes, eligibility, state, reviews,
       (select count(*) from reviews r where r.application_id = ordered.application_id and r.state = 'submitted'
          and r.application_version < ordered.texts_version) as older_reviews, mean, lowest, highest,
       place, shortlisted_at is not null as shortlisted,
       (select recommendation from interviews i where i.application_id = ordered.application_id and i.state = 'held'
        order by starts_at desc limit 1) as recommendation,
       (select outcome from decisions d where d.application_id = ordered.application_id
        and d.state in ('pending', 'sent') order by decided_at desc limit 1) as decision,
       (select rank from waitlist w where w.application_id = ordered.application_id) as waitlist_rank
from ordered
where %(place_after)s::numeric is null or (-place, code) > (-%(place_after)s::numeric, %(code_after)s)
order by place desc, code limit %(limit)s

-- count_pool: all that match, by each of the ways to group them; sizes as the number of limits that are passed
with pool as (
    select s.*, checked.eligibility
    from selections s
    cross join lateral (
        select result ->> 'outcome' as eligibility from checks c
        where c.application_id = s.application_id and c.application_version = s.application_version
        order by checked_at desc limit 1) as checked
    where s.call = %(call)s and s.state <> 'withdrawn'
      and (%(countries)s::text[] is null or s.country = any(%(countries)s) <> %(elsewhere)s)
      and (%(above)s::integer is null or s.residents > %(above)s)
      and (%(up_to)s::integer is null or s.residents <= %(up_to)s)
      and (%(language)s::text is null or s.language = %(language)s)
      and (%(outcome)s::text is null or %(outcome)s = any(s.resident_outcomes))
      and (%(eligibility)s::text is null or checked.eligibility = %(eligibility)s)
      and (%(state)s::text is null or s.state = %(state)s)
      and (%(shortlisted)s::boolean is null or (s.shortlisted_at is not null) = %(shortlisted)s)
)
select 'country' as kind, country as name, count(*) as number from pool group by country
union all
select 'size', (select count(*) from unnest(%(bands)s::integer[]) as band where residents > band)::text, count(*)
from pool group by 2
union all
select 'language', language, count(*) from pool group by language
union all
select 'resident_outcome', outcome, count(*) from pool cross join unnest(resident_outcomes) as outcome group by outcome
union all
select 'eligibility', eligibility, count(*) from pool group by eligibility
union all
select 'state', state, count(*) from pool group by state

-- list_standings: how far the reviews of some applications are; weights as above
select s.code, s.call, s.city, s.country, s.language, s.state, s.residents, asked.assigned, scored.reviews, scored.mean, scored.lowest, scored.highest,
       (select outcome from decisions d where d.application_id = s.application_id
        and d.state in ('pending', 'sent') order by decided_at desc limit 1) as decision,
       (select rank from waitlist w where w.application_id = s.application_id) as waitlist_rank
from selections s
cross join lateral (
    select count(*) as assigned from reviews r
    where r.application_id = s.application_id and r.state not in ('recused', 'released')) as asked
cross join lateral (
    select count(*) as reviews, avg(total) as mean, min(total) as lowest, max(total) as highest
    from (
        select sum(weight.value::numeric * (r.scores ->> weight.key)::numeric) / 100 as total
        from reviews r cross join jsonb_each_text(%(weights)s::jsonb) as weight
        where r.application_id = s.application_id and r.state = 'submitted' and r.application_version >= s.texts_version
        group by r.reviewer_id) as totals) as scored
where s.code = any(%(codes)s::text[])
