-- The order in which mails were written says what somebody was told last of a meeting: that it takes place, or not.
alter table mails add column number bigint generated always as identity;
create index mails_of_meeting on mails (("values" ->> 'meeting_id')) where "values" ? 'meeting_id';
