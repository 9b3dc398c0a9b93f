-- insert_dead_letter: a letter; nothing when it came before, or while another copy of the message is open
insert into dead_letters (dead_letter_id, message_id, queue, event_type, reason, code, attempts, first_at, headers, body)
values (%(id)s, %(message_id)s, %(queue)s, %(event_type)s, %(reason)s, %(code)s, %(attempts)s, %(first_at)s,
        %(headers)s, %(body)s)
on conflict do nothing

-- find_dead_letter: one letter
select dead_letter_id as id, message_id, queue, event_type, reason, code, attempts, first_at, headers, body, state
from dead_letters where dead_letter_id = %(dead_letter_id)s

-- find_dead_letter_for_update: one letter, held until the transaction ends
select dead_letter_id as id, message_id, queue, event_type, reason, code, attempts, first_at, headers, body, state
from dead_letters where dead_letter_id = %(dead_letter_id)s for update

-- list_dead_letters: those that match, the latest first, after a place in that order
select dead_letter_id as id, queue, event_type as type, reason, code, attempts, first_at, state
from dead_letters
where (%(queue)s is null or queue = %(queue)s) and (%(state)s is null or state = %(state)s)
  and (%(after_id)s is null or (first_at, dead_letter_id) < (%(after_at)s, %(after_id)s))
order by first_at desc, dead_letter_id desc limit %(limit)s

-- count_dead_letters: how many match
select count(*) as number from dead_letters
where (%(queue)s is null or queue = %(queue)s) and (%(state)s is null or state = %(state)s)

-- update_dead_letter: what became of a letter
update dead_letters set state = %(state)s, discard_reason = %(discard_reason)s
where dead_letter_id = %(dead_letter_id)s

-- insert_put_back: a letter is to go back to its queue
insert into put_backs (dead_letter_id, discarded) values (%(dead_letter_id)s, %(discarded)s)

-- list_put_backs: letters that are still to go back
select dead_letter_id, queue, message_id, body, discarded
from put_backs join dead_letters using (dead_letter_id)
where published_at is null
order by dead_letter_id = any(%(last)s::uuid[]), asked_at, dead_letter_id limit %(limit)s

-- update_put_backs: the broker has them
update put_backs set published_at = now() where dead_letter_id = any(%(dead_letter_ids)s)

-- list_last_samples: the newest sample of each of these queues
select queue, counted, entered
from unnest(%(queues)s::text[]) as asked(name)
cross join lateral (
    select queue, counted, entered from queue_samples where queue = name order by at desc limit 1
) as last

-- insert_samples: how many messages had entered queues by now
insert into queue_samples (queue, at, counted, entered)
select queue, %(at)s, counted, entered
from unnest(%(queues)s::text[], %(counted)s::bigint[], %(entered)s::bigint[]) as s(queue, counted, entered)
on conflict do nothing

-- list_arrivals: by when the message of that number had entered its queue
select name as queue, at
from unnest(%(queues)s::text[], %(numbers)s::bigint[]) as asked(name, number)
cross join lateral (
    select at from queue_samples where queue = name and entered >= number order by entered, at limit 1
) as first

-- delete_samples: those before a moment, but for the newest of each queue
delete from queue_samples as old
where at < %(before)s and exists (select from queue_samples as newer where newer.queue = old.queue and newer.at > old.at)
