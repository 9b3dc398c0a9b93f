-- What sessions are found by when people type: the words of the title, and each longer word with one letter left out
-- (shared/program/finding.py); of sessions from before, the words as they are.
alter table sessions add column words tsvector not null default '';
update sessions set words = array_to_tsvector(array_remove(regexp_split_to_array(
    lower(regexp_replace(normalize(title, NFKD), '[\u0300-\u036f]', '', 'g')), '[^[:alnum:]]+'), ''));
create index sessions_words on sessions using gin (words);
