-- An old event that was heard again before its application was known: its mail is kept and not sent.
alter table pending_occasions add column silent boolean not null default false;
