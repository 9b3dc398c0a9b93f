-- Calls as intake opened them. The row is the lock under which places are counted.
create table calls (
    call text primary key,
    capacity integer not null,
    offer_reply_days integer not null,
    time_zone text not null,
    cohort text not null
);

-- People who may review, as identity added them.
create table reviewers (
    person_id uuid primary key,
    languages text[] not null
);

create table selections (
    application_id uuid primary key,
    code text not null unique,
    call text not null,
    state text not null check (state in ('checked', 'in_review', 'decided', 'more_info', 'offered', 'waitlisted', 'declined',
                                         'confirmed', 'declined_by_city', 'lapsed', 'withdrawn')),
    version integer not null default 1,
    application_version integer not null,
    city text not null,
    admin_area text not null,
    country text not null,
    time_zone text not null,
    language text not null,
    team_lead_ref text
);
create index selections_of_call on selections (call, state);

-- Each result with the facts and the criteria that it saw. A later version makes a new row and leaves the old.
create table checks (
    application_id uuid not null references selections,
    application_version integer not null,
    criteria_version text not null,
    facts jsonb not null,
    result jsonb not null,
    checked_at timestamptz not null,
    primary key (application_id, application_version, criteria_version)
);

create table reviews (
    application_id uuid not null references selections,
    reviewer_id uuid not null references reviewers,
    state text not null check (state in ('assigned', 'submitted', 'recused')),
    scores jsonb not null default '{}',
    comment text,
    application_version integer not null,
    assigned_at timestamptz not null,
    submitted_at timestamptz,
    primary key (application_id, reviewer_id)
);

-- reason is internal and in no mail; feedback is sent with the decision.
create table decisions (
    decision_id uuid primary key,
    application_id uuid not null references selections,
    outcome text not null check (outcome in ('admitted', 'waitlisted', 'declined', 'more_info')),
    state text not null check (state in ('pending', 'sent', 'rescinded')),
    decided_from text not null,
    reason text,
    feedback text,
    override_reason text,
    due_on date,
    reviews integer not null,
    decided_by text not null,
    decided_at timestamptz not null,
    sent_at timestamptz
);
create index decisions_of_application on decisions (application_id, decided_at);
create unique index decisions_pending on decisions (application_id) where state = 'pending';

create table offers (
    application_id uuid primary key references selections,
    reply_by date not null,
    mayor text,
    answered_by text,
    answered_at timestamptz
);
