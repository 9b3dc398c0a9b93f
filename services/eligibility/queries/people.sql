-- delete_people: before those of now
delete from application_people where application_id = %(application_id)s

-- insert_people: whose it is
insert into application_people (application_id, person_id)
select %(application_id)s, person_id from unnest(%(people)s::uuid[]) as person_id

-- list_people: whose it is
select person_id from application_people where application_id = %(application_id)s order by person_id
