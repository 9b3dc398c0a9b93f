-- delete_proven_address: before another proof of the address, or by the person
delete from proven_addresses where person_id = %(person_id)s or folded_email = %(folded_email)s

-- insert_proven_address: the person has it
insert into proven_addresses (person_id, folded_email, proven_at)
values (%(person_id)s, %(folded_email)s, %(proven_at)s)

-- delete_contact_people: before those that are told now
delete from contact_people where application_id = %(application_id)s

-- insert_contact_person: a contact is this person
insert into contact_people (application_id, ref, person_id) values (%(application_id)s, %(ref)s, %(person_id)s)

-- list_own_cities: those that somebody coaches, and those in which they have a part
select application_id, null as part from participations where lead_coach_id = %(coach)s
union all
select application_id, part from city_people where person_id = %(member)s

-- list_parts: what somebody is to cities; of one city or all
select application_id, 'coach' as part from participations
where lead_coach_id = %(person_id)s and started_at is not null
  and (%(application_id)s::uuid is null or application_id = %(application_id)s)
union
select application_id, part from city_people
where person_id = %(person_id)s and (%(application_id)s::uuid is null or application_id = %(application_id)s)
order by 1, 2

-- list_cities_to_tell: whose people are others than was told; of one city or all
select application_id, code, cohort, now.person_ids
from participations
     cross join lateral (select array(select distinct c.person_id from city_people c
                                      where c.application_id = participations.application_id
                                      order by c.person_id) as person_ids) as now
     left join city_people_told told using (application_id)
where started_at is not null and (%(code)s::text is null or code = %(code)s)
  and now.person_ids <> coalesce(told.person_ids, '{}')
order by code

-- upsert_city_people_told: told
insert into city_people_told (application_id, person_ids) values (%(application_id)s, %(person_ids)s::uuid[])
on conflict (application_id) do update set person_ids = excluded.person_ids

-- insert_deactivated: let in nowhere any more
insert into deactivated (person_id) values (%(person_id)s) on conflict do nothing

-- delete_deactivated: let in again
delete from deactivated where person_id = %(person_id)s
