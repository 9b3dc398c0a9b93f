-- Files of evidence; their contents lie on disk, by their hash. `application_id` may be a draft's.
create table files (
    application_id uuid not null,
    sha256 text not null,
    name text not null,
    media_type text not null,
    size integer not null,
    added_by text not null,
    added_at timestamptz not null,
    primary key (application_id, sha256)
);
