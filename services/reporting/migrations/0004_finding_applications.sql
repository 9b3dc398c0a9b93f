-- What applications are found by: resident outcomes; city, area and code as they are searched for (folded as in
-- shared/program/folding.py: where this reads a letter otherwise, a rebuild puts it right).
alter table applications add column resident_outcomes text[] not null default '{}', add column folded text;

update applications a set resident_outcomes = array(select jsonb_array_elements_text(last.outcomes))
from (
    select distinct on (application_id) application_id, envelope -> 'data' -> 'resident_outcomes' as outcomes
    from event_log where source = 'intake' and type = 'application_submitted'
    order by application_id, seq desc) as last
where last.application_id = a.application_id;

update applications a set folded = concat_ws('|', bare.city, bare.area, lower(a.code))
from (
    select application_id,
           trim(regexp_replace(regexp_replace(normalize(lower(coalesce(nullif(city, '(no city yet)'), '')), NFKD),
                                              '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')) as city,
           trim(regexp_replace(regexp_replace(normalize(lower(coalesce(admin_area, '')), NFKD),
                                              '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')) as area
    from applications) as bare
where bare.application_id = a.application_id;

-- Who was asked for a review of which application: a row whenever it changes.
create table review_requests (
    application_id uuid not null,
    reviewer_id uuid not null,
    recorded_at timestamptz not null,
    asked boolean not null,
    primary key (application_id, reviewer_id, recorded_at)
);
create index review_requests_of_reviewer on review_requests (reviewer_id);
comment on table review_requests is 'read model';

insert into review_requests (application_id, reviewer_id, recorded_at, asked)
select application_id, (envelope -> 'data' ->> 'reviewer_id')::uuid, recorded_at, type = 'review_assigned'
from event_log
where source = 'eligibility' and application_id is not null
  and (type in ('review_assigned', 'review_unassigned')
       or type in ('review_declared', 'review_submitted') and envelope -> 'data' ->> 'conflict' = 'declared');
