-- Mails are held until the decision that they tell is sent: found by the application that was decided on.
create index mails_awaiting on mails (application_id) where state = 'held' and "values" ? 'pending';
