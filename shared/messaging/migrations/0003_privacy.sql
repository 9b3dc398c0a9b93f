-- Who was erased: ids and keyed hashes, no name and no address. Applied again to whatever comes late or is restored.
-- erasure names the subject: person:<id>, city:<id>, or address:<keyed hash> of somebody who had no other name.
create table erasures (
    erasure text primary key,
    person_id uuid,
    application_id uuid,
    refs text[] not null default '{}',
    prints text[] not null default '{}',
    override text,
    erased_by text not null,
    erased_at timestamptz not null
);
create index erasures_by_print on erasures using gin (prints);

-- When each rule of retention last ran, and how many rows it has removed then.
create table retentions (
    name text primary key,
    ran_at timestamptz not null,
    removed bigint not null
);

create index command_log_answered on command_log (carried_out_at) where response is not null;
