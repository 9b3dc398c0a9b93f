-- Two contacts may share an address: each address gets one mail of an occasion. Of the address a digest is kept, made
-- with the occasion, so that digests of two occasions tell nothing.
create table addressed (
    occasion_id uuid not null,
    template text not null,
    digest text not null,
    mail_id uuid not null references mails,
    primary key (occasion_id, template, digest)
);
create index addressed_of_mail on addressed (mail_id);

-- The first of an occasion's recipients; theirs is the language where an address is shared.
alter table mails add column is_first boolean not null default true;

-- The language of everybody whom the program knows, for mails to reviewers and panels; staff are told of cities, too.
alter table staff rename to people;
alter table people add column is_staff boolean not null default true;
