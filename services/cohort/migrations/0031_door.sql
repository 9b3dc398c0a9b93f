-- Since when somebody is in, and what they had answered, to which the undoing of a check-in goes back.
alter table invitations
    add column attended_at timestamptz,
    add column answered text check (answered in ('invited', 'yes', 'no'));
