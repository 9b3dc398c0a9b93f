-- lock_event_log: one writer at a time, until the transaction ends
select pg_advisory_xact_lock(hashtext('event log'))

-- get_head: the chain's end, and the next moment (always later than the last)
select coalesce(last.hash, decode(repeat('00', 32), 'hex')) as hash,
       greatest(clock_timestamp(), last.recorded_at + interval '1 microsecond') as next_at
from (values (1)) as one
left join (select hash, recorded_at from event_log order by seq desc limit 1) as last on true

-- insert_events: the chain's next entries
insert into event_log (event_id, source, type, aggregate, aggregate_id, aggregate_version, correlation_id,
                       application_id, actor, occurred_at, envelope, recorded_at, previous_hash, hash)
select (envelope ->> 'id')::uuid, envelope ->> 'source', envelope ->> 'type', envelope ->> 'aggregate',
       (envelope ->> 'aggregateid')::uuid, (envelope ->> 'aggregateversion')::integer,
       (envelope ->> 'correlationid')::uuid, application_id, envelope ->> 'actor',
       (envelope ->> 'time')::timestamptz, envelope, recorded_at, previous_hash, hash
from unnest(%(envelopes)s::jsonb[], %(application_ids)s::uuid[], %(moments)s::timestamptz[],
            %(previous_hashes)s::bytea[], %(hashes)s::bytea[])
    with ordinality as new (envelope, application_id, recorded_at, previous_hash, hash, place)
order by place

-- await_appends: once every append that has begun has committed, a moment before which nothing more is recorded
with taken as materialized (select pg_advisory_lock_shared(hashtext('event log')))
select clock_timestamp() as moment, pg_advisory_unlock_shared(hashtext('event log')) from taken

-- get_last_recorded_at: the end of what has been recorded
select max(recorded_at) as recorded_at from event_log

-- list_events: what had been recorded of an application by a moment
select envelope from event_log
where application_id = %(application_id)s and recorded_at <= %(as_of)s order by seq

-- insert_call: a call as it was opened
insert into calls (call_id, call, title, opens_at, closes_at, time_zone, capacity, cohort, recorded_at)
values (%(call_id)s, %(call)s, %(title)s, %(opens_at)s, %(closes_at)s, %(time_zone)s, %(capacity)s, %(cohort)s,
        %(recorded_at)s)

-- update_call_closing: another closing moment
update calls set closes_at = %(closes_at)s where call_id = %(call_id)s

-- count_call: whether anything is known of a call
select exists (select from calls where call = %(call)s)
    or exists (select from applications where call = %(call)s) as known

-- insert_cohort: a cohort as it was planned
insert into cohorts (cohort_id, cohort, name, call, starts_on, ends_on, recorded_at)
values (%(cohort_id)s, %(cohort)s, %(name)s, %(call)s, %(starts_on)s, %(ends_on)s, %(recorded_at)s)

-- count_cohort: whether anything is known of a cohort
select exists (select from cohorts where cohort = %(cohort)s)
    or exists (select from participations where cohort = %(cohort)s) as known

-- name_subject: what people call a city, a cohort or a call
select coalesce((select city from applications where code = %(code)s), (select name from cohorts where cohort = %(cohort)s),
                (select title from calls where call = %(call)s)) as name

-- find_application: what both producers have said of an application
select application_id, code, call, city, admin_area, country, time_zone, language, version, submitted_at,
       intake_state, selection_state, eligibility, resident_outcomes, steps, timeline
from applications where application_id = %(application_id)s

-- list_gathered: the same of many
select application_id, code, call, city, admin_area, country, time_zone, language, version, submitted_at,
       intake_state, selection_state, eligibility, resident_outcomes, steps, timeline
from applications where application_id = any(%(ids)s::uuid[])

-- insert_applications: each an application, or what is known of it now
insert into applications (application_id, code, call, city, admin_area, country, time_zone, language, version,
                          submitted_at, intake_state, selection_state, state, eligibility, resident_outcomes, folded,
                          steps, timeline)
select application_id, code, call, city, admin_area, country, time_zone, language, version,
       submitted_at, intake_state, selection_state, state, eligibility, resident_outcomes, folded, steps, timeline
from jsonb_to_recordset(%(rows)s::jsonb) as new (
    application_id uuid, code text, call text, city text, admin_area text, country text, time_zone text, language text,
    version integer, submitted_at timestamptz, intake_state text, selection_state text, state text, eligibility text,
    resident_outcomes text[], folded text, steps integer, timeline jsonb)
on conflict (application_id) do update set
    city = excluded.city, admin_area = excluded.admin_area, country = excluded.country,
    time_zone = excluded.time_zone, language = excluded.language, version = excluded.version,
    submitted_at = excluded.submitted_at, intake_state = excluded.intake_state,
    selection_state = excluded.selection_state, state = excluded.state, eligibility = excluded.eligibility,
    resident_outcomes = excluded.resident_outcomes, folded = excluded.folded, steps = excluded.steps,
    timeline = excluded.timeline

-- insert_application_states: each what reports show of an application from then on, and no longer what they did
with new as materialized (
    select *, lead(recorded_at, 1, 'infinity') over (partition by application_id order by recorded_at) as until
    from jsonb_to_recordset(%(rows)s::jsonb) as told (
        application_id uuid, recorded_at timestamptz, call text, city text, country text, state text, language text,
        resident_outcomes text[], eligibility text, steps integer)),
before as (
    update application_states set until = first.recorded_at
    from (select application_id, min(recorded_at) as recorded_at from new group by application_id) as first
    where application_states.application_id = first.application_id and application_states.until = 'infinity')
insert into application_states (application_id, recorded_at, call, city, country, state, language, resident_outcomes,
                                eligibility, steps, until)
select application_id, recorded_at, call, city, country, state, language, resident_outcomes, eligibility, steps, until
from new

-- end_stays: each is known otherwise from then on
update stays set until = told.until
from jsonb_to_recordset(%(rows)s::jsonb) as told (
    application_id uuid, since timestamptz, state text, until timestamptz)
where stays.application_id = told.application_id and stays.since = told.since and stays.state = told.state
  and stays.until = 'infinity'

-- insert_stays: each how long an application was in a state, as it is known from then on
insert into stays (application_id, call, state, since, ended_at, recorded_at, until)
select application_id, call, state, since, ended_at, recorded_at, until
from jsonb_to_recordset(%(rows)s::jsonb) as told (
    application_id uuid, call text, state text, since timestamptz, ended_at timestamptz, recorded_at timestamptz,
    until timestamptz)

-- upsert_readers: whose an application is to read from now on
insert into readers (application_id, part, person_ids)
values (%(application_id)s, %(part)s, %(person_ids)s::uuid[])
on conflict (application_id, part) do update set person_ids = excluded.person_ids

-- list_own: what somebody coaches, and what is their own
select application_id, part = 'coach' as coached from readers
where (part = 'coach' and array[%(coach)s::uuid] <@ person_ids)
   or (part <> 'coach' and array[%(member)s::uuid] <@ person_ids)

-- find_application_id: the application of a code, if it is the reader's
select application_id from applications
where code = %(code)s and (%(own)s::uuid[] is null or application_id = any(%(own)s))

-- find_snapshot: what reports showed of an application at a moment
select call, city, country, state, language, resident_outcomes, eligibility, steps from application_states
where application_id = %(application_id)s and recorded_at <= %(as_of)s and until > %(as_of)s

-- list_applications: those that match, by what they are sorted by and by code, from either end; how many match in all,
-- also of none
with matching as not materialized (
    select case %(sort)s::text when 'city' then folded when 'country' then country when 'language' then language
               when 'state' then state when 'submitted_at' then
                   coalesce(extract(epoch from submitted_at - timestamptz '1970-01-01 00:00Z')::bigint::text, '')
               else code end as key,
           application_id as id, code, call, city, admin_area, country, language, state, version, eligibility,
           submitted_at, resident_outcomes
    from applications
    where state is not null
      and (%(own)s::uuid[] is null or application_id = any(%(own)s))
      and (%(call)s::text is null or call = %(call)s)
      and (%(states)s::text[] is null or state = any(%(states)s))
      and (%(country)s::text is null or country = %(country)s)
      and (%(countries)s::text[] is null or country = any(%(countries)s) <> %(elsewhere)s)
      and (%(language)s::text is null or language = %(language)s)
      and (%(eligibility)s::text is null or eligibility = %(eligibility)s)
      and (%(resident_outcome)s::text is null or %(resident_outcome)s = any(resident_outcomes))
      and (%(texts)s::text[] is null or folded like any(%(texts)s::text[]))
      and (%(reviewer)s::uuid is null or (
        select asked from review_requests r where r.application_id = applications.application_id
          and r.reviewer_id = %(reviewer)s order by recorded_at desc limit 1))),
page as (
    select * from matching
    where %(code_after)s::text is null
       or (not %(down)s::boolean and (key, code) > (%(key_after)s::text, %(code_after)s::text))
       or (%(down)s::boolean and (key, code) < (%(key_after)s::text, %(code_after)s::text))
    order by case when not %(down)s::boolean then key end, case when not %(down)s::boolean then code end,
             key desc, code desc
    limit %(limit)s)
select page.*, number from (select count(*) as number from matching) as counted left join page on true
order by case when not %(down)s::boolean then key end, case when not %(down)s::boolean then code end,
         key desc, code desc

-- count_held: by state and outcome of the check, in the index by state
select state, eligibility, count(*) as number from applications where state is not null group by state, eligibility

-- insert_review_request: whether somebody is asked for a review, as it is known from now on
insert into review_requests (application_id, reviewer_id, recorded_at, asked)
values (%(application_id)s, %(reviewer_id)s, %(recorded_at)s, %(asked)s)

-- count_reviewer: whether somebody was ever asked for a review, or may be
select exists (select from review_requests where reviewer_id = %(reviewer_id)s)
    or exists (select from event_log where source = 'identity' and aggregate = 'person' and aggregate_id = %(reviewer_id)s
               and envelope -> 'data' -> 'roles' ? 'reviewer') as known

-- update_anonymised_states: cities whose name is erased, in what was known when
update application_states set city = %(erased)s where application_id = any(%(ids)s)

-- update_anonymised_participations: the same of cities in cohorts
update participations set city = %(erased)s, admin_area = %(erased)s where application_id = any(%(ids)s)

-- list_entries: the event log from a number on, as far as read models are made of it
select seq, occurred_at as happened_at, recorded_at, actor, application_id, source, type,
       (envelope ->> 'schemaversion')::integer as version, envelope ->> 'data' as data
from event_log where seq > %(after)s order by seq limit %(limit)s

-- list_links: the event log from a number on, with what the audit trail says of each entry
select seq, source, event_id, recorded_at, envelope, previous_hash, hash, kind, audit_trail.actor, code
from event_log left join audit_trail using (recorded_at) where seq > %(after)s order by seq limit %(limit)s

-- find_hash: the hash of the last entry up to a number
select hash from event_log where seq <= %(seq)s order by seq desc limit 1

-- get_last_number: of the event log; no number is given twice, some to nothing
select coalesce(max(seq), 0) as number from event_log

-- use_twins: until the end of the transaction, read models are those that a rebuild makes
set local search_path to rebuilt, public

-- use_read_models: read models are those that reports read
set local search_path to public

-- allow_long_statements: comparing whole tables takes its time
set local statement_timeout = '300s'

-- list_twins: the read models that a rebuild makes, quoted
select quote_ident(tablename) as name from pg_tables where schemaname = 'rebuilt' order by tablename

-- insert_rebuild: unless one is under way
insert into rebuilds (rebuild_id, total, swap)
select %(rebuild_id)s, (select count(*) from event_log), %(swap)s
on conflict do nothing

-- find_running_rebuild: unless another replica works on it
select rebuild_id, read_to, swap from rebuilds where finished_at is null for update skip locked

-- get_last_rebuild: how far it has come
select rebuild_id, started_at, finished_at, total, swap, differences,
       (select count(*) from event_log where seq <= read_to) as done
from rebuilds order by started_at desc limit 1

-- update_rebuild_read_to: how far it has come
update rebuilds set read_to = %(read_to)s where rebuild_id = %(rebuild_id)s

-- finish_rebuild: with what was found
update rebuilds set finished_at = now(), differences = %(differences)s where rebuild_id = %(rebuild_id)s

-- insert_audited: an entry of the event log is of the audit trail
insert into audit_trail (recorded_at, occurred_at, kind, actor, code)
values (%(recorded_at)s, %(happened_at)s, %(kind)s, %(actor)s, %(code)s)

-- list_audited: entries of the audit trail that match, the latest first, in the order of the event log; how many match,
-- counted so far and no further, also of none
with matching as not materialized (
    select recorded_at, kind, actor, code from audit_trail
    where (%(actor)s::text is null or actor = %(actor)s)
      and (%(code)s::text is null or code = %(code)s)
      and (%(kind)s::text is null or kind = %(kind)s)
      and (%(since)s::timestamptz is null or occurred_at >= %(since)s)
      and (%(as_of)s::timestamptz is null or recorded_at <= %(as_of)s)),
page as (
    select * from matching
    where %(before)s::bigint is null
       or recorded_at <= (select recorded_at from event_log where seq < %(before)s order by seq desc limit 1)
    order by recorded_at desc limit %(limit)s)
select seq, kind, page.actor, code, envelope, total
from (select count(*) as total from (select from matching limit %(counted)s) as those) as counted
left join (page join event_log using (recorded_at)) on true
order by recorded_at desc

-- upsert_work: each waits; since when stays
insert into work (kind, key, aggregate_id, application_id, code, person_id, since, due_on, "values")
select kind, key, aggregate_id, application_id, code, person_id, since, due_on, "values"
from jsonb_to_recordset(%(rows)s::jsonb) as new (
    kind text, key text, aggregate_id uuid, application_id uuid, code text, person_id uuid, since timestamptz, due_on date,
    "values" jsonb)
on conflict (kind, key) do update set
    person_id = excluded.person_id, due_on = excluded.due_on, "values" = excluded."values"

-- delete_work: each waits no more
delete from work using unnest(%(kinds)s::text[], %(keys)s::text[]) as ended (kind, key)
where work.kind = ended.kind and work.key = ended.key

-- delete_work_of: of each aggregate nothing of its kinds waits any more
delete from work using unnest(%(aggregates)s::uuid[], %(kinds)s::text[]) as ended (aggregate_id, kinds)
where work.aggregate_id = ended.aggregate_id and work.kind = any(string_to_array(ended.kinds, ' '))

-- list_work: of each kind the first that somebody sees, the most urgent first
with waiting as not materialized (
    select * from work
    where (kind = any(%(passing)s) and due_on < %(today)s) is not true
      and not exists (select from applications a where a.application_id = work.application_id and a.state = 'withdrawn')),
mine as materialized (
    select * from waiting where kind = any(%(named)s) and person_id = %(person)s
    union
    select waiting.* from readers join waiting using (application_id)
    where array[%(person)s::uuid] <@ person_ids
      and kind = any(case part when 'coach' then %(coached)s::text[] else %(own)s::text[] end))
select found.kind, found.key, found.code, city, admin_area, country, since, due_on, "values", person_id
from unnest(%(kinds)s::text[]) as wanted (kind)
cross join lateral (
    select * from (
        (select * from waiting
         where kind = wanted.kind and wanted.kind = any(%(everywhere)s)
         order by due_on, since, key limit %(each)s)
        union
        (select * from waiting
         where kind = wanted.kind and wanted.kind = any(%(late)s) and due_on < %(today)s
         order by due_on, since, key limit %(each)s)
        union
        (select * from mine where kind = wanted.kind)
    ) as seen
    order by due_on, since, key limit %(each)s) as found
left join applications using (application_id)
order by found.kind, due_on, since, found.key

-- count_work: how much somebody sees, by kind, and how much of it is overdue: counted in the index kind by kind, less what
-- is of withdrawn applications, which are few
with waiting as not materialized (
    select * from work
    where not exists (select from applications a where a.application_id = work.application_id and a.state = 'withdrawn')),
mine as materialized (
    select * from waiting where kind = any(%(named)s) and person_id = %(person)s
    union
    select waiting.* from readers join waiting using (application_id)
    where array[%(person)s::uuid] <@ person_ids
      and kind = any(case part when 'coach' then %(coached)s::text[] else %(own)s::text[] end)),
seen as materialized (
    select kind, due_on, number from unnest(%(everywhere)s::text[]) as everywhere (kind)
    cross join lateral (
        select due_on, count(*) as number from work where work.kind = everywhere.kind group by due_on) as counted
    union all
    select kind, due_on, count(*) from work where kind = any(%(late)s) and due_on < %(today)s group by kind, due_on
    union all
    select kind, due_on, -count(*) from applications join work using (application_id)
    where state = 'withdrawn' and (kind = any(%(everywhere)s) or kind = any(%(late)s) and due_on < %(today)s)
    group by kind, due_on
    union all
    select kind, due_on, count(*) from mine
    where kind <> all(%(everywhere)s) and (kind = any(%(late)s) and due_on < %(today)s) is not true
    group by kind, due_on)
select kind, sum(number)::integer as number,
       coalesce(sum(number) filter (where due_on < %(today)s), 0)::integer as late
from seen
where (kind = any(%(passing)s) and due_on < %(today)s) is not true
group by kind having sum(number) > 0

-- upsert_searched: the words that applications are found by
insert into searched (application_id, words)
select application_id, array_to_tsvector(words)
from jsonb_to_recordset(%(rows)s::jsonb) as new (application_id uuid, words text[])
on conflict (application_id) do update set words = excluded.words

-- list_with_parts: applications that hold the parts of a text, some
select application_id from searched where words @@ %(query)s::tsquery limit %(limit)s

-- search_by_index: until the end of the transaction; how many rows a text search finds is guessed too high, by a hundredfold
set local enable_seqscan to off

-- search: applications of which a text search finds the words, the latest submitted first. What very many have is found
-- among the latest, without reading all that the index knows of it; of what is left, some
with latest as materialized (
    select application_id from applications where state is not null
    order by coalesce(extract(epoch from submitted_at - timestamptz '1970-01-01 00:00Z')::bigint::text, '') desc, code desc
    limit 200),
recent as materialized (
    select application_id from latest
    cross join lateral (  -- one by one: `offset` keeps them from being read whole
        select words from searched where searched.application_id = latest.application_id offset 0) as kept
    where words @@ %(query)s::tsquery and (%(own)s::uuid[] is null or application_id = any(%(own)s))),
rest as materialized (
    select application_id from searched
    where words @@ %(query)s::tsquery and (%(own)s::uuid[] is null or application_id = any(%(own)s))
      and (select count(*) from recent) < %(limit)s
    limit 1000)
select a.code, a.call, a.city, a.admin_area, a.country, a.state, cohort
from (select application_id from recent union select application_id from rest) as found
cross join lateral (select * from applications where application_id = found.application_id offset 0) as a
left join participations on participations.application_id = a.application_id
where a.state is not null
order by submitted_at desc nulls last, a.code limit %(limit)s

-- put_fact: what is known of a city from now on; what is not said stays
with before as (
    update facts set until = %(recorded_at)s
    where application_id = %(application_id)s and kind = %(kind)s and key = %(key)s and until = 'infinity'
    returning says)
insert into facts (application_id, kind, key, recorded_at, happened_at, says)
select %(application_id)s, %(kind)s, %(key)s, %(recorded_at)s, %(happened_at)s,
       coalesce((select says from before), '{}') || %(says)s::jsonb

-- end_facts: it is known no more
update facts set until = %(recorded_at)s
where application_id = %(application_id)s and kind = %(kind)s and (%(key)s::text is null or key = %(key)s)
  and until = 'infinity'

-- list_facts: what was known by a moment of the cities that took part in a cohort then
select code, city, country, kind, key, says, happened_at, facts.recorded_at
from participations
join participation_phases as stood using (application_id)
join facts using (application_id)
where cohort = %(cohort)s and stood.recorded_at <= %(as_of)s and stood.until > %(as_of)s
  and status = any(%(there)s::text[]) and kind = any(%(kinds)s::text[])
  and facts.recorded_at <= %(as_of)s and facts.until > %(as_of)s
  and (%(own)s::uuid[] is null or application_id = any(%(own)s))

-- list_events_of: the events that a row of a report was made from, by a moment; how many in all, also of none
with known as (
    select recorded_at from facts
    where application_id = %(application_id)s and kind = %(kind)s and (%(key)s::text is null or key = %(key)s)
      and recorded_at <= %(as_of)s
    union
    select until from facts
    where application_id = %(application_id)s and kind = %(kind)s and (%(key)s::text is null or key = %(key)s)
      and until <= %(as_of)s
    union
    select recorded_at from application_states
    where %(kind)s = 'state' and application_id = %(application_id)s and recorded_at <= %(as_of)s
    union
    select recorded_at from participation_phases
    where %(kind)s = 'phase' and application_id = %(application_id)s and recorded_at <= %(as_of)s
    union
    select recorded_at from attendances
    where %(kind)s = 'attendance' and application_id = %(application_id)s and recorded_at <= %(as_of)s
      and (%(key)s::text is null or concat_ws(':', gathering_id, nullif(role, '')) = %(key)s)),
page as (
    select seq, event_log.recorded_at, envelope from known join event_log using (recorded_at)
    where seq > %(after)s order by seq limit %(limit)s)
select page.*, total from (select count(*) as total from known) as counted left join page on true
order by seq
