-- What staff hold back, as long as nobody lifts it and its end has not come.
create table hold_rules (
    rule_id uuid primary key,
    template text,
    code text,
    call text,
    ends_at timestamptz,
    reason text not null,
    made_by text not null,
    made_at timestamptz not null,
    lifted_by text,
    ended_at timestamptz,
    check (template is not null or code is not null or call is not null)
);

-- By which rule a mail is held; when staff let it go, whatever rule there was; what they changed in it.
alter table mails
    add column rule_id uuid references hold_rules,
    add column released_at timestamptz,
    add column edited_subject text,
    add column note text,
    add column edited_by text,
    add column edited_at timestamptz;
create index mails_held_by_rule on mails (rule_id) where rule_id is not null;
