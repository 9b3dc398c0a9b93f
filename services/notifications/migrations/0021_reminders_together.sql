-- Reminders of one person and day go in one mail: found by whom they are for.
create index mails_waiting_for on mails (recipient) where state = 'queued';
create index mails_sent_to on mails (recipient, sent_at) where state = 'sent';
