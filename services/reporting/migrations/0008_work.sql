-- What waits for somebody, by kind (services/reporting/work.py): a row while it waits. `due_on` is a day in the program's zone.
create table work (
    kind text not null,
    key text not null,
    aggregate_id uuid not null,
    application_id uuid,
    code text,
    person_id uuid,
    since timestamptz not null,
    due_on date,
    "values" jsonb not null,
    primary key (kind, key)
);
create index work_in_order on work (kind, due_on, since, key);
create index work_of_aggregate on work (aggregate_id);
create index work_of_application on work (application_id) where application_id is not null;
create index work_of_person on work (person_id) where person_id is not null;
comment on table work is 'read model';
