-- Whose an application is to read, as its owners tell: the people of the application (intake), those of the city and its
-- lead coach (cohort). As it is now: rights are of the present, whatever moment a report is about.
create table readers (
    application_id uuid not null,
    part text not null check (part in ('applicant', 'city', 'coach')),
    person_ids uuid[] not null,
    primary key (application_id, part)
);
create index readers_people on readers using gin (person_ids);
comment on table readers is 'read model';

insert into readers (application_id, part, person_ids)
select distinct on (application_id) application_id, 'coach', array[(envelope -> 'data' ->> 'coach_id')::uuid]
from event_log where source = 'cohort' and type = 'coach_assigned' and application_id is not null
order by application_id, seq desc;

insert into readers (application_id, part, person_ids)
select distinct on (application_id, source) application_id, case source when 'intake' then 'applicant' else 'city' end,
       array(select jsonb_array_elements_text(envelope -> 'data' -> 'person_ids'))::uuid[]
from event_log where type in ('application_people_changed', 'city_people_changed') and application_id is not null
order by application_id, source, seq desc;
