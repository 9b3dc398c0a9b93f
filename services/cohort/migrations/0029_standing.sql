-- Whoever coaches no more keeps their cities until these are handed over, and gets no new one.
alter table coaches add column active boolean not null default true;
