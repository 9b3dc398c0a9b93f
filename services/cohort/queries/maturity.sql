-- insert_maturity: an assessment, or its next version
insert into maturity_assessments (application_id, moment, view, version, assessed_on, levels, evidence, saved_by,
                                  saved_at)
values (%(application_id)s, %(moment)s, %(view)s, %(version)s, %(assessed_on)s, %(levels)s, %(evidence)s,
        %(saved_by)s, %(saved_at)s)

-- list_maturity: the latest version of each, the start first
select distinct on (moment, view) moment, view, version, assessed_on, levels, evidence, saved_by, saved_at
from maturity_assessments where application_id = %(application_id)s order by moment desc, view, version desc
