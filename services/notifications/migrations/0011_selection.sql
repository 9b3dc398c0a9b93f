alter table pending_occasions add column held boolean not null default false;

-- Whom mails to the program's staff go to.
create table staff (
    ref text primary key,
    language text not null
);
