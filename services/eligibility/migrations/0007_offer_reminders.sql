-- Which reminders of an offer were told; another date makes others.
create table offer_reminders (
    application_id uuid not null references selections,
    reply_by date not null,
    days integer not null,
    primary key (application_id, reply_by, days)
);
