-- What people of a city are found by when staff type: the words of the names of its team, its later mayors and its
-- delegates, each longer one with one letter left out (shared/program/finding_people.py), and of addresses; of those from
-- before, the words as they are.
alter table team_members add column words tsvector not null default '';
alter table mayors add column words tsvector not null default '';
alter table invitations add column words tsvector not null default '';
update team_members set words = array_to_tsvector(array_remove(regexp_split_to_array(
    lower(regexp_replace(normalize(concat_ws(' ', name, email), NFKD), '[\u0300-\u036f]', '', 'g')), '[^[:alnum:]]+'), ''));
update mayors set words = array_to_tsvector(array_remove(regexp_split_to_array(
    lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')), '[^[:alnum:]]+'), ''))
where name is not null;
update invitations set words = array_to_tsvector(array_remove(regexp_split_to_array(
    lower(regexp_replace(normalize(delegate, NFKD), '[\u0300-\u036f]', '', 'g')), '[^[:alnum:]]+'), ''))
where delegate is not null;
create index team_members_words on team_members using gin (words);
create index mayors_words on mayors using gin (words);
create index invitations_words on invitations using gin (words);
