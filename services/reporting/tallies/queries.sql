-- count_cells: applications by what reports count of a kind of them, as they were known at a moment: as many as at the
-- last moment that was kept before it, and what has changed since
with kept as (
    select coalesce(max(recorded_at), '-infinity') as at from tallies_by_kind
    where kind = %(kind)s and recorded_at <= %(as_of)s)
select part, call, name, what, sum(number)::integer as number
from (
    select part, call, name, what, number from tallies_by_kind
    where kind = %(kind)s and recorded_at = (select at from kept)
    union all
    select part, call, name, what, 1 from cells
    where kind = %(kind)s and recorded_at > (select at from kept) and recorded_at <= %(as_of)s
    union all
    select part, call, name, what, -1 from cells
    where kind = %(kind)s and until > (select at from kept) and until <= %(as_of)s) as changed
where (%(parts)s::text[] is null or part = any(%(parts)s))
  and (%(call)s::text is null or call = %(call)s)
group by part, call, name, what having sum(number) <> 0

-- count_own_cells: the same of some applications
select part, call, name, what, count(*)::integer as number
from cells
where application_id = any(%(own)s) and recorded_at <= %(as_of)s and until > %(as_of)s
  and part = any(%(parts)s) and (%(call)s::text is null or call = %(call)s)
group by part, call, name, what

-- lock_tallies: whoever keeps or forgets them is alone, until the transaction ends
select pg_advisory_xact_lock(hashtext('tallies'))

-- find_tally_due: a moment when as much of a kind had changed since the last that was kept as to be worth another
with last as (
    select coalesce(max(recorded_at), '-infinity') as at from tallies_by_kind where kind = %(kind)s),
size as (
    select count(*) as cells from tallies_by_kind where kind = %(kind)s and recorded_at = (select at from last))
select recorded_at
from (
    select 'state' as kind, recorded_at from application_states
    union all
    select 'stay', recorded_at from stays where state <> 'waiting'
    union all
    select 'wait', recorded_at from stays where state = 'waiting') as changes
where kind = %(kind)s and recorded_at > (select at from last)
order by recorded_at offset (select greatest(cells / %(share)s, %(least)s) - 1 from size) limit 1

-- clear_tallies: what was kept is no longer true
delete from tallies_by_kind
