-- Whoever reviews no more keeps what they wrote and is asked for nothing new.
alter table reviewers add column active boolean not null default true;
