-- upsert_call: a call, and its later changes
insert into calls (call, capacity, offer_reply_days, reviews_required, time_zone, cohort, eligibility_as_of, starts_on)
values (%(call)s, %(capacity)s, %(offer_reply_days)s, %(reviews_required)s, %(time_zone)s, %(cohort)s,
        %(eligibility_as_of)s, %(starts_on)s)
on conflict (call) do update set
    capacity = excluded.capacity, offer_reply_days = excluded.offer_reply_days,
    reviews_required = excluded.reviews_required,
    eligibility_as_of = excluded.eligibility_as_of, starts_on = excluded.starts_on

-- update_starts_on: the cohort starts on another day
update calls set starts_on = %(starts_on)s where cohort = %(cohort)s

-- lock_call: a call, locked so that places are counted by one at a time
select * from calls where call = %(call)s for update

-- find_call: a call
select * from calls where call = %(call)s

-- count_places_taken: pending, offered and confirmed places of a call
select count(*) as taken from selections s
where s.call = %(call)s and (
    s.state = 'offered'
    or s.state = 'confirmed' and not s.left_cohort
    or s.state = 'decided' and exists (
        select 1 from decisions d
        where d.application_id = s.application_id and d.state = 'pending' and d.outcome = 'admitted'))
