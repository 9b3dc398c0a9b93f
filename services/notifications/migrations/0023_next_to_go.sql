-- The next mails to go, in their order: a sender takes a few of many without looking at all of them.
create index mails_next on mails ((template <> 'sign_in'), next_at, mail_id) where state = 'queued';
drop index mails_due;
