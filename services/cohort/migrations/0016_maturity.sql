-- Data-maturity assessments; every version stays.
create table maturity_assessments (
    application_id uuid not null references participations,
    moment text not null check (moment in ('start', 'end')),
    view text not null check (view in ('city', 'assessor')),
    version integer not null,
    assessed_on date not null,
    levels jsonb not null,
    evidence jsonb not null,
    saved_by text not null,
    saved_at timestamptz not null,
    primary key (application_id, moment, view, version)
);
