-- Which reminders were told. subject: what it was about, by its ids; anchor: the day or the moment it was counted from,
-- which tells others when it moves.
create table reminders_told (
    rule text not null,
    subject text not null,
    anchor text not null,
    told_at timestamptz not null default now(),
    primary key (rule, subject, anchor)
);
