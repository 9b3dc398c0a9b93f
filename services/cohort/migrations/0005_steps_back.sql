-- A step back undoes the entry into a phase, and with it the exceptions that were granted for it; both stay on record.
alter table phase_entries
    drop constraint phase_entries_pkey,
    add column entered_at timestamptz,
    add column undone_at timestamptz,
    add column undone_by text,
    add column undone_reason text;
update phase_entries set entered_at = entered_on;
alter table phase_entries alter column entered_at set not null;
create unique index phase_entries_standing on phase_entries (application_id, phase) where undone_at is null;

alter table waivers drop constraint waivers_pkey, add column void_at timestamptz;
create unique index waivers_standing on waivers (application_id, phase, condition) where void_at is null;

-- As text, so that the kinds of convenings keep the order of the file.
alter table programs alter column document type json;
