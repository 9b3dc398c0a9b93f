-- insert_dead_letter: a letter; nothing when it came before, or while another copy of the message is open
insert into dead_letters (dead_letter_id, message_id, queue, event_type, about, reason, code, attempts, first_at, headers,
                          body, again_code)
values (%(id)s, %(message_id)s, %(queue)s, %(event_type)s, %(about)s, %(reason)s, %(code)s, %(attempts)s, %(first_at)s,
        %(headers)s, %(body)s, (
            select code from dead_letters as former
            where message_id = %(message_id)s and queue = %(queue)s and state = 'retried'
              and event_type is not distinct from %(event_type)s
            order by arrived_at desc limit 1))
on conflict do nothing

-- find_dead_letter: one letter
select dead_letter_id as id, message_id, queue, event_type, about, reason, code, attempts, first_at, headers, body, state
from dead_letters where dead_letter_id = %(dead_letter_id)s

-- find_dead_letter_for_update: one letter, held until the transaction ends
select dead_letter_id as id, message_id, queue, event_type, about, reason, code, attempts, first_at, headers, body, state
from dead_letters where dead_letter_id = %(dead_letter_id)s for update

-- list_dead_letters: those that match, the latest first, after a place in that order
select dead_letter_id as id, queue, event_type as type, about, reason, code, attempts, first_at, state
from dead_letters
where (%(queue)s is null or queue = %(queue)s) and (%(state)s is null or state = %(state)s)
  and (%(type)s is null or coalesce(event_type, '') = %(type)s) and (%(cause)s is null or code = %(cause)s)
  and (%(about)s is null or about = %(about)s)
  and (%(after_id)s is null or (first_at, dead_letter_id) < (%(after_at)s, %(after_id)s))
order by first_at desc, dead_letter_id desc limit %(limit)s

-- count_dead_letters: how many match, of all cities
select coalesce(sum(case %(state)s when 'dead' then dead when 'retried' then retried when 'discarded' then discarded
                    else dead + retried + discarded end), 0)::bigint as number
from letter_groups
where (%(queue)s is null or queue = %(queue)s) and (%(type)s is null or event_type = %(type)s)
  and (%(cause)s is null or code = %(cause)s)

-- count_dead_letters_about: how many match of one city
select count(*) as number from dead_letters
where about = %(about)s and (%(queue)s is null or queue = %(queue)s) and (%(state)s is null or state = %(state)s)
  and (%(type)s is null or coalesce(event_type, '') = %(type)s) and (%(cause)s is null or code = %(cause)s)

-- list_dead_letter_groups: the largest first; back: of those that were put back
select queue, nullif(event_type, '') as type, code as cause, letters, back, first_at, last_at
from (
    select queue, event_type, code, letters, case %(state)s when 'retried' then back else 0 end as back
    from letter_groups cross join lateral (
        select case %(state)s when 'dead' then dead when 'retried' then retried else discarded end as letters
    ) as counted
    where letters > 0 and (%(queue)s is null or queue = %(queue)s) and (%(type)s is null or event_type = %(type)s)
      and (%(cause)s is null or code = %(cause)s)
    order by letters desc, queue, code, event_type limit %(limit)s
) as of cross join lateral (
    select min(first_at) as first_at, max(first_at) as last_at from dead_letters as letter
    where letter.code = of.code and letter.queue = of.queue and coalesce(letter.event_type, '') = of.event_type
      and letter.state = %(state)s
) as times
order by letters desc, queue, code, event_type

-- count_dead_letter_groups: how many there are
select count(*) as number from letter_groups
where case %(state)s when 'dead' then dead when 'retried' then retried else discarded end > 0
  and (%(queue)s is null or queue = %(queue)s) and (%(type)s is null or event_type = %(type)s)
  and (%(cause)s is null or code = %(cause)s)

-- list_waiting: of those that were put back, how many are still to go, by group
select queue, event_type as type, code as cause, count(*) as waiting
from put_backs join dead_letters using (dead_letter_id)
where published_at is null and not discarded group by queue, event_type, code

-- count_group: letters of a group that are open
select dead as number from letter_groups
where queue = %(queue)s and code = %(cause)s and event_type = coalesce(%(type)s, '')

-- take_group: some of a group take a step, the oldest first
with taken as (
    select dead_letter_id from dead_letters
    where code = %(cause)s and queue = %(queue)s and coalesce(event_type, '') = coalesce(%(type)s, '')
      and state = 'dead'
    order by first_at, dead_letter_id limit %(limit)s for update
)
update dead_letters set state = %(state)s, discard_reason = %(discard_reason)s
from taken where dead_letters.dead_letter_id = taken.dead_letter_id
returning dead_letters.dead_letter_id as id, message_id, queue, event_type, about, reason, code, attempts, first_at, headers,
          body, state

-- insert_put_backs: letters are to go back, in this order, so many a second, after those that are still to go
insert into put_backs (dead_letter_id, discarded, due_at)
select asked.id, %(discarded)s, start + (asked.place - 1) * interval '1 second' / %(per_second)s
from unnest(%(dead_letter_ids)s::uuid[]) with ordinality as asked(id, place),
     (select greatest(now(), max(due_at)) as start from put_backs where published_at is null) as last

-- update_dead_letter: what became of a letter
update dead_letters set state = %(state)s, discard_reason = %(discard_reason)s
where dead_letter_id = %(dead_letter_id)s

-- insert_put_back: a letter is to go back to its queue
insert into put_backs (dead_letter_id, discarded) values (%(dead_letter_id)s, %(discarded)s)

-- list_put_backs: letters that are still to go back
select dead_letter_id, queue, message_id, body, discarded
from put_backs join dead_letters using (dead_letter_id)
where published_at is null and due_at <= now()
order by dead_letter_id = any(%(last)s::uuid[]), due_at, dead_letter_id limit %(limit)s

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

-- count_dead_letters_by_queue: those that are open
select queue, sum(dead) as number from letter_groups where dead > 0 group by queue

-- list_open_alerts: those that are wrong now, raised or not yet
select cause, about, seen_at, raised_at from alerts where cleared_at is null

-- insert_alert: something is wrong for the first time, raised at once or not yet
insert into alerts (alert_id, cause, about, value, threshold, seen_at, raised_at)
values (%(alert_id)s, %(cause)s, %(about)s, %(value)s, %(threshold)s, %(now)s, %(raised_at)s)

-- update_alert_value: as it is now; raised, where it was not and is to be
update alerts set value = %(value)s, threshold = %(threshold)s, raised_at = coalesce(raised_at, %(raised_at)s)
where cause = %(cause)s and about = %(about)s and cleared_at is null
returning alert_id

-- clear_alert: it is so no more
update alerts set cleared_at = %(now)s where cause = %(cause)s and about = %(about)s and cleared_at is null
returning alert_id

-- drop_alert: over before it was one
delete from alerts where cause = %(cause)s and about = %(about)s and cleared_at is null and raised_at is null

-- find_alert: with its mute
select alert_id as id, cause, about, value, threshold, raised_at, cleared_at, taken_by, taken_at,
       until as muted_until, reason as mute_reason
from alerts left join mutes using (cause, about) where alert_id = %(alert_id)s and raised_at is not null

-- list_alerts: the latest first, after a place in that order
select alert_id as id, cause, about, value, threshold, raised_at, cleared_at, taken_by, taken_at,
       until as muted_until, reason as mute_reason
from alerts left join mutes using (cause, about)
where raised_at is not null and (%(open)s is null or (cleared_at is null) = %(open)s)
  and (%(after_id)s is null or (raised_at, alert_id) < (%(after_at)s, %(after_id)s))
order by raised_at desc, alert_id desc limit %(limit)s

-- count_alerts: how many match
select count(*) as number from alerts
where raised_at is not null and (%(open)s is null or (cleared_at is null) = %(open)s)

-- update_alert_taken: who sees to it
update alerts set taken_by = %(by)s, taken_at = %(now)s where alert_id = %(alert_id)s

-- upsert_mute: nobody is mailed of it until then
insert into mutes (cause, about, until, reason) values (%(cause)s, %(about)s, %(until)s, %(reason)s)
on conflict (cause, about) do update set until = excluded.until, reason = excluded.reason

-- delete_mute: it is mailed of again
delete from mutes where cause = %(cause)s and about = %(about)s

-- list_untold_alerts: open ones that nobody was mailed of, neither taken nor muted, of causes whose hour is over
select alert_id, cause, about, value, threshold from alerts
where raised_at is not null and cleared_at is null and mailed_at is null and taken_by is null
  and not exists (select from mutes where (mutes.cause, mutes.about) = (alerts.cause, alerts.about) and until > %(now)s)
  and not exists (select from alert_mails where alert_mails.cause = alerts.cause and alert_mails.mailed_at > %(before)s)
order by cause, raised_at, alert_id

-- update_alerts_mailed: operators are told of them
with told as (update alerts set mailed_at = %(now)s::timestamptz where alert_id = any(%(alert_ids)s) returning cause)
insert into alert_mails (cause, mailed_at) select distinct cause, %(now)s::timestamptz from told
on conflict (cause) do update set mailed_at = excluded.mailed_at

-- delete_mutes: over
delete from mutes where until < %(now)s

-- upsert_history: the most that waited within the ten minutes that a moment is in
insert into queue_history (queue, slot, most)
select queue, date_bin('10 minutes', %(at)s::timestamptz, 'epoch'::timestamptz), waiting
from unnest(%(queues)s::text[], %(waiting)s::bigint[]) as s(queue, waiting)
on conflict (queue, slot) do update set most = excluded.most where queue_history.most < excluded.most

-- list_history: since a moment
select queue, slot, most from queue_history where slot >= %(since)s order by queue, slot

-- thin_history: before a moment, an hour is one row
with old as (
    delete from queue_history where slot < %(before)s and slot <> date_trunc('hour', slot, 'UTC')
    returning queue, date_trunc('hour', slot, 'UTC') as hour, most
)
insert into queue_history (queue, slot, most) select queue, hour, max(most) from old group by queue, hour
on conflict (queue, slot) do update set most = excluded.most where queue_history.most < excluded.most

-- delete_history: those before a moment
delete from queue_history where slot < %(before)s

-- insert_start: a process as it was seen
insert into service_starts (service, started_at, version) values (%(service)s, %(started_at)s, %(version)s)
on conflict do nothing

-- count_starts: of each service since a moment
select service, count(*) as number from service_starts where started_at >= %(since)s group by service

-- delete_starts: those before a moment
delete from service_starts where started_at < %(before)s
