-- What was told stands in the table that every service has for it.
insert into reminders_told (rule, subject, anchor)
select 'offer_' || days || '_days_before', application_id::text, reply_by::text from offer_reminders
union all
select 'review_' || days || '_days_before', application_id || ' ' || reviewer_id, due_on::text from review_reminders;
drop table offer_reminders, review_reminders;
