-- lock_saved_views: one who saves at a time, until the transaction ends
select pg_advisory_xact_lock(hashtext('saved views'))

-- list_saved_views: somebody's own, then those that are shared, by name
select view_id, name, person_id is not distinct from %(person_id)s::uuid as own, shared, filters
from saved_views
where person_id = %(person_id)s::uuid or shared
order by own desc, folded_name

-- insert_saved_view: kept from now on
insert into saved_views (view_id, person_id, name, folded_name, filters, shared)
values (%(view_id)s, %(person_id)s, %(name)s, %(folded_name)s, %(filters)s, %(shared)s)

-- delete_saved_view: kept no longer
delete from saved_views where view_id = %(view_id)s
