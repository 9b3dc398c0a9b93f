-- what a city says to the proposed time of its visit; another proposal has no answer yet
alter table visits
    add column suits boolean,
    add column answer_note text,
    add column answered_at timestamptz,
    add check ((suits is null) = (answered_at is null));
