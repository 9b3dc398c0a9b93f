-- An application may be known as a draft first, and a draft need not have a city or a time zone.
alter table applications add column draft boolean not null default false;
alter table applications alter column city drop not null, alter column time_zone drop not null;
create index drafts_of_call on applications (call) where draft;
