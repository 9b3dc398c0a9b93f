-- What narrows the list of applications, kept by somebody under a name. folded_name: in any case and without accents.
create table saved_views (
    view_id uuid primary key,
    person_id uuid not null,
    name text not null,
    folded_name text not null,
    filters jsonb not null,
    shared boolean not null,
    unique (person_id, folded_name)
);
create unique index saved_views_shared on saved_views (folded_name) where shared;
