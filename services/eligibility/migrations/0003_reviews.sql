-- Before a reviewer reads, they say whether there is a conflict of interest: `cleared` when there is none.
alter table reviews drop constraint reviews_state_check;
alter table reviews add constraint reviews_state_check
    check (state in ('assigned', 'cleared', 'submitted', 'recused'));
create index reviews_of_reviewer on reviews (reviewer_id);

-- Everything that was declared or written, in its order; the row in reviews is how it stands.
create table review_entries (
    entry_id bigint generated always as identity primary key,
    application_id uuid not null references selections,
    reviewer_id uuid not null references reviewers,
    application_version integer not null,
    state text not null,
    scores jsonb not null,
    comment text,
    entered_by text not null,
    entered_at timestamptz not null
);
create index review_entries_of_application on review_entries (application_id);
insert into review_entries (application_id, reviewer_id, application_version, state, scores, comment, entered_by, entered_at)
select application_id, reviewer_id, application_version, state, scores, comment, 'person:' || reviewer_id, submitted_at
from reviews where submitted_at is not null order by submitted_at;
