-- How somebody stands in the program changes, and two who change it do not undo each other.
alter table people
    add column version integer not null default 1,
    add column deactivated_at timestamptz,
    add column deactivated_because text;
