-- upsert_call: a call was set up
insert into calls (call, title, time_zone, closes_at)
values (%(call)s, %(title)s, %(time_zone)s, %(closes_at)s)
on conflict (call) do update
set title = excluded.title, time_zone = excluded.time_zone, closes_at = excluded.closes_at

-- update_call_closing: extended, or closed early
update calls set closes_at = %(closes_at)s where call = %(call)s

-- list_calls_of: what mails say of the calls of applications; whether occasions wait for them, or a decision's mails
select application_id, title, time_zone, closes_at,
       exists (select from pending_occasions p where p.application_id = wanted.application_id) as is_awaited,
       exists (select from mails m where m.application_id = wanted.application_id
               and m.state = 'held' and m."values" ? 'pending') as is_held
from unnest(%(ids)s::uuid[], %(calls)s::text[]) as wanted (application_id, call) join calls using (call)

-- lock_application: what is heard of one application by several queues is taken in one after the other
select pg_advisory_xact_lock(hashtextextended(%(application_id)s::text, 0))

-- lock_applications: the same of many, always in one order
select pg_advisory_xact_lock(hashtextextended(id::text, 0))
from (select id from unnest(%(ids)s::uuid[]) as wanted (id) order by id) as wanted

-- upsert_application: a version of it was submitted, or its draft was kept
insert into applications (application_id, code, call, city, time_zone, draft)
values (%(application_id)s, %(code)s, %(call)s, %(city)s, %(time_zone)s, %(draft)s)
on conflict (application_id) do update
set city = excluded.city, time_zone = excluded.time_zone, draft = excluded.draft

-- end_draft: it was withdrawn
update applications set draft = false where application_id = %(application_id)s

-- list_drafts: the drafts of a call
select application_id from applications where call = %(call)s and draft order by application_id

-- find_application: with its call
select application_id as id, code, city, coalesce(applications.time_zone, calls.time_zone) as city_zone, calls.title as call_title,
       calls.time_zone as call_zone
from applications join calls using (call) where application_id = %(application_id)s

-- find_application_called: the same by its code
select application_id as id, code, city, coalesce(applications.time_zone, calls.time_zone) as city_zone, calls.title as call_title,
       calls.time_zone as call_zone
from applications join calls using (call) where code = %(code)s

-- replace_contacts: those of the latest version, and no others
with kept as (
    insert into contacts (application_id, ref, role, language, is_primary)
    select %(application_id)s, ref, role, language, is_primary
    from jsonb_to_recordset(%(contacts)s::jsonb) as contact (ref text, role text, language text, is_primary boolean)
    on conflict (application_id, ref) do update
    set role = excluded.role, language = excluded.language, is_primary = excluded.is_primary
    returning ref)
delete from contacts where application_id = %(application_id)s and ref not in (select ref from kept)

-- list_contacts: of an application
select ref, role, language, is_primary from contacts where application_id = %(application_id)s
order by is_primary desc, ref

-- list_recipients: of several applications
select code, ref, role, language, is_primary from contacts join applications using (application_id)
where code = any(%(codes)s) order by code, is_primary desc, ref

-- insert_pending_occasion: its application is not known yet
insert into pending_occasions (occasion_id, application_id, template, audience, recipient, language, "values",
                               traceparent, held, silent, heard_at)
values (%(id)s, %(application_id)s, %(template)s, %(audience)s, %(recipient)s, %(language)s, %(values)s,
        %(traceparent)s, %(held)s, %(silent)s, %(now)s)

-- take_pending_occasions: the application is known now
with taken as (
    delete from pending_occasions where application_id = %(application_id)s
    returning occasion_id as id, application_id, template, audience, recipient, language, "values", traceparent,
              held, silent, heard_at)
select id, application_id, template, audience, recipient, language, "values", traceparent, held, silent
from taken order by heard_at, id

-- delete_pending_decisions: what was decided of an application that is not known yet was taken back
delete from pending_occasions where application_id = %(application_id)s and "values" ? 'pending'

-- delete_pending_decision: it was sent meanwhile, and is told as that
delete from pending_occasions where occasion_id = %(occasion_id)s and "values" ? 'pending'

-- insert_mail: a row of the ledger; nothing when the recipient has this mail of this occasion
insert into mails (mail_id, occasion_id, template, template_version, language, recipient, application_id, code,
                   "values", state, notes, message_id, traceparent, created_at, next_at, resent_from, is_first,
                   edited_subject, note, edited_by, edited_at)
values (%(id)s, %(occasion_id)s, %(template)s, %(template_version)s, %(language)s, %(recipient)s,
        %(application_id)s, %(code)s, %(values)s, %(state)s, %(notes)s, %(message_id)s, %(traceparent)s, %(now)s, %(next_at)s,
        %(resent_from)s, %(is_first)s, %(edited_subject)s, %(note)s, %(edited_by)s, %(edited_at)s)
on conflict (occasion_id, template, recipient) do nothing

-- insert_mail_words: what a mail is found by, where it is there
insert into mail_words (mail_id, words)
select mail_id, array_to_tsvector(%(words)s::text[]) from mails where mail_id = %(id)s

-- list_told_of_meeting: in whose calendars it stands, until when: the last that they were told is no cancellation
select recipient, language, ends_at from (
    select distinct on (recipient) recipient, language, template, ("values" ->> 'ends_at')::timestamptz as ends_at
    from mails
    where "values" ->> 'meeting_id' = %(meeting_id)s and "values" ? 'meeting_id' and state <> 'cancelled'
    order by recipient, number desc) last_told
where template <> all(%(cancellations)s) order by recipient

-- list_told: whom one of these mails has reached, or is on its way to
select recipient, language from mails
where application_id = %(application_id)s and template = any(%(templates)s) and state in ('sending', 'sent')
order by is_first desc, number

-- list_awaiting: mails of an application that are held until a decision is sent
select *, mail_id as id from mails
where application_id = %(application_id)s and state = 'held' and "values" ? 'pending' order by number

-- cancel_awaiting: the decision was taken back, or it is not for this recipient any more
update mails set state = 'cancelled', next_at = %(now)s, notes = %(notes)s
where mail_id = %(mail_id)s and state = 'held' and "values" ? 'pending'

-- update_awaiting_language: its recipient reads another one now
update mails set language = %(language)s where mail_id = %(mail_id)s and state = 'held' and "values" ? 'pending'

-- release_awaiting: a decision was sent; a mail of it that staff have discarded can be sent again from now on
update mails set
    "values" = ("values" - 'pending') || %(values)s,
    template = %(template)s,
    state = case when state = 'held' then %(state)s else state end,
    notes = case when state = 'held' then %(notes)s else notes end,
    next_at = %(now)s
where occasion_id = %(occasion_id)s and "values" ? 'pending'

-- list_written: who has a mail of an occasion
select recipient from mails where occasion_id = %(occasion_id)s

-- find_mail: by id
select *, mail_id as id from mails where mail_id = %(mail_id)s

-- lock_mail: by id, for a change
select *, mail_id as id from mails where mail_id = %(mail_id)s for update

-- list_mails: a page, the latest first
select *, mail_id as id from mails
where (%(code)s::text is null or code = %(code)s) and (%(state)s::text is null or state = %(state)s)
  and (%(recipients)s::text[] is null or recipient = any(%(recipients)s::text[]))
  and (%(template)s::text is null or template = %(template)s) and (%(language)s::text is null or language = %(language)s)
  and (%(call)s::text is null or application_id in (select application_id from applications where call = %(call)s))
  and (%(rule_id)s::uuid is null or rule_id = %(rule_id)s::uuid)
  and (%(after)s::uuid is null
       or (created_at, mail_id) < (select created_at, mail_id from mails where mail_id = %(after)s::uuid))
order by created_at desc, mail_id desc limit %(limit)s

-- search_by_index: until the end of the transaction; how many rows a text search finds is guessed too high, by a hundredfold
set local enable_seqscan to off

-- search_mails: those of whose subjects a text search finds the words, the latest first; of very many, some
with found as materialized (
    select mail_id from mail_words where words @@ %(query)s::tsquery limit 1000)
select mails.*, mails.mail_id as id
from found
cross join lateral (select * from mails where mail_id = found.mail_id offset 0) as mails  -- one by one
order by created_at desc, mail_id desc limit %(limit)s

-- list_city_mails: what was sent to a city's own people; those of the program are identity's
select *, mail_id as id from mails
where code = %(code)s and state = 'sent' and template <> 'sign_in' and recipient not like 'identity:%%'
  and (%(after)s::uuid is null
       or (created_at, mail_id) < (select created_at, mail_id from mails where mail_id = %(after)s::uuid))
order by created_at desc, mail_id desc limit %(limit)s

-- count_city_mails: how many there are
select count(*) as total from mails
where code = %(code)s and state = 'sent' and template <> 'sign_in' and recipient not like 'identity:%%'

-- find_city_mail: one of them
select *, mail_id as id from mails
where mail_id = %(mail_id)s and code = %(code)s and state = 'sent' and template <> 'sign_in'
  and recipient not like 'identity:%%'

-- insert_exchange: a call or a reply was entered
insert into exchanges (exchange_id, application_id, code, kind, direction, held_on, person, notes, logged_by, logged_at)
values (%(id)s, %(application_id)s, %(code)s, %(kind)s, %(direction)s, %(held_on)s, %(person)s, %(notes)s,
        %(logged_by)s, %(logged_at)s)

-- list_exchanges: with a city
select exchange_id as id, application_id, code, kind, direction, held_on, person, notes, logged_by, logged_at
from exchanges
where code = %(code)s
  and (%(after)s::uuid is null or (held_on, logged_at, exchange_id)
       < (select held_on, logged_at, exchange_id from exchanges where exchange_id = %(after)s::uuid))
order by held_on desc, logged_at desc, exchange_id desc limit %(limit)s

-- count_exchanges: how many there are
select count(*) as total from exchanges where code = %(code)s

-- count_code: whether anything is known of an application
select exists (select from applications where code = %(code)s) or exists (select from mails where code = %(code)s) as known

-- count_call: whether a call is known
select exists (select from calls where call = %(call)s) as known

-- count_mails: all that match
select count(*) as total from mails
where (%(code)s::text is null or code = %(code)s) and (%(state)s::text is null or state = %(state)s)
  and (%(recipients)s::text[] is null or recipient = any(%(recipients)s::text[]))
  and (%(template)s::text is null or template = %(template)s) and (%(language)s::text is null or language = %(language)s)
  and (%(call)s::text is null or application_id in (select application_id from applications where call = %(call)s))
  and (%(rule_id)s::uuid is null or rule_id = %(rule_id)s::uuid)

-- count_samples: how many somebody had sent to themselves since then
select count(*) as total from mails
where created_at > %(since)s and template = %(sample)s and recipient = %(recipient)s

-- update_mail_state: by staff; why a mail was held is no answer any more once they have spoken, and no rule that there is
-- by now holds what they released
update mails set
    state = %(state)s, next_at = %(now)s, discarded_for = %(discarded_for)s, rule_id = null,
    released_at = case when %(state)s = 'queued' then %(now)s else released_at end,
    notes = case when state = 'held' then '[]' else notes end
where mail_id = %(mail_id)s

-- update_mail_edited: what staff changed in it
update mails set edited_subject = %(edited_subject)s, note = %(note)s, edited_by = %(edited_by)s, edited_at = %(edited_at)s
where mail_id = %(mail_id)s

-- replace_mail_words: it has another subject
update mail_words set words = array_to_tsvector(%(words)s::text[]) where mail_id = %(id)s

-- insert_hold_rule: mails are held back
insert into hold_rules (rule_id, template, code, call, ends_at, reason, made_by, made_at)
values (%(id)s, %(template)s, %(code)s, %(call)s, %(until)s, %(reason)s, %(made_by)s, %(made_at)s)

-- lock_hold_rule: by id, for a change
select rule_id from hold_rules where rule_id = %(rule_id)s for update

-- find_hold_rule: with how many mails it holds
select rule_id as id, template, code, call, ends_at as until, reason, made_by, made_at, lifted_by, ended_at,
       (select count(*) from mails where mails.rule_id = hold_rules.rule_id and state = 'held') as held
from hold_rules where rule_id = %(rule_id)s

-- list_hold_rules: in force, or ended; the latest first
select rule_id as id, template, code, call, ends_at as until, reason, made_by, made_at, lifted_by, ended_at,
       (select count(*) from mails where mails.rule_id = hold_rules.rule_id and state = 'held') as held
from hold_rules
where (ended_at is not null) = %(ended)s
  and (%(after)s::uuid is null
       or (made_at, rule_id) < (select made_at, rule_id from hold_rules where rule_id = %(after)s::uuid))
order by made_at desc, rule_id desc limit %(limit)s

-- count_hold_rules: how many there are
select count(*) as total from hold_rules where (ended_at is not null) = %(ended)s

-- lift_hold_rule: by staff
update hold_rules set lifted_by = %(lifted_by)s, ended_at = %(now)s where rule_id = %(rule_id)s

-- has_hold_rules: whether the sender has to look at any
select exists (select from hold_rules where ended_at is null) as has_some

-- end_hold_rules: their end has come
update hold_rules set ended_at = ends_at where ended_at is null and ends_at <= %(now)s

-- free_from_rules: what was held by a rule that has ended
update mails set state = 'queued', rule_id = null, next_at = %(now)s, notes = '[]'
from hold_rules as rule
where mails.rule_id = rule.rule_id and mails.state = 'held' and rule.ended_at is not null

-- hold_by_rules: what is due, and nobody released since the rule was made
update mails set state = 'held', rule_id = rule.rule_id, notes = %(notes)s
from hold_rules as rule
where mails.state = 'queued' and mails.next_at <= %(now)s and rule.ended_at is null
  and mails.template <> all(%(never_held)s)
  and (rule.template is null or rule.template = mails.template)
  and (rule.code is null or rule.code = mails.code)
  and (rule.call is null or exists (
      select from applications as about where about.application_id = mails.application_id and about.call = rule.call))
  and (mails.released_at is null or mails.released_at < rule.made_at)

-- recover_interrupted: whoever claimed them is gone; a mail may have left just before, so that is noted
update mails set state = 'queued', next_at = %(now)s, claimed_at = null, notes = %(notes)s
where state = 'sending' and claimed_at < %(before)s
returning mail_id

-- claim_due: sign-ins first, somebody waits for them; what another sender claims at this instant is passed over, what a
-- rule holds that was made at this instant, and what may be the same mail for the same address until it is known where an
-- occasion's first mail goes. Each of these is looked up for the few that are looked at (`offset 0`): otherwise PostgreSQL may
-- go through the whole queue for every batch
update mails set state = 'sending', claimed_at = %(now)s
where mail_id = any(array(
    select mail_id from mails
    where state = 'queued' and next_at <= %(now)s
      and not exists (
          select from hold_rules as rule
          where rule.ended_at is null and mails.template <> all(%(never_held)s)
            and (rule.template is null or rule.template = mails.template)
            and (rule.code is null or rule.code = mails.code)
            and (rule.call is null or exists (
                select from applications as about
                where about.application_id = mails.application_id and about.call = rule.call offset 0))
            and (mails.released_at is null or mails.released_at < rule.made_at) offset 0)
      and (is_first or not exists (
          select from mails first
          where first.occasion_id = mails.occasion_id and first.template = mails.template and first.is_first
            and first.state in ('queued', 'sending')
            and not exists (
                select from addressed
                where addressed.occasion_id = first.occasion_id and addressed.template = first.template
                  and addressed.mail_id = first.mail_id) offset 0))
    order by template <> 'sign_in', next_at, mail_id limit %(limit)s for update skip locked))
returning *, mail_id as id

-- wake_reminders: those that were put off until today's mail
update mails set state = 'queued', notes = '[]'
where state = 'held' and next_at <= %(now)s and notes @> '[{"code": "with_tomorrows"}]'

-- claim_reminders: all that wait of these readers, to go together; not what staff hold back
update mails set state = 'sending', claimed_at = %(now)s
where mail_id = any(array(
    select mail_id from mails
    where state = 'queued' and recipient = any(%(recipients)s) and template = any(%(templates)s) and attempts = 0
      and resent_from is null and not "values" ? 'by_staff'
      and not exists (
          select from hold_rules as rule
          where rule.ended_at is null
            and (rule.template is null or rule.template = mails.template)
            and (rule.code is null or rule.code = mails.code)
            and (rule.call is null or exists (
                select from applications as about
                where about.application_id = mails.application_id and about.call = rule.call offset 0))
            and (mails.released_at is null or mails.released_at < rule.made_at) offset 0)
    order by number limit 50 for update skip locked))
returning *, mail_id as id

-- find_last_reminder: when somebody last had one by a rule
select max(sent_at) as sent_at from mails
where recipient = %(recipient)s and template = any(%(templates)s) and state = 'sent' and not "values" ? 'by_staff'

-- has_reminder_on_its_way: whether somebody is being sent one by a rule, claimed before now
select exists (
    select from mails
    where state = 'sending' and claimed_at < %(now)s and recipient = %(recipient)s and template = any(%(templates)s)
      and not "values" ? 'by_staff') as is_so

-- update_settled: what became of claimed mails; nothing of those whose claim was lost
update mails
set state = done.state, attempts = done.attempts, notes = done.notes, next_at = done.next_at, sent_at = done.sent_at,
    template_version = done.template_version, claimed_at = null
from jsonb_to_recordset(%(settled)s::jsonb) as done (
    mail_id uuid, claimed_at timestamptz, state text, attempts integer, notes jsonb, next_at timestamptz,
    sent_at timestamptz, template_version text)
where mails.mail_id = done.mail_id and mails.state = 'sending' and mails.claimed_at = done.claimed_at
returning mails.mail_id

-- find_link_secret: of this installation
select secret from link_secret

-- insert_addressed: nothing where another mail of an occasion goes to that address, such as one before it among these
insert into addressed (occasion_id, template, digest, mail_id, address)
select occasion_id, template, digest, mail_id, address
from jsonb_to_recordset(%(addressed)s::jsonb) as wanted (
    occasion_id uuid, template text, digest text, mail_id uuid, address text)
on conflict do nothing

-- list_addressed: those of these mails that go to their addresses
select wanted.mail_id from jsonb_to_recordset(%(addressed)s::jsonb) as wanted (
    occasion_id uuid, template text, digest text, mail_id uuid)
join addressed using (occasion_id, template, digest, mail_id)

-- find_address: by which the address of a mail is known again
select address from addressed where mail_id = %(mail_id)s and address is not null limit 1

-- has_addressed: whether a mail went to an address
select exists (select from addressed where mail_id = %(mail_id)s and digest = %(digest)s) as known

-- lock_mail_sent_as: by its Message-ID, for a change
select *, mail_id as id from mails where message_id = %(message_id)s for update

-- list_standings: of whoever is about to get these mails, whether they are contacts of the application, whether no mail goes
-- to their address, and whether they do without; each looked up (`offset 0`), however little is known of the tables
select mail_id,
    exists (select from contacts
            where contacts.application_id = wanted.application_id and contacts.ref = wanted.recipient offset 0) as is_contact,
    exists (select from suppressed_addresses as stopped
            where stopped.address = wanted.known_as and stopped.lifted_at is null offset 0) as is_suppressed,
    exists (select from unwanted
            where unwanted.address = wanted.known_as and unwanted.topic = wanted.topic offset 0) as is_unwanted
from jsonb_to_recordset(%(wanted)s::jsonb) as wanted (
    mail_id uuid, application_id uuid, recipient text, known_as text, topic text)

-- insert_bounce: nothing where it was told before
insert into bounces (mail_id, action, status, address, heard_at)
values (%(mail_id)s, %(action)s, %(status)s, %(address)s, %(now)s)
on conflict do nothing

-- update_bounced: a mail that was sent came back
update mails set state = %(state)s, notes = %(notes)s, next_at = %(now)s where mail_id = %(mail_id)s and state = 'sent'

-- insert_suppression: nothing where no mail goes there already
insert into suppressed_addresses (suppression_id, address, mail_id, status, since)
values (%(id)s, %(address)s, %(mail_id)s, %(status)s, %(now)s)
on conflict do nothing

-- list_suppressions: in force, or lifted; the latest first
select suppression_id as id, mail_id, recipient, code, status, since, lifted_by, lifted_at, (
    select count(*) from bounces
    where bounces.address = suppressed_addresses.address and (action = 'delayed' or bounces.status like '4%%')) as soft
from suppressed_addresses join mails using (mail_id)
where (lifted_at is not null) = %(lifted)s
  and (%(after)s::uuid is null or (since, suppression_id)
       < (select since, suppression_id from suppressed_addresses where suppression_id = %(after)s::uuid))
order by since desc, suppression_id desc limit %(limit)s

-- find_suppression: one of them
select suppression_id as id, mail_id, recipient, code, status, since, lifted_by, lifted_at, (
    select count(*) from bounces
    where bounces.address = suppressed_addresses.address and (action = 'delayed' or bounces.status like '4%%')) as soft
from suppressed_addresses join mails using (mail_id)
where suppression_id = %(suppression_id)s

-- count_suppressions: how many there are
select count(*) as total from suppressed_addresses where (lifted_at is not null) = %(lifted)s

-- lift_suppression: mails go there again
update suppressed_addresses set lifted_by = %(lifted_by)s, lifted_at = %(now)s
where suppression_id = %(suppression_id)s and lifted_at is null

-- insert_unwanted: whoever reads there does without
insert into unwanted (address, topic, mail_id, since) values (%(address)s, %(topic)s, %(mail_id)s, %(now)s)
on conflict do nothing

-- delete_unwanted: they get it again
delete from unwanted where address = %(address)s and topic = %(topic)s

-- list_unwanted: what they do without
select topic from unwanted where address = %(address)s

-- insert_reply: a reply was read from a mailbox; nothing where it was before
insert into exchanges (exchange_id, application_id, code, kind, direction, held_on, person, notes, logged_by, logged_at,
                       source)
values (%(id)s, %(application_id)s, %(code)s, %(kind)s, %(direction)s, %(held_on)s, %(person)s, %(notes)s, %(logged_by)s,
        %(logged_at)s, %(source)s)
on conflict do nothing

-- find_unsent: whether one of these mails of an application still waits
select mail_id from mails
where application_id = %(application_id)s and template = any(%(templates)s) and state in ('held', 'queued', 'sending')
limit 1

-- find_told: whether a city was told this before by another occasion: a mail that says it of this value
select mail_id from mails
where code = %(code)s and template = %(template)s and "values" ->> %(value)s = %(said)s and occasion_id <> %(occasion_id)s
  and state <> 'cancelled'
limit 1

-- upsert_person: somebody of the program
insert into people (ref, language, is_staff) values (%(ref)s, %(language)s, %(is_staff)s)
on conflict (ref) do update set language = excluded.language, is_staff = excluded.is_staff

-- list_staff: everybody of the program's staff
select ref, language from people where is_staff order by ref

-- list_languages: of these people
select ref, language from people where ref = any(%(refs)s)

-- list_untold_stops: mails of which it is not told yet that they stopped, or that they do no more; what waits for a
-- decision to be sent, or is held by a rule, has not stopped
select mails.mail_id from mails
left join lateral (select mail_id from mails other where other.resent_from = mails.mail_id limit 1) as again on true
where (told_stopped or state in ('held', 'failed'))
  and told_stopped <> (state = 'held' and rule_id is null and not "values" ? 'pending'
      and not notes @> '[{"code": "with_tomorrows"}]'
    or state = 'failed' and again.mail_id is null)
order by mails.mail_id limit %(limit)s

-- update_told_stopped: what is so of it is told; nothing where it was
update mails set told_stopped = not told_stopped
where mail_id = %(mail_id)s
  and told_stopped <> (state = 'held' and rule_id is null and not "values" ? 'pending'
      and not notes @> '[{"code": "with_tomorrows"}]'
    or state = 'failed' and not exists (select from mails again where again.resent_from = mails.mail_id))
returning *, mail_id as id

-- count_figures: mails that wait, since when one is due or was first tried in vain, how many wait where the server was not
-- reached; that staff hold; that failed in a day. `tried_for` says how long after its first attempt a mail is due, by how
-- many there were
select count(*) filter (where state in ('queued', 'sending')) as waiting,
       greatest(0, coalesce(extract(epoch from now() - min(next_at - (%(tried_for)s::interval[])[attempts + 1])
           filter (where state in ('queued', 'sending'))), 0))::bigint as oldest_waiting_s,
       case when bool_or(state in ('queued', 'sending') and notes @> '[{"code": "not_reached"}]')
           then count(*) filter (where state in ('queued', 'sending')) else 0 end as kept_back,
       count(*) filter (
           where state = 'held' and rule_id is null and not "values" ? 'pending'
             and not notes @> '[{"code": "with_tomorrows"}]') as held,
       count(*) filter (where state = 'failed' and next_at > now() - interval '1 day')
           as failed_of_a_day
from mails where state in ('queued', 'sending', 'held', 'failed')

-- insert_subscription: somebody reads a report by mail
insert into report_subscriptions (subscription_id, ref, report, call, cohort, "by", language, form, "every", day, hour,
                                  time_zone, next_at)
values (%(id)s, %(ref)s, %(report)s, %(call)s, %(cohort)s, %(by)s, %(language)s, %(form)s, %(every)s, %(day)s, %(hour)s,
        %(time_zone)s, %(next_at)s)

-- count_subscriptions: how many somebody has
select count(*) as total from report_subscriptions where ref = %(ref)s

-- list_subscriptions: of somebody, the next one first
select * from report_subscriptions
where ref = %(ref)s
  and (%(after)s::uuid is null or (next_at, subscription_id) > (
    select next_at, subscription_id from report_subscriptions where subscription_id = %(after)s::uuid))
order by next_at, subscription_id limit %(limit)s

-- lock_subscription: one, for a change
select * from report_subscriptions where subscription_id = %(subscription_id)s for update

-- delete_subscription: it is ended
delete from report_subscriptions where subscription_id = %(subscription_id)s

-- delete_subscriptions_of: whoever it is may not read reports any more
delete from report_subscriptions where ref = %(ref)s

-- list_due_subscriptions: of which the next mail is to be written, some
select subscription_id from report_subscriptions where next_at <= %(now)s order by next_at, subscription_id limit %(limit)s

-- update_next_report: when the next one is written
update report_subscriptions set next_at = %(next_at)s where subscription_id = %(subscription_id)s
