-- What is counted of applications is of three kinds: states that were known, times in states, times until the answer. Of the
-- first there are few different ones, of times in states very many: each kind is tallied as often as it is worth it, so that
-- counting states does not read what has changed since times were tallied.
create or replace view cells as
select application_id, recorded_at, until, call, part, name, what, 'state' as kind
from application_states cross join lateral (
    values ('country', country, steps::text), ('language', language, steps::text), ('state', country, state),
           ('screening', eligibility, steps::text), ('ended', eligibility, state)
    union all
    select 'resident_outcome', resident_outcome, steps::text
    from unnest(resident_outcomes) as resident_outcome) as cell (part, name, what)
where name is not null
union all
select application_id, recorded_at, until, call, case when ended_at is null then 'in_it' else 'left_it' end, state,
       greatest(floor(date_part('epoch', coalesce(ended_at - since, since - timestamptz 'epoch')) / 8640), 0)::bigint::text,
       'stay'
from stays where state <> 'waiting'
union all
select application_id, recorded_at, until, call, 'waited', state,
       greatest(floor(date_part('epoch', ended_at - since) / 8640), 0)::bigint::text, 'wait'
from stays where state = 'waiting';

-- Named anew: a service of the version before must not count by what has none of its parts.
drop table tallies;
create table tallies_by_kind (
    kind text not null,
    recorded_at timestamptz not null,
    part text not null,
    call text not null,
    name text not null,
    what text not null,
    number integer not null,
    primary key (kind, recorded_at, part, call, name, what)
);

create index stays_waited_since on stays (recorded_at) where state = 'waiting';
create index stays_waited_until on stays (until) where state = 'waiting';
