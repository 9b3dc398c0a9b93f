-- What mails are found by when people type: the words of the subject, and each longer word with one letter left out
-- (shared/program/finding.py). Apart from `mails`, whose rows change as they are sent. Of mails from before, the city,
-- the call and the code: their other words stand in no table.
create table mail_words (
    mail_id uuid primary key references mails,
    words tsvector not null
);
create index mail_words_found on mail_words using gin (words);
insert into mail_words
select mail_id, array_to_tsvector(array_remove(regexp_split_to_array(
    lower(regexp_replace(
        normalize(concat_ws(' ', "values" ->> 'city', "values" ->> 'call_title', code), NFKD), '[\u0300-\u036f]', '', 'g')),
    '[^[:alnum:]]+'), ''))
from mails;
