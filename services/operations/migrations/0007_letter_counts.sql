-- How many letters there are of each queue, type of event ('' where none can be read) and cause, in each state; back: of
-- those that were put back, how many failed again and lie here. Kept by PostgreSQL with each change of a letter, whoever
-- makes it, so that no page counts 100,000 of them.
create table letter_groups (
    queue text not null,
    event_type text not null,
    code text not null,
    dead integer not null default 0,
    retried integer not null default 0,
    discarded integer not null default 0,
    back integer not null default 0,
    primary key (queue, event_type, code)
);

-- The cause that a letter had when it was put back, where it is one that came again.
alter table dead_letters add column again_code text;
update dead_letters as later set again_code = former.code
from dead_letters as former
where former.state = 'retried' and later.state = 'dead' and former.message_id = later.message_id
  and former.queue = later.queue and former.event_type is not distinct from later.event_type;

create function count_letters() returns trigger language plpgsql as $$
declare
    tally constant text := '
        insert into letter_groups as kept (queue, event_type, code, dead, retried, discarded, back)
        select queue, event_type, code, %1$s * sum(dead), %1$s * sum(retried), %1$s * sum(discarded), %1$s * sum(back)
        from (
            select queue, coalesce(event_type, '''') as event_type, code, (state = ''dead'')::int as dead,
                   (state = ''retried'')::int as retried, (state = ''discarded'')::int as discarded, 0 as back
            from %2$I
            union all
            select queue, coalesce(event_type, ''''), again_code, 0, 0, 0, 1
            from %2$I where again_code is not null and state = ''dead''
        ) as letters
        group by queue, event_type, code order by queue, event_type, code
        on conflict (queue, event_type, code) do update
        set dead = kept.dead + excluded.dead, retried = kept.retried + excluded.retried,
            discarded = kept.discarded + excluded.discarded, back = kept.back + excluded.back';
begin
    if tg_op <> 'INSERT' then
        execute format(tally, -1, 'old_letters');
    end if;
    if tg_op <> 'DELETE' then
        execute format(tally, 1, 'new_letters');
    else
        delete from letter_groups where dead = 0 and retried = 0 and discarded = 0 and back = 0;
    end if;
    return null;
end $$;

insert into letter_groups (queue, event_type, code, dead, retried, discarded)
select queue, coalesce(event_type, ''), code, count(*) filter (where state = 'dead'),
       count(*) filter (where state = 'retried'), count(*) filter (where state = 'discarded')
from dead_letters group by 1, 2, 3;
insert into letter_groups as kept (queue, event_type, code, back)
select queue, coalesce(event_type, ''), again_code, count(*)
from dead_letters where again_code is not null and state = 'dead' group by 1, 2, 3
on conflict (queue, event_type, code) do update set back = excluded.back;

create trigger letters_come after insert on dead_letters
    referencing new table as new_letters for each statement execute function count_letters();
create trigger letters_move after update on dead_letters
    referencing old table as old_letters new table as new_letters for each statement execute function count_letters();
create trigger letters_go after delete on dead_letters
    referencing old table as old_letters for each statement execute function count_letters();

-- Each way to narrow the list has its order in an index, so that a page reads its own rows alone.
drop index dead_letters_grouped, dead_letters_open_order, dead_letters_about;
create index dead_letters_grouped
    on dead_letters (code, queue, (coalesce(event_type, '')), state, first_at, dead_letter_id);
create index dead_letters_of_state on dead_letters (state, first_at, dead_letter_id);
create index dead_letters_of_queue on dead_letters (queue, state, first_at, dead_letter_id);
create index dead_letters_of_type on dead_letters ((coalesce(event_type, '')), state, first_at, dead_letter_id);
create index dead_letters_about on dead_letters (about, state, first_at, dead_letter_id) where about is not null;
