-- list_team_members: everybody who is or was in the team
select member_id as id, name, email, role, lead, interim, joined_on, left_on, successor_id, handover, ref
from team_members where application_id = %(application_id)s order by joined_on, name

-- find_team_lead: whether somebody leads the team
select 1 as there from team_members where application_id = %(application_id)s and lead and left_on is null

-- insert_team_member: somebody joins
insert into team_members (member_id, application_id, name, email, role, joined_on, words)
values (%(member_id)s, %(application_id)s, %(name)s, %(email)s, %(role)s, %(joined_on)s,
        array_to_tsvector(%(words)s::text[]))

-- update_team_lead_gone: whoever leads does so no more
update team_members set lead = false, interim = false where application_id = %(application_id)s and lead

-- update_team_lead: this member leads
update team_members set lead = true, interim = %(interim)s, email = coalesce(%(email)s, email)
where member_id = %(member_id)s

-- update_team_member_left: somebody leaves
update team_members set left_on = %(left_on)s, successor_id = %(successor_id)s, handover = %(handover)s, lead = false
where member_id = %(member_id)s

-- delete_roster: before the people of a new version; who is gone, and who came here, stays
delete from roster where application_id = %(application_id)s and left_on is null and ref not like 'cohort:%%'

-- insert_roster: one person of an application, by reference
insert into roster (application_id, ref, role, language)
values (%(application_id)s, %(ref)s, %(role)s, %(language)s) on conflict do nothing

-- update_roster_left: somebody is reached no more
update roster set left_on = %(left_on)s where application_id = %(application_id)s and ref = %(ref)s and left_on is null

-- update_roster_back: somebody who was gone is reached again
update roster set left_on = null where application_id = %(application_id)s and ref = %(ref)s

-- update_member_ref: as whom mail reaches a member
update team_members set ref = %(ref)s, email = coalesce(%(email)s, email) where member_id = %(member_id)s

-- get_member_name: of whom the words are
select name from team_members where member_id = %(member_id)s

-- update_member_words: by which a member is found
update team_members set words = array_to_tsvector(%(words)s::text[]) where member_id = %(member_id)s

-- search_city_people: people of teams, mayors who followed or will, delegates, of whose names and addresses a text search
-- finds the words; who left, was succeeded or uninvited is of the city no more. The latest cities first; of very many, some
with found as materialized (
    (select application_id, name, email, 'member' as part, role, coalesce(ref, 'cohort:' || member_id) as ref
     from team_members
     where words @@ %(query)s::tsquery and left_on is null limit 1000)
    union
    (select application_id, name, null, 'mayor', null, null from mayors m
     where words @@ %(query)s::tsquery and name is not null
       and not exists (select from mayors l where l.application_id = m.application_id and l.took_office_told
                       and l.takes_office_on > m.takes_office_on) limit 1000)
    union
    (select application_id, delegate, null, 'delegate', null, null from invitations
     where words @@ %(query)s::tsquery and delegate is not null and state <> 'removed' limit 1000))
select f.name, f.email, f.part, f.role, p.code, p.cohort, p.city, f.ref
from found f join participations p using (application_id)
order by p.cohort desc, p.code, f.name limit %(limit)s

-- list_whole_roster: who is gone as well
select ref, role, language from roster where application_id = %(application_id)s order by ref

-- list_city_people_at: whom mail goes to under references of this service, by their address
select member_id as person_id from team_members where lower(trim(email)) = lower(trim(%(address)s))
union select office_id from mayors where lower(trim(office_email)) = lower(trim(%(address)s))
order by 1

-- find_city_person: whom mail goes to under a reference of this service, also who left the city and hears of it; nobody
-- who has proven the address and was deactivated
select name, email, language from (
    select m.name, m.email, coalesce(r.language, p.language) as language
    from team_members m join participations p using (application_id)
         left join roster r on r.application_id = m.application_id and r.ref = 'cohort:' || m.member_id
    where m.member_id = %(person_id)s and m.email is not null
    union all
    select office_name, office_email, office_language from mayors where office_id = %(person_id)s) as known
where not exists (select from proven_addresses join deactivated using (person_id)
                  where folded_email = lower(trim(known.email)))
