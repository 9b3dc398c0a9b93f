-- Whether others were told that a mail goes no further until staff say.
alter table mails add column told_stopped boolean not null default false;
create index mails_stopped on mails (mail_id) where told_stopped or state in ('held', 'failed');
create index mails_resent on mails (resent_from) where resent_from is not null;
