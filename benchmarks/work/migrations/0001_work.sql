-- The tables of the four stages, with the keys and indexes that Alliance's own tables of the same purpose have.

create table applications (
    application_id uuid primary key, code text not null unique, call text not null, city text not null,
    admin_area text not null, country text not null, language text not null, submitted_at timestamptz not null
);
create unique index applications_live on applications (call, country, admin_area, city);
create table application_versions (
    application_id uuid not null, version integer not null, document jsonb not null,
    submitted_at timestamptz not null, primary key (application_id, version)
);
create table contacts (
    contact_id uuid primary key, application_id uuid not null, name text not null, email text not null,
    role text not null, is_primary boolean not null
);
create index contacts_of_application on contacts (application_id);

create table selections (
    application_id uuid primary key, code text not null unique, call text not null, state text not null
);
create index selections_of_call on selections (call, state);
create table checks (
    application_id uuid not null, version integer not null, result jsonb not null, checked_at timestamptz not null,
    primary key (application_id, version)
);

create table mails (
    mail_id uuid primary key, occasion_id uuid not null, template text not null, recipient text not null,
    application_id uuid not null, code text not null, state text not null, created_at timestamptz not null,
    next_at timestamptz not null, unique (occasion_id, template, recipient)
);
create index mails_due on mails (next_at) where state = 'queued';
create index mails_of_code on mails (code);

create table reported_applications (
    application_id uuid primary key, code text not null, call text not null, city text, country text, state text not null
);
create index reported_call on reported_applications (call, state);
create table reported_states (
    application_id uuid not null, state text not null, recorded_at timestamptz not null,
    primary key (application_id, state)
);
