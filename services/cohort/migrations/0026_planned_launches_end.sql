-- A planned launch ends with a city that leaves, too.
alter table endings
    drop constraint endings_kind_check,
    add check (kind in ('visit', 'session', 'session_part', 'invitation', 'action_item', 'launch'));
