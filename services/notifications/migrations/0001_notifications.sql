create table calls (
    call text primary key,
    title text not null,
    time_zone text not null,
    closes_at timestamptz not null
);

create table applications (
    application_id uuid primary key,
    code text not null,
    call text not null references calls,
    city text not null,
    time_zone text not null
);

-- Whom mails about an application go to: references, as of its latest version. Later events do not repeat them.
create table contacts (
    application_id uuid not null references applications,
    ref text not null,
    role text not null,
    language text not null,
    is_primary boolean not null,
    primary key (application_id, ref)
);

-- What is to be told of an application that is not known here yet: between producers nothing is ordered.
create table pending_occasions (
    occasion_id uuid primary key,
    application_id uuid not null,
    template text not null,
    audience text not null,
    "values" jsonb not null,
    traceparent text not null,
    heard_at timestamptz not null
);
create index pending_occasions_of_application on pending_occasions (application_id);

-- Every mail is a row first. No name, no address, no text that people wrote.
create table mails (
    mail_id uuid primary key,
    occasion_id uuid not null,  -- the event; of a mail that was sent again its own id
    template text not null,
    template_version text not null,
    language text not null,
    recipient text not null,
    application_id uuid,
    code text,
    "values" jsonb not null,
    state text not null
        check (state in ('held', 'queued', 'sending', 'sent', 'failed', 'suppressed', 'cancelled')),
    attempts integer not null default 0,
    last_answer text,
    message_id text not null unique,
    traceparent text not null,
    created_at timestamptz not null,
    next_at timestamptz not null,
    claimed_at timestamptz,
    sent_at timestamptz,
    resent_from uuid references mails,
    discarded_for text,
    unique (occasion_id, template, recipient)
);
create index mails_due on mails (next_at) where state = 'queued';
create index mails_sending on mails (claimed_at) where state = 'sending';
create index mails_listed on mails (created_at, mail_id);
create index mails_of_code on mails (code);
