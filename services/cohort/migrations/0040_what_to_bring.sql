-- What whoever comes to a session is asked to bring along.
alter table sessions add column bring text;
