alter table convenings
    add column state text not null default 'scheduled' check (state in ('scheduled', 'cancelled', 'thanked')),
    add column cancelled_because text;

alter table invitations
    drop constraint invitations_state_check,
    add check (state in ('invited', 'yes', 'no', 'attended', 'excused', 'removed')),
    add column reminded_for date;

-- Travel, diet, access, interpretation: private, in no event and no log.
create table invitation_needs (
    convening_id uuid not null,
    ref text not null,
    travel text,
    diet text,
    access text,
    interpretation text,
    primary key (convening_id, ref),
    foreign key (convening_id, ref) references invitations
);
