-- What reports count of applications: of each state that was known, and of each time in one, what it counts for. `what`:
-- how far it has come (domain.Steps), its state; of a time in a state its length in tenths of a day, or the tenth of a
-- day since 1970 that it began in, while it lasts.
create view cells as
select application_id, recorded_at, until, call, part, name, what
from application_states cross join lateral (
    values ('country', country, steps::text), ('language', language, steps::text), ('state', country, state),
           ('screening', eligibility, steps::text), ('ended', eligibility, state)
    union all
    select 'resident_outcome', resident_outcome, steps::text
    from unnest(resident_outcomes) as resident_outcome) as cell (part, name, what)
where name is not null
union all
select application_id, recorded_at, until, call,
       case when state = 'waiting' then 'waited' when ended_at is null then 'in_it' else 'left_it' end, state,
       greatest(floor(date_part('epoch', coalesce(ended_at - since, since - timestamptz 'epoch')) / 8640), 0)::bigint::text
from stays;

-- How many of each there were at some moments, so that counting at another reads what has changed since the last before
-- it. No read model: any of them may be missing.
create table tallies (
    recorded_at timestamptz not null,
    part text not null,
    call text not null,
    name text not null,
    what text not null,
    number integer not null,
    primary key (recorded_at, part, call, name, what)
);

-- What has changed since a moment, from either end.
create index application_states_since on application_states (recorded_at);
create index stays_since on stays (recorded_at);
-- Which of those that are in a state has been in it for the longest.
create index stays_open on stays (state, since) include (call, recorded_at, until) where ended_at is null;
-- Strategies that were launched, among all that is known of cities.
create index facts_launched on facts (application_id) where kind = 'strategy' and key = 'launch';

-- How long an answer took is among the times in states, as soon as the service runs.
insert into rebuilds (rebuild_id, total, swap)
select gen_random_uuid(), count(*), true from event_log having count(*) > 0
on conflict do nothing;
