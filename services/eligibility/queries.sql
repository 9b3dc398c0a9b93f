-- upsert_call: a call, and its later changes
insert into calls (call, capacity, offer_reply_days, time_zone, cohort, eligibility_as_of, starts_on)
values (%(call)s, %(capacity)s, %(offer_reply_days)s, %(time_zone)s, %(cohort)s, %(eligibility_as_of)s, %(starts_on)s)
on conflict (call) do update set
    capacity = excluded.capacity, offer_reply_days = excluded.offer_reply_days,
    eligibility_as_of = excluded.eligibility_as_of, starts_on = excluded.starts_on

-- lock_call: a call, locked so that places are counted by one at a time
select * from calls where call = %(call)s for update

-- find_call: a call
select * from calls where call = %(call)s

-- count_places_taken: pending, offered and confirmed places of a call
select count(*) as taken from selections s
where s.call = %(call)s and (
    s.state in ('offered', 'confirmed')
    or s.state = 'decided' and exists (
        select 1 from decisions d
        where d.application_id = s.application_id and d.state = 'pending' and d.outcome = 'admitted'))

-- upsert_reviewer: somebody who may review
insert into reviewers (person_id, languages) values (%(person_id)s, %(languages)s)
on conflict (person_id) do update set languages = excluded.languages

-- find_reviewer: whether a person may review
select person_id from reviewers where person_id = %(person_id)s

-- insert_selection: an application that was checked for the first time
insert into selections (application_id, code, call, state, application_version, city, admin_area, country,
                        time_zone, language, team_lead_ref, residents, resident_outcomes)
values (%(application_id)s, %(code)s, %(call)s, 'checked', %(application_version)s, %(city)s, %(admin_area)s,
        %(country)s, %(time_zone)s, %(language)s, %(team_lead_ref)s, %(residents)s, %(resident_outcomes)s)
on conflict (application_id) do nothing

-- update_selection_version: a new version of the application
update selections
set application_version = %(application_version)s, city = %(city)s, admin_area = %(admin_area)s,
    country = %(country)s, time_zone = %(time_zone)s, language = %(language)s,
    team_lead_ref = %(team_lead_ref)s, residents = %(residents)s, resident_outcomes = %(resident_outcomes)s,
    version = version + 1
where application_id = %(application_id)s

-- update_selection_state: a step
update selections set state = %(state)s, version = version + 1 where application_id = %(application_id)s

-- touch_selection: something changed that is no step
update selections set version = version + 1 where application_id = %(application_id)s

-- find_selection: by code
select * from selections where code = %(code)s

-- lock_selection: by code, locked until the transaction ends
select * from selections where code = %(code)s for update

-- lock_selection_of: by application, locked until the transaction ends
select * from selections where application_id = %(application_id)s for update

-- list_pending_codes: applications with a decision that was not sent
select s.code from selections s
where s.state = 'decided' and (%(call)s::text is null or s.call = %(call)s) order by s.code

-- insert_check: a result with what it saw
insert into checks (application_id, application_version, criteria_version, facts, result, checked_at)
values (%(application_id)s, %(application_version)s, %(criteria_version)s, %(facts)s, %(result)s, %(checked_at)s)
on conflict do nothing

-- find_latest_check: the last result of an application
select result from checks where application_id = %(application_id)s
order by application_version desc, checked_at desc limit 1

-- insert_criteria: a version of the criteria; nothing when it is known
insert into criteria (version, content) values (%(version)s, %(content)s) on conflict (version) do nothing

-- find_criteria: a version as it was first used
select content from criteria where version = %(version)s

-- list_criteria: every version, the latest first
select version, content, first_used_at from criteria order by first_used_at desc, version desc

-- list_judged: a call's applications that are not withdrawn, with the facts and result of their version, by code
select s.application_id, s.code, s.city, s.country, s.state, s.application_version, c.facts, c.result
from selections s
cross join lateral (
    select facts, result from checks
    where application_id = s.application_id and application_version = s.application_version
    order by checked_at desc limit 1) c
where s.call = %(call)s and s.code > %(after)s and s.state <> 'withdrawn'
order by s.code limit %(limit)s

-- count_judged: how many there are
select count(*) as total from selections where call = %(call)s and state <> 'withdrawn'

-- lock_judged_otherwise: those without a result by a version of the criteria, locked, by code
select s.application_id, s.code, s.city, s.country, s.state, s.application_version, c.facts, c.result
from selections s
cross join lateral (
    select facts, result from checks
    where application_id = s.application_id and application_version = s.application_version
    order by checked_at desc limit 1) c
where s.call = %(call)s and s.state <> 'withdrawn' and not exists (
    select from checks by
    where by.application_id = s.application_id and by.application_version = s.application_version
      and by.criteria_version = %(criteria_version)s)
order by s.code limit %(limit)s
for update of s

-- count_judged_otherwise: how many lack a result by a version of the criteria
select count(*) as total from selections s
where s.call = %(call)s and s.state <> 'withdrawn' and not exists (
    select from checks by
    where by.application_id = s.application_id and by.application_version = s.application_version
      and by.criteria_version = %(criteria_version)s)

-- insert_checks: results of many applications
insert into checks (application_id, application_version, criteria_version, facts, result, checked_at)
select application_id, application_version, criteria_version, facts, result, %(checked_at)s
from jsonb_to_recordset(%(rows)s::jsonb) as new (
    application_id uuid, application_version integer, criteria_version text, facts jsonb, result jsonb)
on conflict do nothing

-- touch_selections: something changed of many that is no step
update selections set version = version + 1 where application_id = any(%(application_ids)s)

-- insert_review: an assignment; nothing when it is assigned already
insert into reviews (application_id, reviewer_id, state, application_version, assigned_at)
values (%(application_id)s, %(reviewer_id)s, 'assigned', %(application_version)s, %(now)s)
on conflict do nothing

-- update_review: scores, or a recusal
update reviews
set state = %(state)s, scores = %(scores)s, comment = %(comment)s, application_version = %(application_version)s,
    submitted_at = %(now)s
where application_id = %(application_id)s and reviewer_id = %(reviewer_id)s

-- list_reviews: the reviews of an application
select reviewer_id, state, scores, application_version from reviews
where application_id = %(application_id)s order by assigned_at, reviewer_id

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
