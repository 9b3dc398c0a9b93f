-- What the people of an application are found by when staff type: the words of the contacts' and the mayor's names, each
-- longer one with one letter left out (shared/program/finding.py), and of the contacts' addresses; of versions from
-- before, the words as they are.
alter table application_versions add column words tsvector not null default '';
update application_versions set words = array_to_tsvector(array_remove(regexp_split_to_array(
    lower(regexp_replace(normalize(concat_ws(' ',
        jsonb_path_query_array(document, 'lax $.contacts[*].name') #>> '{}',
        jsonb_path_query_array(document, 'lax $.contacts[*].email') #>> '{}',
        document #>> '{mayor,name}'), NFKD), '[\u0300-\u036f]', '', 'g')), '[^[:alnum:]]+'), ''));
create index application_versions_words on application_versions using gin (words);
