-- What comes near for a city is told once for each date.
create table told_of_cities (
    application_id uuid not null references participations,
    subject text not null check (subject in ('requirements', 'follow_up')),
    on_date date not null,
    told_at timestamptz not null,
    primary key (application_id, subject, on_date)
);
