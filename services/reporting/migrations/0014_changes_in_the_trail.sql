-- What the team changed is of the audit trail, too.
alter table audit_trail
    drop constraint audit_trail_kind_check,
    add check (kind in ('sign_in', 'read', 'export', 'erase', 'change', 'override', 'people', 'denied'));
