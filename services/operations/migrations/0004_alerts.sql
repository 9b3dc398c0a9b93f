-- What is wrong, or was: one row open for each cause and what it is about. raised_at null: not long enough to be an
-- alert. mailed_at: operators were told of it.
create table alerts (
    alert_id uuid primary key,
    cause text not null,
    about text not null,
    value bigint not null,
    threshold bigint not null,
    seen_at timestamptz not null,
    raised_at timestamptz,
    cleared_at timestamptz,
    mailed_at timestamptz,
    taken_by text,
    taken_at timestamptz
);
create unique index alerts_open on alerts (cause, about) where cleared_at is null;
create index alerts_order on alerts (raised_at desc, alert_id desc) where raised_at is not null;

-- Causes of which operators are mailed nothing until then, wherever an alert of them is raised again.
create table mutes (
    cause text not null,
    about text not null,
    until timestamptz not null,
    reason text not null,
    primary key (cause, about)
);

-- When operators were last mailed of a cause.
create table alert_mails (
    cause text primary key,
    mailed_at timestamptz not null
);
