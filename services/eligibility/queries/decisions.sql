-- insert_decision: pending, or sent at once where it corrects another
insert into decisions (decision_id, application_id, outcome, state, decided_from, reason, feedback, override_reason,
                       due_on, reviews, decided_by, decided_at, sent_at, corrects, application_version)
values (%(decision_id)s, %(application_id)s, %(outcome)s, %(state)s, %(decided_from)s, %(reason)s, %(feedback)s,
        %(override_reason)s, %(due_on)s, %(reviews)s, %(decided_by)s, %(decided_at)s, %(sent_at)s, %(corrects)s,
        %(application_version)s)

-- find_decision: the decision that stands; one that was not sent is newer than any that was
select decision_id, outcome, state, decided_from, reason, feedback, reviews, decided_at, sent_at, due_on,
       application_version
from decisions
where application_id = %(application_id)s and state in ('pending', 'sent')
order by state = 'pending' desc, decided_at desc limit 1

-- list_decisions: everything that was ever decided of an application, the earliest first
select decision_id, outcome, state, decided_from, reason, feedback, reviews, decided_by, decided_at, sent_at, due_on,
       corrects
from decisions where application_id = %(application_id)s order by decided_at

-- update_decision_state: sent, rescinded or corrected
update decisions set state = %(state)s, sent_at = coalesce(%(sent_at)s, sent_at) where decision_id = %(decision_id)s

-- insert_override: a rule that was passed, and why
insert into overrides (application_id, code, reason, overridden_by, overridden_at)
values (%(application_id)s, %(code)s, %(reason)s, %(by)s, %(at)s)

-- list_overrides: of an application, the earliest first
select code as rule, reason, overridden_by as actor, overridden_at as at from overrides
where application_id = %(application_id)s order by override_id

-- insert_offer: an offer with its date; anew from the waitlist or by a correction
insert into offers (application_id, reply_by) values (%(application_id)s, %(reply_by)s)
on conflict (application_id) do update set
    reply_by = excluded.reply_by, answered_at = null, answered_by = null, mayor = null,
    reason = null, authorized = false

-- find_offer: the offer of an application
select reply_by, answered_at, answered_by, mayor, authorized, reason from offers where application_id = %(application_id)s

-- update_offer_reply_by: longer to answer
update offers set reply_by = %(reply_by)s where application_id = %(application_id)s

-- update_offer_answer: confirmed or declined
update offers set mayor = %(mayor)s, authorized = %(authorized)s, reason = %(reason)s, answered_by = %(answered_by)s, answered_at = %(answered_at)s
where application_id = %(application_id)s

-- list_overdue: offers past their date of which it was not told yet
select s.application_id from offers o join selections s using (application_id) join calls c on c.call = s.call
where s.state = 'offered' and o.reply_by < (%(now)s::timestamptz at time zone c.time_zone)::date
  and o.overdue_told_for is distinct from o.reply_by
order by s.code

-- update_overdue_told: it was told for this date
update offers set overdue_told_for = reply_by where application_id = %(application_id)s

-- list_remindable_offers: offers to be answered from one day to another
select o.application_id, s.code, o.reply_by, s.time_zone
from offers o join selections s using (application_id)
where s.state = 'offered' and o.reply_by between %(first)s and %(last)s
order by o.application_id

-- list_offers: all that match
select s.code, s.city, s.country, s.state, o.reply_by,
       s.state = 'offered' and o.reply_by < (%(now)s::timestamptz at time zone c.time_zone)::date as overdue
from offers o join selections s using (application_id) join calls c on c.call = s.call
where (%(call)s::text is null or s.call = %(call)s) and s.state in ('offered', 'confirmed', 'declined_by_city', 'lapsed')
  and (%(person)s::uuid is null or exists (select from readers as who where who.application_id = s.application_id
    and who.person_id = %(person)s and who.reviewing = %(reviewing)s))
  and (not %(overdue)s or s.state = 'offered' and o.reply_by < (%(now)s::timestamptz at time zone c.time_zone)::date)
