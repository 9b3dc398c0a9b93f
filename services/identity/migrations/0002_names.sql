-- Names as they are searched for: in lower case, without accents, words apart by one space (shared/program/folding.py).
alter table people add column folded_name text;
update people set folded_name = trim(regexp_replace(
    replace(replace(translate(lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')), 'ØøŁłĐđı', 'oollddi'),
                    'œ', 'oe'), 'æ', 'ae'),
    '[[:punct:][:space:]’´`]+', ' ', 'g'));
alter table people alter column folded_name set not null;
