-- By when a review is asked for; null for those assigned before there was such a day.
alter table reviews add column due_on date;

-- Which reminders of a review were told.
create table review_reminders (
    application_id uuid not null references selections,
    reviewer_id uuid not null references reviewers,
    due_on date not null,
    days integer not null,
    primary key (application_id, reviewer_id, due_on, days)
);
