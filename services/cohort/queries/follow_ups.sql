-- insert_follow_up: what was found, or that there is none
insert into follow_ups (application_id, months, found, reason, said_by, said_at)
values (%(application_id)s, %(months)s, %(found)s, %(reason)s, %(said_by)s, %(said_at)s)

-- list_follow_ups: the latest of each date of a city
select distinct on (months) months, found, reason
from follow_ups where application_id = %(application_id)s order by months, number desc
