-- A city's strategy as it stands; every save of it is a version that stays.
create table strategies (
    application_id uuid primary key references participations,
    version integer not null default 0,
    state text not null default 'draft' check (state in ('draft', 'launch_planned', 'launched')),
    vision text,
    fiscal_year_on date,
    launch_on date,
    embargo_until timestamptz,
    launched_on date,
    launched_version integer
);
create index strategies_to_launch on strategies (launch_on) where state = 'launch_planned';

create table strategy_components (
    application_id uuid not null references strategies,
    component text not null,
    state text not null check (state in ('draft', 'in_review', 'changes_requested', 'approved')),
    document jsonb not null,
    feedback text,
    primary key (application_id, component)
);

create table strategy_actions (
    action_id uuid primary key,
    application_id uuid not null references strategies,
    component text not null,
    what text not null,
    owner text,
    due_on date,
    cost numeric,
    currency text,
    state text not null check (state in ('planned', 'under_way', 'done', 'dropped')),
    number integer generated always as identity
);
create index strategy_actions_of_city on strategy_actions (application_id, number);

create table strategy_versions (
    application_id uuid not null references strategies,
    version integer not null,
    part text not null,
    document jsonb not null,
    saved_by text not null,
    saved_at timestamptz not null,
    primary key (application_id, version)
);

-- Steps of review and launch, with the reason where one was given.
create table strategy_steps (
    application_id uuid not null references strategies,
    component text,
    step text not null,
    version integer not null,
    reason text,
    taken_by text not null,
    taken_at timestamptz not null
);
create index strategy_steps_of_city on strategy_steps (application_id, taken_at);
