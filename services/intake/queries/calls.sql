-- find_call: one call by its name
select call as id, title, opens_at, closes_at, time_zone, eligibility_as_of, capacity, offer_reply_days,
       reviews_required, cohort_id, cohort_name, cohort_starts_on, closed_at
from calls where call = %(call)s

-- list_calls: all calls, the latest first
select call as id, title, opens_at, closes_at, time_zone, eligibility_as_of, capacity, offer_reply_days,
       reviews_required, cohort_id, cohort_name, cohort_starts_on, closed_at
from calls order by opens_at desc, call

-- list_calls_of_cohort: the rounds of one cohort
select call as id, title, opens_at, closes_at, time_zone, eligibility_as_of, capacity, offer_reply_days,
       reviews_required, cohort_id, cohort_name, cohort_starts_on, closed_at
from calls where cohort_id = %(cohort)s order by call

-- lock_cohort: of two calls for one cohort at the same instant the second sees the first
select pg_advisory_xact_lock(hashtextextended('cohort ' || %(cohort)s, 0))

-- lock_call: for a change
select call from calls where call = %(call)s for update

-- insert_call: a new call; nothing when its name is taken
insert into calls (call_id, call, title, opens_at, closes_at, time_zone, eligibility_as_of, capacity,
                   offer_reply_days, reviews_required, cohort_id, cohort_name, cohort_starts_on)
values (%(call_id)s, %(id)s, %(title)s, %(opens_at)s, %(closes_at)s, %(time_zone)s, %(eligibility_as_of)s,
        %(capacity)s, %(offer_reply_days)s, %(reviews_required)s, %(cohort_id)s, %(cohort_name)s, %(cohort_starts_on)s)
on conflict (call) do nothing

-- update_call_closing: another closing moment, by hand or not
update calls set closes_at = %(closes_at)s, closed_at = %(closed_at)s where call = %(call)s

-- find_reopening: until when a closed call is open for one city
select until from reopenings where application_id = %(application_id)s

-- upsert_reopening: another moment replaces the former
insert into reopenings (application_id, until) values (%(application_id)s, %(until)s)
on conflict (application_id) do update set until = excluded.until
