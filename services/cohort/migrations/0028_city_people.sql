-- Who a proven address is; the latest proof of an address or of a person counts.
create table proven_addresses (
    person_id uuid primary key,
    folded_email text not null unique,
    proven_at timestamptz not null
);

-- Which contacts of its application are people who have proven their address, as intake tells.
create table contact_people (
    application_id uuid not null,
    ref text not null,
    person_id uuid not null,
    primary key (application_id, ref)
);
create index contact_people_of_person on contact_people (person_id);

-- Whose the city is: people of its team and of the mayor's office who are there now. By joins, so that whoever is named
-- later has it at once, and whoever leaves no more.
create view city_people as
with named as (
    select m.application_id, m.ref, m.email, case when m.lead then 'team_lead' else 'member' end as part
    from team_members m where m.left_on is null
    union all
    select r.application_id, r.ref, y.office_email,
           case when r.role = 'mayors_office' then 'mayors_office'
                when r.ref = p.team_lead_ref and not exists (
                    select from team_members l where l.application_id = r.application_id and l.lead and l.left_on is null)
                then 'team_lead' else 'member' end
    from roster r
         join participations p using (application_id)
         left join mayors y on y.application_id = r.application_id and r.ref = 'cohort:' || y.office_id
    where r.left_on is null
)
select n.application_id, c.person_id, n.part from named n join contact_people c using (application_id, ref)
union
select n.application_id, a.person_id, n.part from named n join proven_addresses a on a.folded_email = lower(n.email);

-- What others were told of it last.
create table city_people_told (
    application_id uuid primary key references participations,
    person_ids uuid[] not null
);
