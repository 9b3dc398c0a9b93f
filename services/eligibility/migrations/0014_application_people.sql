-- Whose an application or draft is, as intake says: people who have proven an address that it names.
create table application_people (
    application_id uuid not null,
    person_id uuid not null,
    primary key (application_id, person_id)
);
create index application_people_by_person on application_people (person_id);

-- Whose eyes a selection is for: its owners', and for what reviewers do those of its reviewers.
create view readers as
select application_id, person_id, false as reviewing from application_people
union all select application_id, reviewer_id, true from reviews;
