-- Which addresses an application or draft names: its contacts', folded. Personal data, never in an event.
create table named_addresses (
    application_id uuid not null,
    folded_email text not null,
    primary key (folded_email, application_id)
);
create index named_addresses_of_application on named_addresses (application_id);
insert into named_addresses (application_id, folded_email)
select application_id, lower(trim(email)) from contacts
union select application_id, lower(trim(owner_email)) from drafts
union select application_id, lower(trim(contact ->> 'email'))
from drafts, jsonb_path_query(document, 'lax $.contacts[*]') as contact where contact ->> 'email' like '%@%';

-- Who leads the city of an application, as cohort says.
create table coaches (
    application_id uuid primary key,
    coach_id uuid not null
);
create index coaches_by_person on coaches (coach_id);

-- A proven address owns what names it.
create view owners as
select application_id, person_id from named_addresses join proven_addresses using (folded_email);

-- Whose eyes an application is for: its owners', and for some questions those of its coach.
create view readers as
select application_id, person_id, false as coaching from owners
union all select application_id, coach_id, true from coaches;
