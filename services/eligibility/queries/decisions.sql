-- insert_decision: pending
insert into decisions (decision_id, application_id, outcome, state, decided_from, reason, feedback, override_reason,
                       due_on, reviews, decided_by, decided_at)
values (%(decision_id)s, %(application_id)s, %(outcome)s, 'pending', %(decided_from)s, %(reason)s, %(feedback)s,
        %(override_reason)s, %(due_on)s, %(reviews)s, %(decided_by)s, %(decided_at)s)

-- find_decision: the decision that stands
select decision_id, outcome, state, decided_from, reason, feedback, reviews, decided_at, sent_at, due_on
from decisions
where application_id = %(application_id)s and state <> 'rescinded' order by decided_at desc limit 1

-- update_decision_state: sent or rescinded
update decisions set state = %(state)s, sent_at = %(sent_at)s where decision_id = %(decision_id)s

-- insert_offer: an offer with its date; anew from the waitlist
insert into offers (application_id, reply_by) values (%(application_id)s, %(reply_by)s)
on conflict (application_id) do update set reply_by = excluded.reply_by, answered_at = null, mayor = null

-- find_offer: the offer of an application
select reply_by, answered_at from offers where application_id = %(application_id)s

-- update_offer_reply_by: longer to answer
update offers set reply_by = %(reply_by)s where application_id = %(application_id)s

-- update_offer_answer: confirmed or declined
update offers set mayor = %(mayor)s, answered_by = %(answered_by)s, answered_at = %(answered_at)s
where application_id = %(application_id)s
