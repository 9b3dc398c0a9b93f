-- An occasion may be for one person, whom its event names.
alter table pending_occasions add column recipient text, add column language text;
