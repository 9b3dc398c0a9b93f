-- Surveys: which a cohort was asked, and what its cities answered; every version stays.
create table surveys_asked (
    cohort text not null references cohorts,
    survey text not null,
    closes_on date not null,
    closed boolean not null,
    said_by text not null,
    said_at timestamptz not null,
    primary key (cohort, survey)
);

create table survey_responses (
    application_id uuid not null references participations,
    survey text not null,
    role text not null,
    version integer not null,
    answers jsonb not null,
    answered_by text not null,
    answered_at timestamptz not null,
    number integer generated always as identity,
    primary key (application_id, survey, role, version)
);
create index survey_responses_by_survey on survey_responses (survey, application_id, role, version);
