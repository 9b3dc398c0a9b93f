-- What is asked of a city, a session, a cohort or an address is found by it, however many others there are.
create index phase_entries_of_city on phase_entries (application_id);
create index waivers_of_city on waivers (application_id);
create index status_changes_of_city on status_changes (application_id, changed_at);
create index term_changes_of_city on term_changes (application_id, number);
create index session_steps_of_session on session_steps (session_id, taken_at);
create index program_adoptions_by_version on program_adoptions (cohort, cohort_version);
create index team_members_address on team_members (lower(trim(email)));
create index team_members_folded on team_members (lower(email));
create index mayors_address on mayors (lower(trim(office_email)));
create index mayors_folded on mayors (lower(office_email));
create index strategies_launched on strategies (application_id) where state = 'launched';
create index commitments_published on commitments (published_at desc, commitment_id) where state = 'published';

-- The city or person that is asked for is looked at first, in each of the four ways in which somebody is one of a city's
-- people: it was all cities' people, kept aside, and then the one's of them.
create or replace view city_people as
select m.application_id, c.person_id, case when m.lead then 'team_lead' else 'member' end as part
from team_members m join contact_people c using (application_id, ref)
where m.left_on is null
union
select m.application_id, a.person_id, case when m.lead then 'team_lead' else 'member' end
from team_members m join proven_addresses a on a.folded_email = lower(m.email)
where m.left_on is null
union
select r.application_id, c.person_id,
       case when r.role = 'mayors_office' then 'mayors_office'
            when (r.role = 'team_lead' or r.ref = p.team_lead_ref) and not exists (
                select from team_members l
                where l.application_id = r.application_id and l.lead and l.left_on is null
                  and coalesce(l.email, l.ref) is not null)
            then 'team_lead' else 'member' end
from roster r join participations p using (application_id) join contact_people c using (application_id, ref)
where r.left_on is null
union
select r.application_id, a.person_id,
       case when r.role = 'mayors_office' then 'mayors_office'
            when (r.role = 'team_lead' or r.ref = p.team_lead_ref) and not exists (
                select from team_members l
                where l.application_id = r.application_id and l.lead and l.left_on is null
                  and coalesce(l.email, l.ref) is not null)
            then 'team_lead' else 'member' end
from mayors y
     join proven_addresses a on a.folded_email = lower(y.office_email)
     join roster r on r.application_id = y.application_id and r.ref = 'cohort:' || y.office_id
     join participations p on p.application_id = r.application_id
where r.left_on is null;
