-- upsert_team_lead: the lead of the team
insert into team_leads (application_id, name, email, interim, named_at)
values (%(application_id)s, %(name)s, %(email)s, %(interim)s, %(named_at)s)
on conflict (application_id) do update
set name = excluded.name, email = excluded.email, interim = excluded.interim, named_at = excluded.named_at

-- find_team_lead: whether somebody leads the team
select 1 as there from team_leads where application_id = %(application_id)s

-- delete_roster: before the people of a new version
delete from roster where application_id = %(application_id)s

-- insert_roster: one person of an application, by reference
insert into roster (application_id, ref, role, language)
values (%(application_id)s, %(ref)s, %(role)s, %(language)s) on conflict do nothing
