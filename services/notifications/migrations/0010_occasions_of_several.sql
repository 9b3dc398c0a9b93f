-- An event may concern several people by name: each waits on its own until the application is known.
alter table pending_occasions drop constraint pending_occasions_pkey;
create unique index pending_occasions_once on pending_occasions (occasion_id, template, coalesce(recipient, ''));
