-- Reports by mail. `ref`: of whom; `next_at`: when the next one is written.
create table report_subscriptions (
    subscription_id uuid primary key,
    ref text not null,
    report text not null,
    call text,
    cohort text,
    "by" text not null,
    language text not null,
    form text not null check (form in ('link', 'pdf', 'xlsx')),
    "every" text not null check ("every" in ('week', 'month')),
    day integer not null,
    hour integer not null,
    time_zone text not null,
    next_at timestamptz not null
);
create index report_subscriptions_of on report_subscriptions (ref);
create index report_subscriptions_due on report_subscriptions (next_at);
