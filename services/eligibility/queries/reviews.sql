-- upsert_reviewer: somebody who may review
insert into reviewers (person_id, languages) values (%(person_id)s, %(languages)s)
on conflict (person_id) do update set languages = excluded.languages, active = true

-- update_reviewer_gone: asked for nothing new
update reviewers set active = false where person_id = %(person_id)s

-- find_reviewing: whether somebody may still be asked for a review
select person_id from reviewers where person_id = %(person_id)s and active

-- find_reviewer: the languages of a person who may review
select person_id, languages from reviewers where person_id = %(person_id)s

-- insert_review: an assignment; nothing when it is assigned already
insert into reviews (application_id, reviewer_id, state, application_version, assigned_at, due_on)
values (%(application_id)s, %(reviewer_id)s, 'assigned', %(application_version)s, %(now)s, %(due_on)s)
on conflict do nothing

-- update_review: scores, or a recusal
update reviews
set state = %(state)s, scores = %(scores)s, comment = %(comment)s, application_version = %(application_version)s,
    submitted_at = %(now)s
where application_id = %(application_id)s and reviewer_id = %(reviewer_id)s

-- update_review_kept: what has been scored so far
update reviews set scores = %(scores)s, comment = %(comment)s
where application_id = %(application_id)s and reviewer_id = %(reviewer_id)s

-- update_review_assigned: asked for again, by another day
update reviews
set state = 'assigned', application_version = %(application_version)s, assigned_at = %(now)s, due_on = %(due_on)s
where application_id = %(application_id)s and reviewer_id = %(reviewer_id)s

-- list_reviews: the reviews of an application
select reviewer_id, state, scores, application_version, comment from reviews
where application_id = %(application_id)s order by assigned_at, reviewer_id

-- delete_review: an assignment taken back
delete from reviews where application_id = %(application_id)s and reviewer_id = %(reviewer_id)s

-- insert_review_entry: what was declared or written, for the history
insert into review_entries (application_id, reviewer_id, application_version, state, scores, comment, entered_by,
                            entered_at)
values (%(application_id)s, %(reviewer_id)s, %(application_version)s, %(state)s, %(scores)s, %(comment)s,
        %(entered_by)s, %(now)s)

-- list_review_entries: everything declared and written about an application, the earliest first
select entered_at as at, entered_by as by, reviewer_id, state, application_version, scores, comment
from review_entries where application_id = %(application_id)s order by entry_id

-- list_review_needs: applications of a call that lack reviews, with whom they are closed to, by code, locked
select s.application_id, s.code, s.language, %(required)s - (
    select count(*) from reviews r where r.application_id = s.application_id and r.state <> 'recused') as missing,
    array(
        select r.reviewer_id from reviews r where r.application_id = s.application_id
        union
        select r.reviewer_id from reviews r join selections known using (application_id)
        where r.state = 'recused' and known.country = s.country and known.admin_area = s.admin_area
          and known.city = s.city
        union
        select person_id from application_people join selections known using (application_id)
        where known.country = s.country and known.admin_area = s.admin_area and known.city = s.city) as closed_to
from selections s
where s.call = %(call)s and s.code > %(after)s and s.state in ('checked', 'in_review')
  and (%(codes)s::text[] is null or s.code = any(%(codes)s))
  and (select count(*) from reviews r where r.application_id = s.application_id and r.state <> 'recused') < %(required)s
  and (select result ->> 'outcome' from checks c where c.application_id = s.application_id
       order by application_version desc, checked_at desc limit 1) <> 'ineligible'
order by s.code limit %(limit)s
for update of s

-- list_unwritten_codes: applications whose review a reviewer has not written, by code
select s.code from reviews r join selections s using (application_id)
where r.reviewer_id = %(reviewer_id)s and r.state in ('assigned', 'cleared')
  and (%(call)s::text is null or s.call = %(call)s)
order by s.code

-- list_candidates: who may be asked for a review of an application, with what they have to do and whether it is theirs
select person_id as reviewer_id, languages, (
    select count(*) from reviews r join selections s using (application_id)
    where r.reviewer_id = person_id and s.call = about.call
      and (r.state = 'submitted' or r.state in ('assigned', 'cleared') and s.state in ('checked', 'in_review'))) as load,
    (select state from reviews r where r.reviewer_id = person_id and r.application_id = about.application_id) as state,
    exists (
        select from reviews r join selections known using (application_id)
        where r.reviewer_id = person_id and r.state = 'recused' and known.country = about.country
          and known.admin_area = about.admin_area and known.city = about.city)
    or exists (
        select from application_people p join selections known using (application_id)
        where p.person_id = reviewers.person_id and known.country = about.country
          and known.admin_area = about.admin_area and known.city = about.city) as conflict
from reviewers cross join (select * from selections where application_id = %(application_id)s) as about
where active
order by about.language <> all(languages), load, person_id

-- list_outstanding: reviews of some applications that a reviewer has not written, as long as they are asked for, the one
-- that is due first before the others
select s.application_id, s.code, r.due_on from reviews r join selections s using (application_id)
where r.reviewer_id = %(reviewer_id)s and s.code = any(%(codes)s::text[])
  and r.state in ('assigned', 'cleared') and s.state in ('checked', 'in_review')
order by r.due_on nulls last, s.code

-- update_reminder_note: what staff wrote beside their last reminder
update reviews set reminder_note = %(note)s
where application_id = %(application_id)s and reviewer_id = %(reviewer_id)s

-- find_reminder_note: the same, read
select reminder_note from reviews where application_id = %(application_id)s and reviewer_id = %(reviewer_id)s

-- lock_assignment: one balanced assignment of a call at a time
select pg_advisory_xact_lock(hashtext('reviews of ' || %(call)s))

-- list_readers: everybody who may be asked for a review, with how many reviews of a call they have
select person_id, languages, (
    select count(*) from reviews r join selections s using (application_id)
    where r.reviewer_id = person_id and s.call = %(call)s
      and (r.state = 'submitted' or r.state in ('assigned', 'cleared') and s.state in ('checked', 'in_review'))) as load
from reviewers where active order by person_id

-- list_listed_reviews: reviews by call, reviewer and state, by code; unwritten ones as long as they are asked for
select s.code, s.call, s.city, s.admin_area, s.country, s.language, r.reviewer_id, r.state, r.assigned_at, r.due_on,
       r.application_version < s.texts_version as stale,
       (select count(*) from jsonb_object_keys(r.scores)) as scored
from reviews r join selections s using (application_id)
where (%(call)s::text is null or s.call = %(call)s)
  and (%(reviewer_id)s::uuid is null or r.reviewer_id = %(reviewer_id)s)
  and (%(person)s::uuid is null or r.reviewer_id = %(person)s)
  and (%(state)s::text is null or r.state = %(state)s)
  and (%(codes)s::text[] is null or s.code = any(%(codes)s))
  and (not %(outstanding)s::boolean or r.state in ('assigned', 'cleared'))
  and (r.state not in ('assigned', 'cleared') or s.state in ('checked', 'in_review'))
  and (s.code, r.reviewer_id::text) > (%(code_after)s, %(reviewer_after)s)
order by s.code, r.reviewer_id limit %(limit)s

-- list_remindable_reviews: reviews that are to come from one day to another
select application_id, s.code, reviewer_id, r.due_on, languages
from reviews r join selections s using (application_id) join reviewers on person_id = reviewer_id
where r.state in ('assigned', 'cleared') and s.state in ('checked', 'in_review') and r.due_on between %(first)s and %(last)s
order by application_id, reviewer_id

-- count_listed_reviews: how many match
select count(*) as total from reviews r join selections s using (application_id)
where (%(call)s::text is null or s.call = %(call)s)
  and (%(reviewer_id)s::uuid is null or r.reviewer_id = %(reviewer_id)s)
  and (%(person)s::uuid is null or r.reviewer_id = %(person)s)
  and (%(state)s::text is null or r.state = %(state)s)
  and (%(codes)s::text[] is null or s.code = any(%(codes)s))
  and (not %(outstanding)s::boolean or r.state in ('assigned', 'cleared'))
  and (r.state not in ('assigned', 'cleared') or s.state in ('checked', 'in_review'))
