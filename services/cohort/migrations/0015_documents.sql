-- Documents of a city; every version stays. The files are kept by the hash of their content outside the database.
create table documents (
    document_id uuid primary key,
    application_id uuid not null references participations,
    kind text not null check (kind in ('letter', 'agreement', 'charter', 'slides', 'other')),
    other_kind text,
    title text not null,
    language text not null,
    about text,
    visibility text not null check (visibility in ('staff', 'city')),
    number integer generated always as identity
);
create index documents_of_city on documents (application_id, number);

create table document_versions (
    document_id uuid not null references documents,
    version integer not null,
    sha256 text not null,
    name text not null,
    media_type text not null,
    size integer not null,
    saved_by text not null,
    saved_at timestamptz not null,
    primary key (document_id, version)
);

create table document_steps (
    number integer primary key generated always as identity,
    document_id uuid not null references documents,
    step text not null check (step in ('archived', 'restored')),
    reason text not null,
    done_by text not null,
    done_at timestamptz not null
);
create index document_steps_of_document on document_steps (document_id, number);
