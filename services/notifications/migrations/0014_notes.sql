-- What became of a mail is kept as codes and values in place of English sentences (shared/wording says them). What a
-- sentence of the former version said is read out of it; what the mail server said stays as it said it.
alter table mails add column notes jsonb not null default '[]';

with said as (
    select mail_id,
           last_answer like '%interrupted while it was being sent: it may arrive twice%' as interrupted,
           last_answer like '%given up: %' as given_up,
           regexp_replace(
               regexp_replace(last_answer, '^(given up: )?interrupted while it was being sent[^;]*(; )?', ''),
               '^given up: ', '') as rest
    from mails where last_answer <> ''),
read as (
    select mail_id, interrupted or false as interrupted, given_up, case
        when rest = '' then null
        when rest ~ '^\d{3} ' then jsonb_build_object('code', 'answered', 'values', jsonb_build_object(
            'number', substring(rest from '^\d+')::integer, 'text', substring(rest from 5)))
        when rest like 'no answer no connection: %' then jsonb_build_object('code', 'not_reached', 'values',
            jsonb_build_object('failure', substring(rest from 'connection: (.*)')))
        when rest like 'no answer %' then jsonb_build_object('code', 'connection_broke', 'values',
            jsonb_build_object('failure', coalesce(substring(rest from 'broke: (.*)'), substring(rest from 11))))
        when rest like 'not sent: an old event%' then '{"code": "replayed", "values": {}}'
        when rest like 'held: %' then '{"code": "to_be_read", "values": {}}'
        when rest like 'not needed: the mail with the offer%' then '{"code": "told_by_offer", "values": {}}'
        when rest like 'no longer true: the recipient is no contact%' then '{"code": "no_contact", "values": {}}'
        when rest like 'no longer true%' then '{"code": "changed", "values": {}}'
        when rest like 'not sent twice%' then '{"code": "same_address", "values": {}}'
        when rest = 'the database is down' then '{"code": "database_down", "values": {}}'
        when rest like '%address is none that mail can go to' then '{"code": "no_address", "values": {}}'
        when rest ~ '^[a-z]+: the recipient or the text is gone$' then jsonb_build_object('code', 'gone', 'values',
            jsonb_build_object('service', split_part(rest, ': ', 1)))
        when rest ~ '^[a-z]+: [a-z_]+$' then jsonb_build_object('code', 'service_refused', 'values',
            jsonb_build_object('service', split_part(rest, ': ', 1), 'refusal', split_part(rest, ': ', 2)))
        when rest like 'a fault on our side: %' then jsonb_build_object('code', 'fault', 'values',
            jsonb_build_object('failure', substring(rest from 'side: (.*)')))
        else jsonb_build_object('code', 'cannot_be_written', 'values', jsonb_build_object('why', rest))
    end as note
    from said)
update mails set notes =
    case when read.given_up then '[{"code": "given_up", "values": {}}]'::jsonb else '[]'::jsonb end
    || case when read.interrupted then '[{"code": "interrupted", "values": {}}]'::jsonb else '[]'::jsonb end
    || case when read.note is null then '[]'::jsonb else jsonb_build_array(read.note) end
from read where read.mail_id = mails.mail_id;

alter table mails drop column last_answer;
