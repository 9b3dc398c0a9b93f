-- A rule that names nothing holds every mail.
alter table hold_rules drop constraint hold_rules_check;
