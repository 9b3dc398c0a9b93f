-- insert_engagement: residents were asked
insert into engagements (engagement_id, application_id, engaged_by, held_on, residents, finding, changed, linked_to,
                         reference)
values (%(engagement_id)s, %(application_id)s, %(engaged_by)s, %(held_on)s, %(residents)s, %(finding)s, %(changed)s,
        %(linked_to)s, %(reference)s)

-- list_engagements: the latest first
select engagement_id as id, engaged_by, held_on, residents, finding, changed, linked_to, reference
from engagements where application_id = %(application_id)s order by held_on desc, engagement_id
