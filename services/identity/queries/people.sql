-- insert_person: a new person; nothing when the address is known
insert into people (person_id, name, folded_name, email, folded_email, roles, languages, added_at)
values (%(person_id)s, %(name)s, %(folded_name)s, %(email)s, %(folded_email)s, %(roles)s, %(languages)s, %(added_at)s)
on conflict (folded_email) do nothing

-- find_person: by id
select person_id as id, name, email, roles, languages from people where person_id = %(person_id)s

-- find_person_by_address: by the folded address
select person_id as id, name, email, roles, languages from people where folded_email = %(folded_email)s

-- update_details: what they are called, and what they read
update people set name = %(name)s, folded_name = %(folded_name)s, languages = %(languages)s
where person_id = %(person_id)s

-- list_people: a page, in the order in which they were added; `name` and `address` are parts, folded
select person_id as id, name, email, roles, languages from people
where (%(role)s::text is null or %(role)s = any (roles))
  and (%(name)s::text is null
       or (%(name)s <> '' and position(%(name)s in folded_name) > 0) or position(%(address)s in folded_email) > 0)
  and (%(after)s::uuid is null
       or (added_at, person_id) > (select added_at, person_id from people where person_id = %(after)s::uuid))
order by added_at, person_id limit %(limit)s

-- count_people: all that match
select count(*) as total from people
where (%(role)s::text is null or %(role)s = any (roles))
  and (%(name)s::text is null
       or (%(name)s <> '' and position(%(name)s in folded_name) > 0) or position(%(address)s in folded_email) > 0)

-- list_names: by ids
select person_id as id, name from people where person_id = any (%(ids)s::uuid[])
