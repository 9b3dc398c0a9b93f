-- What applications are found by when people type: words of city and area, the code, and each longer word with one letter
-- left out (services/reporting/finding.py). Apart from `applications`, whose rows change more often than their names.
create table searched (
    application_id uuid primary key,
    words tsvector not null
);
create index searched_words on searched using gin (words);
comment on table searched is 'read model';
