-- insert_person: a new person; nothing when the address is known
insert into people (person_id, name, folded_name, email, folded_email, roles, languages, added_at)
values (%(person_id)s, %(name)s, %(folded_name)s, %(email)s, %(folded_email)s, %(roles)s, %(languages)s, %(added_at)s)
on conflict (folded_email) do nothing

-- find_person: by id
select person_id as id, name, email, roles, languages, deactivated_at is null as active, version from people where person_id = %(person_id)s

-- find_person_by_address: by the folded address
select person_id as id, name, email, roles, languages, deactivated_at is null as active, version from people where folded_email = %(folded_email)s

-- update_details: what they are called, and what they read
update people set name = %(name)s, folded_name = %(folded_name)s, languages = %(languages)s, version = version + 1
where person_id = %(person_id)s

-- lock_person: by id, so that two who change it come one after the other
select person_id as id, name, email, roles, languages, deactivated_at is null as active, version from people
where person_id = %(person_id)s for update

-- update_person: what leads say of somebody
update people set name = %(name)s, folded_name = %(folded_name)s, roles = %(roles)s, languages = %(languages)s,
                  version = %(version)s
where person_id = %(person_id)s

-- update_deactivated: let in nowhere any more
update people set deactivated_at = %(now)s, deactivated_because = %(because)s, version = %(version)s
where person_id = %(person_id)s

-- update_reactivated: let in again
update people set deactivated_at = null, deactivated_because = null, version = %(version)s
where person_id = %(person_id)s

-- lock_administrators: those who may give the role to others
select person_id from people where roles @> array['administrator'] and deactivated_at is null order by person_id for update

-- list_people: a page, in the order in which they were added; `name` and `address` are parts, folded
select person_id as id, name, email, roles, languages, deactivated_at is null as active, version from people
where (%(role)s::text is null or %(role)s = any (roles))
  and (%(name)s::text is null
       or (%(name)s <> '' and (position(%(name)s in folded_name) > 0 or position(%(address)s in folded_email) > 0)))
  and (%(after)s::uuid is null
       or (added_at, person_id) > (select added_at, person_id from people where person_id = %(after)s::uuid))
order by added_at, person_id limit %(limit)s

-- count_people: all that match
select count(*) as total from people
where (%(role)s::text is null or %(role)s = any (roles))
  and (%(name)s::text is null
       or (%(name)s <> '' and (position(%(name)s in folded_name) > 0 or position(%(address)s in folded_email) > 0)))

-- list_names: by ids, of those who have one of the roles, and one's own
select person_id as id, name from people
where person_id = any (%(ids)s::uuid[])
  and (%(roles)s::text[] is null or roles && %(roles)s::text[] or person_id = %(own)s::uuid)

-- list_operators: administrators who are let in
select person_id as id, name, email, roles, languages, true as active, version from people
where roles @> array['administrator'] and deactivated_at is null order by person_id
