-- who is let in nowhere any more, as identity tells: no mail goes to the address that they have proven
create table deactivated (person_id uuid primary key);
