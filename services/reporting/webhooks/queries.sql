-- lock_webhooks: one at a time makes or moves one, so that their number and addresses hold
select pg_advisory_xact_lock(hashtext('webhooks'))

-- insert_webhook: one that is on
insert into webhooks (webhook_id, url, description, event_types, made_at)
values (%(webhook_id)s, %(url)s, %(description)s, %(event_types)s, %(now)s)

-- count_webhooks: how many there are, those at an address, and those that were turned off
select count(*) as number, count(*) filter (where url = %(url)s and webhook_id is distinct from %(but)s) as there,
       count(*) filter (where state = 'off') as off
from webhooks

-- list_webhooks: the oldest first; one alone, where it is named
select webhook_id as id, url, description, event_types, state, made_at, failing_since, delivered_at,
       case when rests_until > now() then rests_until end as rests_until, waiting, failed
from webhooks cross join lateral (
    select count(*) filter (where delivery.state = 'waiting') as waiting,
           count(*) filter (where delivery.state = 'failed') as failed
    from webhook_deliveries as delivery
    where delivery.webhook_id = webhooks.webhook_id and delivery.state <> 'delivered'
) as counted
where %(webhook_id)s is null or webhook_id = %(webhook_id)s
order by made_at, webhook_id

-- update_webhook: where it leads and what it is told of
update webhooks set url = %(url)s, description = %(description)s, event_types = %(event_types)s
where webhook_id = %(webhook_id)s

-- update_webhook_state: on, or paused; what failed before counts no more
update webhooks set state = %(state)s, failing_since = null, rests_until = null where webhook_id = %(webhook_id)s

-- delete_webhook: with all that hangs on it
delete from webhooks where webhook_id = %(webhook_id)s

-- end_secrets: what signs now goes on for a while; all but the newest few end at once
update webhook_secrets as secret
set until = case when place.number < %(most)s then least(coalesce(until, %(until)s), %(until)s) else %(now)s end
from (select secret, row_number() over (order by made_at desc, secret) as number
      from webhook_secrets where webhook_id = %(webhook_id)s) as place
where secret.webhook_id = %(webhook_id)s and secret.secret = place.secret

-- insert_secret: what signs from now on
insert into webhook_secrets (webhook_id, secret, made_at) values (%(webhook_id)s, %(secret)s, %(now)s)

-- list_secrets: of all webhooks, as they are kept
select secret from webhook_secrets order by made_at

-- update_secret: sealed anew
update webhook_secrets set secret = %(secret)s where secret = %(former)s

-- delete_secrets: those that are over
delete from webhook_secrets where until <= now()

-- insert_deliveries: of what was just recorded, for each webhook that is told of its type
insert into webhook_deliveries (webhook_id, seq)
select webhook_id, seq from webhooks join event_log on type = any(event_types)
where event_id = any(%(event_ids)s::uuid[])

-- list_deliveries: of one webhook, the latest event first, after a place in that order
select seq, event_id, source, type, envelope -> 'data' ->> 'code' as code, occurred_at, state, attempts, due_at,
       attempted_at, answer, failure
from webhook_deliveries join event_log using (seq)
where webhook_id = %(webhook_id)s and (%(state)s is null or state = %(state)s)
  and (%(type)s is null or type = %(type)s)
  and (%(text)s is null or event_id::text like lower(%(text)s) || '%%'
       or envelope -> 'data' ->> 'code' = upper(%(text)s))
  and (%(event_id)s is null or event_id = %(event_id)s)
  and (%(before)s is null or seq < %(before)s)
order by seq desc limit %(limit)s

-- count_deliveries: how many match
select count(*) as number
from webhook_deliveries join event_log using (seq)
where webhook_id = %(webhook_id)s and (%(state)s is null or state = %(state)s)
  and (%(type)s is null or type = %(type)s)
  and (%(text)s is null or event_id::text like lower(%(text)s) || '%%'
       or envelope -> 'data' ->> 'code' = upper(%(text)s))

-- resend_delivery: one is due again, and its attempts begin anew
update webhook_deliveries set state = 'waiting', attempts = 0, due_at = now()
from event_log
where webhook_id = %(webhook_id)s and webhook_deliveries.seq = event_log.seq and event_id = %(event_id)s

-- count_replayed: what a replay would send
select count(*) as number
from webhooks join event_log on type = any(event_types)
where webhook_id = %(webhook_id)s and recorded_at >= %(since)s

-- replay_deliveries: everything of its types since then is due, what was sent before, too
insert into webhook_deliveries (webhook_id, seq)
select webhook_id, seq from webhooks join event_log on type = any(event_types)
where webhook_id = %(webhook_id)s and recorded_at >= %(since)s
on conflict (webhook_id, seq) do update set state = 'waiting', attempts = 0, due_at = now(), made_at = now()

-- claim_deliveries: some of each webhook that is on and does not rest, those due longest first; nobody else takes them for a while
with due as (
    select chosen.webhook_id, chosen.seq from webhooks cross join lateral (
        select webhook_id, seq from webhook_deliveries as waiting
        where waiting.webhook_id = webhooks.webhook_id and waiting.state = 'waiting' and waiting.due_at <= now()
        order by due_at, seq limit %(each)s for update skip locked
    ) as chosen
    where webhooks.state = 'on' and (rests_until is null or rests_until <= now())
), taken as (
    update webhook_deliveries as delivery
    set attempts = attempts + 1, due_at = now() + make_interval(secs => %(lease_s)s)
    from due where delivery.webhook_id = due.webhook_id and delivery.seq = due.seq
    returning delivery.webhook_id, delivery.seq, delivery.attempts
)
select webhook_id, seq, event_id, url, attempts, envelope,
       array(select secret from webhook_secrets
             where webhook_secrets.webhook_id = taken.webhook_id and (until is null or until > now())
             order by webhook_secrets.made_at desc, secret) as secrets
from taken join webhooks using (webhook_id) join event_log using (seq) order by seq, webhook_id

-- update_delivery: what came of an attempt; nothing where it was asked for anew meanwhile
update webhook_deliveries
set state = %(state)s, due_at = coalesce(now() + %(again_in)s, due_at), attempted_at = now(), answer = %(answer)s,
    failure = %(failure)s
where webhook_id = %(webhook_id)s and seq = %(seq)s and attempts = %(attempts)s

-- find_webhook_for_update: how it stands, held until the transaction ends
select state, failing_since from webhooks where webhook_id = %(webhook_id)s for update

-- note_answer: whether it takes what it is sent, and for how long it wants nothing
update webhooks set state = %(state)s, rests_until = greatest(rests_until, now() + %(rest)s::interval),
    failing_since = case when %(taken)s then null else coalesce(failing_since, now()) end,
    delivered_at = case when %(taken)s then now() else delivered_at end
where webhook_id = %(webhook_id)s
