-- As mail reaches them: a lead of whom neither an address nor a contact is known is the application's contact of that role.
create or replace view city_people as
with named as (
    select m.application_id, m.ref, m.email, case when m.lead then 'team_lead' else 'member' end as part
    from team_members m where m.left_on is null
    union all
    select r.application_id, r.ref, y.office_email,
           case when r.role = 'mayors_office' then 'mayors_office'
                when (r.role = 'team_lead' or r.ref = p.team_lead_ref) and not exists (
                    select from team_members l
                    where l.application_id = r.application_id and l.lead and l.left_on is null
                      and coalesce(l.email, l.ref) is not null)
                then 'team_lead' else 'member' end
    from roster r
         join participations p using (application_id)
         left join mayors y on y.application_id = r.application_id and r.ref = 'cohort:' || y.office_id
    where r.left_on is null
)
select n.application_id, c.person_id, n.part from named n join contact_people c using (application_id, ref)
union
select n.application_id, a.person_id, n.part from named n join proven_addresses a on a.folded_email = lower(n.email);
